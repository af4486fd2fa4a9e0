"""A profile goes into a file and comes back, here and elsewhere; what is no backup changes nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, Progress, no_progress
from app.paths import AppPaths, profile_paths
from app.services.backup import back_up, restore
from app.services.backup_file import DATABASE, MANIFEST
from app.services.encryption import encrypt, is_locked, open_library
from app.services.restoring import carry_out, want_restore
from app.services.swapping import is_under_way, swap
from app.store import passphrase
from app.store.database import Database
from app.store.library_key import LibraryKey
from app.store.moving import moved
from app.store.passphrase import unlock
from app.store.store import Store
from tests.dying import die_at
from tests.unit.store.filling import fill
from tests.unit.store.test_records import ANSWER

Profile = Callable[[str], AppPaths]


@pytest.fixture(autouse=True)
def _quick_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes guessing slow would make the tests slow."""
    monkeypatch.setattr(passphrase, "_COST", {"n": 1 << 10, "r": 8, "p": 1})


@pytest.fixture
def profile(tmp_path: Path) -> AppPaths:
    return made(tmp_path / "here")


def made(root: Path, documents: int = 3) -> AppPaths:
    """Documents below ``root``/docs, a chat, a template, a setting."""
    paths = profile_paths(root / "profile").create()
    store = Store(paths.database)
    for number in range(documents):
        fill(store, str(root / "docs" / f"{number}.txt"), [f"text {number}"])
    chat = store.conversations.create("Lease")
    turn = store.conversations.add_turn(chat.id, "How long?")
    (evidence, *_) = ANSWER.evidence
    cited = replace(evidence, path=root / "docs" / "0.txt")
    store.conversations.finish_turn(turn.id, replace(ANSWER, evidence=(cited,)))
    store.conversations.set_scope(chat.id, [root / "docs"])
    store.close()
    paths.templates.mkdir()
    (paths.templates / "own.toml").write_text("name = 'mine'")
    paths.settings.write_text("appearance = 'dark'\n")
    return paths


def saved(paths: AppPaths, target: Path, cancel: CancelToken | None = None) -> Path:
    with closing(Store(paths.database)) as store:
        back_up(store.database, paths, target, cancel or CancelToken())
    return target


def everything(paths: AppPaths) -> dict[str, bytes]:
    return {str(f.relative_to(paths.data)): f.read_bytes() for f in paths.data.rglob("*") if f.is_file()}


def test_there_and_back_again(profile: AppPaths, tmp_path: Path) -> None:
    backup = saved(profile, tmp_path / "all.carrel-backup")
    before = everything(profile)
    other = made(tmp_path / "other", documents=1)
    shutil.rmtree(profile.data.parent)
    done = restore(backup, profile)
    assert done.kept is None
    with closing(Store(profile.database)) as store:
        assert len(store.documents.in_scope()) == 3
        assert store.integrity_check() == []
    assert everything(profile)["templates/own.toml"] == before["templates/own.toml"]
    assert profile.settings.read_text() == "appearance = 'dark'\n"
    kept = restore(backup, other).kept
    assert kept is not None
    with closing(Store(kept / DATABASE)) as store:
        assert len(store.documents.in_scope()) == 1
    assert (kept / "templates" / "own.toml").exists()


def test_a_folder_with_another_place_is_followed_everywhere(profile: AppPaths, tmp_path: Path) -> None:
    backup = saved(profile, tmp_path / "all.carrel-backup")
    new = profile_paths(tmp_path / "new")
    done = restore(backup, new, [(str(tmp_path / "here" / "docs"), "/elsewhere/papers")])
    assert done.moved == 3
    with closing(Store(new.database)) as store:
        assert {str(d.path) for d in store.documents.in_scope()} == {
            f"/elsewhere/papers/{n}.txt" for n in range(3)
        }
        (chat,) = store.conversations.list()
        assert chat.scope == (Path("/elsewhere/papers"),)
        (turn,) = store.conversations.turns(chat.id)
        assert turn.answer is not None
        assert turn.answer.evidence[0].path == Path("/elsewhere/papers/0.txt")


def test_a_home_folder_with_another_name_moves_by_itself(
    profile: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "here")
    backup = saved(profile, tmp_path / "all.carrel-backup")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/new"))
    new = profile_paths(tmp_path / "new")
    restore(backup, new)
    with closing(Store(new.database)) as store:
        assert {d.path.parent for d in store.documents.in_scope()} == {Path("/home/new/docs")}


def test_stopping_leaves_no_file(profile: AppPaths, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        saved(profile, tmp_path / "out" / "all.carrel-backup", cancel)
    assert list((tmp_path / "out").iterdir()) == []
    assert not list(profile.data.glob(".backup-*"))


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(backup, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return backup


def with_manifest(**fields: object) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), **fields}).encode()

    return change


def leading_out(files: dict[str, bytes]) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"]["templates/../../evil.toml"] = 1
    files["templates/../../evil.toml"] = b"x"
    files[MANIFEST] = json.dumps(manifest).encode()


FORGET = "BEGIN DELETE FROM conversations; END"
ODD = (
    "..",
    "a/../b",
    "C:x",
    "a\\b",
    "con",
    "NUL.toml",
    "com1.txt",
    "a.",
    "b ",
    "x\0",
    "a?",
    "\u202egnp.exe",
    "",
)


def in_database(*statements: str) -> Callable[[dict[str, bytes]], None]:
    """A backup that was made with care: whole, of the right size, with another schema."""

    def change(files: dict[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / DATABASE
            file.write_bytes(files[DATABASE])
            with closing(sqlite3.connect(file, isolation_level=None)) as connection:
                connection.execute("PRAGMA foreign_keys=OFF")
                for statement in statements:
                    connection.execute(statement)
            files[DATABASE] = file.read_bytes()
        manifest = json.loads(files[MANIFEST])
        manifest["files"][DATABASE] = len(files[DATABASE])
        files[MANIFEST] = json.dumps(manifest).encode()

    return change


def torn(files: dict[str, bytes]) -> None:
    files[DATABASE] = files[DATABASE][:-4096]


def larger_than_said(files: dict[str, bytes]) -> None:
    files[DATABASE] += b"\0" * 4096


def of_another_kind(files: dict[str, bytes]) -> None:
    """A manifest with sizes that cancel out, so that the free space seems enough."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] |= {"templates/a": 1 << 60, "templates/b": -(1 << 60)}
    files[MANIFEST] = json.dumps(manifest).encode()


def a_file_and_a_folder_of_one_name(files: dict[str, bytes]) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"] |= {"templates/a": 1, "templates/a/b": 1}
    files |= {MANIFEST: json.dumps(manifest).encode(), "templates/a": b"x", "templates/a/b": b"x"}


def without_database(files: dict[str, bytes]) -> None:
    del files[DATABASE]


def damaged(files: dict[str, bytes]) -> None:
    files[DATABASE] = files[DATABASE][:4096] + b"\xff" * (len(files[DATABASE]) - 4096)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (with_manifest(format="something"), "not_a_backup"),
        (with_manifest(version=99, novelty=1), "backup_newer"),
        (with_manifest(files={}), "not_a_backup"),
        (with_manifest(files={DATABASE: 1, "/etc/passwd": 1}), "not_a_backup"),
        (with_manifest(files={DATABASE: 1 << 60}), "disk_full"),
        (leading_out, "not_a_backup"),
        (torn, "not_a_backup"),
        (larger_than_said, "not_a_backup"),
        (without_database, "not_a_backup"),
        (of_another_kind, "not_a_backup"),
        (in_database("DROP TABLE chunks_fts"), "not_a_backup"),
        (in_database("DROP TABLE meetings"), "not_a_backup"),
        (in_database("ALTER TABLE documents RENAME TO papers"), "not_a_backup"),
        (in_database("CREATE VIEW v AS SELECT load_extension('/tmp/x')"), "not_a_backup"),
        (in_database(f"CREATE TRIGGER t AFTER INSERT ON turns {FORGET}"), "not_a_backup"),
        (
            in_database(
                "DROP TRIGGER codes_added", f"CREATE TRIGGER codes_added AFTER INSERT ON turns {FORGET}"
            ),
            "not_a_backup",
        ),
        (a_file_and_a_folder_of_one_name, "not_a_backup"),
        *((with_manifest(files={DATABASE: 1, f"templates/{name}": 1}), "not_a_backup") for name in ODD),
        (damaged, "database_damaged|not_a_backup"),
        (lambda files: files.pop(MANIFEST), "not_a_backup"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    profile: AppPaths, tmp_path: Path, change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    backup = rewritten(saved(profile, tmp_path / "all.carrel-backup"), change)
    before = everything(profile)
    with pytest.raises(UserError, match=code):
        restore(backup, profile)
    assert everything(profile) == before
    assert not (tmp_path / "evil.toml").exists()


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"text"])
def test_other_files_are_refused(profile: AppPaths, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "other.zip"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match="not_a_backup|file_missing"):
        restore(file, profile)


def test_damaged_ones_are_told_whatever_is_wrong(profile: AppPaths, tmp_path: Path) -> None:
    good = saved(profile, tmp_path / "all.carrel-backup").read_bytes()
    chance, before, file = random.Random(4), everything(profile), tmp_path / "damaged"
    for number in range(60):
        data = bytearray(good)
        first, last = ((0, 600), (len(good) - 500, len(good)))[
            number % 2
        ]  # most of what can go wrong is there
        for _ in range(3):
            data[chance.randrange(first, last)] = chance.randrange(256)
        file.write_bytes(data)
        try:
            restore(file, profile)
        except UserError as error:
            assert error.code in ("not_a_backup", "disk_full")  # noqa: PT017 - some damage is harmless
            assert everything(profile) == before
        else:
            before = everything(profile)


def test_what_changes_while_it_is_packed_is_in_it_as_it_was_then(profile: AppPaths, tmp_path: Path) -> None:
    backup = tmp_path / "all.carrel-backup"
    profile.transcripts.mkdir()
    (profile.transcripts / "gone.txt").write_text("soon gone")

    def busy(progress: Progress) -> None:
        if progress.label == "packing":
            profile.settings.write_text("appearance = 'light'\nlanguage = 'de'\n")
            (profile.transcripts / "gone.txt").unlink(missing_ok=True)

    with closing(Store(profile.database)) as store:
        back_up(store.database, profile, backup, CancelToken(), busy)
    new = profile_paths(tmp_path / "new")
    restore(backup, new)
    assert new.settings.read_text() == "appearance = 'light'\nlanguage = 'de'\n"
    assert not (new.transcripts / "gone.txt").exists()


def test_it_ends_while_somebody_writes_all_the_time(profile: AppPaths, tmp_path: Path) -> None:
    steps = 0
    with closing(Store(profile.database)) as store, closing(Database(profile.database)) as other:
        with other.write() as connection:
            rows = ((f"filler {n}", "x" * 4000) for n in range(5000))
            connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)

        def busy(progress: Progress) -> None:
            nonlocal steps
            steps += progress.label == "copying"
            assert steps < 50
            with other.write() as connection:
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('now', ?)", (str(steps),))

        back_up(store.database, profile, tmp_path / "all.carrel-backup", CancelToken(), busy)
    assert steps > 2
    restore(tmp_path / "all.carrel-backup", profile_paths(tmp_path / "new"))


@pytest.mark.skipif(os.name == "nt", reason="modes of Unix")
def test_nobody_else_reads_along(profile: AppPaths, tmp_path: Path) -> None:
    part = tmp_path / "all.carrel-backup.part"
    part.write_text("")
    part.chmod(0o644)
    with part.open("rb") as opened_before:
        backup = saved(profile, tmp_path / "all.carrel-backup")
        assert opened_before.read() == b""
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    new = profile_paths(tmp_path / "new")
    restore(backup, new)
    restored = [new.database, new.templates / "own.toml", new.templates]
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in restored)


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems do not have")
def test_names_that_other_systems_do_not_have_become_such_as_they_do(
    profile: AppPaths, tmp_path: Path
) -> None:
    profile.transcripts.mkdir()
    odd = [b"a:b.txt", b"A_B.txt", b"nul", b"tail.", b"\xff\xfe.txt", "Tür?.txt".encode()]
    for number, name in enumerate(odd):
        (profile.transcripts / os.fsdecode(name)).write_text(str(number))
    backup = saved(profile, tmp_path / "all.carrel-backup")
    new = profile_paths(tmp_path / "new")
    restore(backup, new)
    found = {file.name: file.read_text() for file in new.transcripts.iterdir()}
    assert sorted(found.values()) == sorted(map(str, range(len(odd))))
    assert {name.casefold() for name in found} >= {
        "a_b.txt",
        "a_b (2).txt",
        "_nul_",
        "_tail_",
        "__.txt",
        "tür_.txt",
    }


@pytest.mark.parametrize("home", ["/", "", "\\"])
def test_a_home_that_is_nobodys_moves_nothing(home: str) -> None:
    assert moved("/srv/papers/a.txt", [(home, "/home/new")]) == "/srv/papers/a.txt"


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_restore_that_was_killed_is_finished_at_the_next_start(profile: AppPaths, tmp_path: Path) -> None:
    backup = saved(made(tmp_path / "other", documents=1), tmp_path / "all.carrel-backup")
    staged = profile.data / ".restore-x"
    with zipfile.ZipFile(backup) as archive:
        archive.extract(DATABASE, staged)
    for number in range(100):
        assert not die_at(number, lambda: swap(staged, profile))
        if is_under_way(profile):
            break
    assert not is_locked(profile)  # what every start asks first, with the profile's lock held
    assert not is_under_way(profile)
    with closing(Store(profile.database)) as store:
        assert len(store.documents.in_scope()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems do not have")
def test_a_backup_with_a_name_in_no_encoding_can_be_wanted(profile: AppPaths, tmp_path: Path) -> None:
    backup = saved(profile, tmp_path / os.fsdecode(b"caf\xe9.carrel-backup"))
    new = profile_paths(tmp_path / "new").create()
    want_restore(new, backup)
    assert carry_out(new) is not None
    with closing(Store(new.database)) as store:
        assert len(store.documents.in_scope()) == 3


def encrypted(paths: AppPaths) -> LibraryKey:
    encrypt(paths, "correct horse battery", CancelToken(), no_progress)
    return open_library(paths, "correct horse battery")


def test_an_encrypted_library_stays_encrypted(profile: AppPaths, tmp_path: Path) -> None:
    key = encrypted(profile)
    backup = tmp_path / "all.carrel-backup"
    with closing(Store(profile.database, key)) as store:
        back_up(store.database, profile, backup, CancelToken())
    assert b"SQLite format 3" not in zipfile.ZipFile(backup).read(DATABASE)[:16]
    new = profile_paths(tmp_path / "new")
    moves = [(str(tmp_path / "here" / "docs"), "/elsewhere")]
    done = restore(backup, new, moves, key_of=lambda path: unlock(path, "correct horse battery"))
    assert done.moved == 3
    with closing(Store(new.database, open_library(new, "correct horse battery"))) as store:
        assert {d.path.parent for d in store.documents.in_scope()} == {Path("/elsewhere")}


def test_without_its_passphrase_it_is_restored_as_it_is(profile: AppPaths, tmp_path: Path) -> None:
    key = encrypted(profile)
    backup = tmp_path / "all.carrel-backup"
    with closing(Store(profile.database, key)) as store:
        back_up(store.database, profile, backup, CancelToken())
    plain = made(tmp_path / "plain", documents=1)
    done = restore(backup, plain, [(str(tmp_path / "here" / "docs"), "/elsewhere")])
    assert done.moved == 0
    kept = done.kept
    assert kept is not None
    with pytest.raises(UserError, match="library_locked"):
        Store(plain.database)
    for _ in range(2):  # the paths are those of this computer from the first time on that it is opened
        with closing(Store(plain.database, open_library(plain, "correct horse battery"))) as store:
            assert {d.path.parent for d in store.documents.in_scope()} == {Path("/elsewhere")}
        assert not (plain.data / "moves.wanted").exists()
    with closing(Store(kept / DATABASE)) as store:
        assert len(store.documents.in_scope()) == 1


def test_a_plain_one_takes_the_place_of_an_encrypted_one(profile: AppPaths, tmp_path: Path) -> None:
    backup = saved(profile, tmp_path / "all.carrel-backup")
    encrypted(profile)
    kept = restore(backup, profile).kept
    with closing(Store(profile.database)) as store:
        assert len(store.documents.in_scope()) == 3
    assert kept is not None
    with closing(Store(kept / DATABASE, unlock(kept / DATABASE, "correct horse battery"))) as store:
        assert len(store.documents.in_scope()) == 3

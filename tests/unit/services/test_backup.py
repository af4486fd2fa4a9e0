"""A profile goes into a file and comes back, here and elsewhere; what is no backup changes nothing."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, no_progress
from app.paths import AppPaths, profile_paths
from app.services.backup import back_up, restore
from app.services.backup_file import DATABASE, MANIFEST
from app.services.encryption import encrypt, open_library
from app.store.library_key import LibraryKey
from app.store.passphrase import unlock
from app.store.store import Store
from tests.unit.store.filling import fill
from tests.unit.store.test_records import ANSWER

Profile = Callable[[str], AppPaths]


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


def torn(files: dict[str, bytes]) -> None:
    files[DATABASE] = files[DATABASE][:-4096]


def larger_than_said(files: dict[str, bytes]) -> None:
    files[DATABASE] += b"\0" * 4096


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
    kept = restore(backup, plain).kept
    assert kept is not None
    with pytest.raises(UserError, match="library_locked"):
        Store(plain.database)
    with closing(Store(plain.database, open_library(plain, "correct horse battery"))) as store:
        assert len(store.documents.in_scope()) == 3
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

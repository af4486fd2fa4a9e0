"""An encrypted library: nothing to read on the disk, nothing lost by a wrong word, a kill or a full disk."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.cli.main import run
from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, no_progress
from app.instance import ProfileLock
from app.paths import AppPaths
from app.services.encryption import decrypt, encrypt, is_locked, open_library, set_passphrase
from app.services.repair import is_damaged, repair
from app.store import encrypting, passphrase
from app.store.cipher import is_available
from app.store.copying import copy_database
from app.store.database import Database
from app.store.library_key import LibraryKey, key_file, waiting_key_file
from app.store.store import Store
from tests.dying import die_at
from tests.security.hostile import CANARY, FACT, WORDS, plant, plant_transcript
from tests.unit.store import filling

pytest.importorskip("sqlcipher3", reason="SQLCipher is not installed here")
ROWS = 400
WORD, OTHER = "correct horse battery", "another staple entirely"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _quick_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes guessing slow would make the tests slow."""
    monkeypatch.setattr(passphrase, "_COST", {"n": 1 << 10, "r": 8, "p": 1})


def fill(paths: AppPaths, key: LibraryKey | None = None) -> None:
    store = Store(paths.database, key)
    if not store.documents.find(Path("/library/debts.txt")):
        filling.fill(store, "/library/debts.txt", [FACT, "Another sentence about something else."])
    with store.database.write() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS padding (words TEXT)")
        connection.executemany("INSERT INTO padding VALUES (?)", [(f"{FACT} {n}",) for n in range(ROWS)])
    store.close()


def words_in(paths: AppPaths, key: LibraryKey | None) -> int:
    database = Database(paths.database, key)
    with database.read() as connection:
        number = int(
            connection.execute("SELECT count(*) FROM padding WHERE words LIKE ?", (f"{FACT}%",)).fetchone()[0]
        )
    assert database.integrity_check() == []
    database.close()
    return number


def readable(root: Path) -> list[str]:
    """Files in which a word of a document can be read."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes() for word in WORDS)]


def test_nothing_can_be_read_on_the_disk_and_everything_in_the_library(paths: AppPaths) -> None:
    fill(paths)
    for place in (paths.states / "c1-x", paths.meetings / "a (meeting 1).txt", paths.transcripts / "t.txt",
                  paths.cache / "minutes" / "parts" / "a" / "b", paths.cache / "pasted.txt"):  # fmt: skip
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(FACT)
    Store(paths.cache / "meetings.db").close()
    assert readable(paths.data.parent)
    steps: list[float] = []
    for name in (".restore-abc", ".backup-abc"):  # what a kill left
        (paths.data / name).mkdir()
        shutil.copy(paths.database, paths.data / name / "carrel.db")
    assert encrypt(paths, WORD, CancelToken(), lambda progress: steps.append(progress.done)) == []
    assert readable(paths.data.parent) == []
    assert steps
    assert is_locked(paths)
    key = open_library(paths, WORD)
    assert words_in(paths, key) == ROWS
    store = Store(paths.database, key)
    assert len(store.fulltext.search([CANARY.split()[0]], 5, None)) == 1
    store.close()
    fill(paths, key)  # also while it is written to: the log, too, is encrypted
    store = Store(paths.database, key)
    with store.database.write() as connection:
        connection.execute("INSERT INTO padding VALUES (?)", (f"and {FACT}",))
    assert (paths.data / "carrel.db-wal").stat().st_size > 0
    assert readable(paths.data.parent) == []
    store.close()
    assert stat.S_IMODE(paths.database.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file(paths.database).stat().st_mode) == 0o600


def test_copies_that_were_kept_are_named(
    paths: AppPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are there for a person's safety: only the person removes them."""
    fill(paths)
    kept = repair(paths.database).kept
    word = tmp_path / "word"
    word.write_text(WORD)
    with word.open() as file:
        code = run(
            [
                "--json",
                "--profile-dir",
                str(paths.data.parent),
                "--passphrase-fd",
                str(file.fileno()),
                "encrypt",
            ]
        )
    assert code == 0
    assert json.loads(capsys.readouterr().out)["readable"] == [str(kept)]
    assert readable(paths.data.parent) == ["carrel.db"]
    assert readable(kept) == ["carrel.db"]


def test_a_wrong_passphrase_is_told_and_changes_nothing(paths: AppPaths) -> None:
    fill(paths)
    encrypt(paths, WORD, CancelToken(), no_progress)
    before = {path: path.read_bytes() for path in paths.data.iterdir() if path.is_file()}
    for typed in ("", "correct horse batterz", WORD + " ", WORD.upper()):
        with pytest.raises(UserError, match="wrong_passphrase"):
            open_library(paths, typed)
    with pytest.raises(UserError, match="wrong_passphrase"):
        set_passphrase(paths, OTHER, WORD)
    with pytest.raises(UserError, match="library_locked"):
        Database(paths.database)
    with pytest.raises(UserError, match="library_locked"):  # never taken for damaged, and so never "repaired"
        is_damaged(paths.database)
    assert {path: path.read_bytes() for path in before} == before
    assert words_in(paths, open_library(paths, WORD)) == ROWS


def test_the_passphrase_can_be_changed_and_the_library_decrypted(paths: AppPaths) -> None:
    fill(paths)
    encrypt(paths, WORD, CancelToken(), no_progress)
    pages = paths.database.read_bytes()
    set_passphrase(paths, WORD, OTHER)
    assert paths.database.read_bytes() == pages
    with pytest.raises(UserError, match="wrong_passphrase"):
        open_library(paths, WORD)
    with pytest.raises(UserError, match="wrong_passphrase"):
        decrypt(paths, WORD, CancelToken(), no_progress)
    decrypt(paths, OTHER, CancelToken(), no_progress)
    assert not is_locked(paths)
    assert sorted(path.name for path in paths.data.iterdir() if path.is_file()) == ["carrel.db"]
    assert words_in(paths, None) == ROWS
    assert sqlite3.connect(paths.database).execute("PRAGMA application_id").fetchone()[0] != 0


def test_what_makes_no_sense_is_refused(paths: AppPaths) -> None:
    with pytest.raises(UserError, match="not_encrypted"):
        open_library(paths, WORD)
    with pytest.raises(UserError, match="passphrase_short"):
        encrypt(paths, "short", CancelToken(), no_progress)
    assert not key_file(paths.database).exists()
    encrypt(paths, WORD, CancelToken(), no_progress)
    with pytest.raises(UserError, match="already_encrypted"):
        encrypt(paths, WORD, CancelToken(), no_progress)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-20],
        lambda _data: b"",
        lambda _data: b"[]",
        lambda data: data.replace(b'"r": 8', b'"r": 8000000'),
        lambda data: data.replace(b"scrypt", b"nothing"),
        lambda data: data.replace(b'"r": 8', b'"r": 1e999'),
        lambda data: data.replace(b'"r": 8', b'"r": -8'),
        lambda _data: b"[" * 100_000,
    ],
)
def test_a_damaged_key_file_is_told_from_a_wrong_passphrase(
    paths: AppPaths, damage: Callable[[bytes], bytes]
) -> None:
    encrypt(paths, WORD, CancelToken(), no_progress)
    whole = key_file(paths.database).read_bytes()
    key_file(paths.database).write_bytes(damage(whole))
    with pytest.raises(UserError, match="key_damaged"):
        open_library(paths, WORD)
    key_file(paths.database).write_bytes(whole)
    assert open_library(paths, WORD)


def test_cancelling_leaves_the_library_as_it_was(paths: AppPaths) -> None:
    fill(paths)
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        encrypt(paths, WORD, cancel, lambda _progress: cancel.cancel())
    assert not is_locked(paths)
    assert words_in(paths, None) == ROWS
    assert not (paths.data / "carrel.db.encrypting").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("turning", ["on", "off"])
def test_a_kill_at_any_moment_loses_nothing(paths: AppPaths, turning: str) -> None:
    fill(paths)
    if turning == "off":
        encrypt(paths, WORD, CancelToken(), no_progress)
    before = shutil.copytree(paths.data, paths.data.parent / "before")
    kills = 0
    for number in range(200):
        shutil.rmtree(paths.data)
        shutil.copytree(before, paths.data)
        work = encrypt if turning == "on" else decrypt
        finished = die_at(number, partial(work, paths, WORD, CancelToken(), no_progress))
        locked = is_locked(paths)
        assert words_in(paths, open_library(paths, WORD) if locked else None) == ROWS
        beside = {path.name for path in paths.data.iterdir() if path.is_file()} - {"profile.lock"}
        assert beside <= {"carrel.db", "carrel.db-wal", "carrel.db-shm", "library.key", "library.key.old"}
        assert ("library.key" in beside) is locked
        if finished:
            break
        kills += 1
    assert finished
    assert kills >= 10


def test_a_backup_asked_for_meanwhile_waits_its_turn(paths: AppPaths, tmp_path: Path) -> None:
    fill(paths)
    codes: list[int] = []
    backup = ["--profile-dir", str(paths.data.parent), "backup", str(tmp_path / "all.carrel-backup")]

    def meanwhile(_progress: object) -> None:
        if not codes:
            codes.append(run(backup))

    with ProfileLock(paths):
        encrypt(paths, WORD, CancelToken(), meanwhile)
    assert codes == [4]
    assert words_in(paths, open_library(paths, WORD)) == ROWS


def test_nothing_is_replaced_by_what_could_not_be_opened_again(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths)

    def lose_the_key(_progress: object) -> None:
        waiting_key_file(paths.database).unlink(missing_ok=True)

    with pytest.raises(UserError, match="disk_error"):
        encrypt(paths, WORD, CancelToken(), lose_the_key)
    assert words_in(paths, None) == ROWS
    real = encrypting._check

    def emptied(target: Path, key: LibraryKey | None, held: tuple[int, ...]) -> None:
        target.unlink()  # SQLite would make an empty one, in which nothing is wrong
        real(target, key, held)

    monkeypatch.setattr(encrypting, "_check", emptied)
    with pytest.raises(UserError, match="database_damaged"):
        encrypt(paths, WORD, CancelToken(), no_progress)
    assert not is_locked(paths)
    assert words_in(paths, None) == ROWS


def test_a_library_that_cannot_be_read_just_now_keeps_its_key(paths: AppPaths) -> None:
    fill(paths)
    encrypt(paths, WORD, CancelToken(), no_progress)
    elsewhere = paths.database.rename(paths.data / "held by another program")
    paths.database.mkdir()  # opening it fails, as it does where another program holds it
    assert is_locked(paths)
    assert key_file(paths.database).exists()
    paths.database.rmdir()
    elsewhere.rename(paths.database)
    assert words_in(paths, open_library(paths, WORD)) == ROWS


def test_a_copy_of_an_encrypted_library_is_encrypted(paths: AppPaths, tmp_path: Path) -> None:
    fill(paths)
    encrypt(paths, WORD, CancelToken(), no_progress)
    database = Database(paths.database, open_library(paths, WORD))
    copy_database(database, tmp_path / "copy.db", lambda _done, _all: None)
    database.close()
    assert readable(tmp_path) == []
    copied = Database(tmp_path / "copy.db", open_library(paths, WORD))
    assert copied.integrity_check() == []
    copied.close()


def test_a_key_never_shows_itself() -> None:
    key = LibraryKey(b"\x01" * 32)
    assert "01" not in repr(key) + str(key) + f"{key}"


def test_a_library_that_is_not_encrypted_imports_nothing_more(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.store.store import Store\n"
        f"Store(Path({str(tmp_path / 'plain.db')!r})).close()\n"
        "more = ('hmac', 'secrets', 'app.store.passphrase')\n"
        "print([m for m in sys.modules if m.startswith('sqlcipher3') or m in more])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout.replace("'", '"')) == []


def test_guessing_is_slow() -> None:
    assert passphrase.wrapped.__module__  # the cost that the tests leave out:
    source = Path(passphrase.__file__).read_text(encoding="utf-8")
    assert '_COST = {"n": 1 << 17, "r": 8, "p": 1}' in source
    assert is_available()


def test_the_command_line_asks_for_the_passphrase_or_reads_it(
    paths: AppPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    def carrel(*arguments: str, typed: str = "") -> tuple[int, str]:
        ours, theirs = os.pipe()
        os.write(theirs, typed.encode())
        os.close(theirs)
        code = run(
            ["--json", "--profile-dir", str(paths.data.parent), *arguments, "--passphrase-fd", str(ours)]
        )
        os.close(ours)
        said = capsys.readouterr()
        return code, said.out + said.err

    fill(paths)
    assert carrel("encrypt", typed=f"{WORD}\n")[0] == 0
    assert "wrong_passphrase" in carrel("documents", typed="something else\n")[1]
    assert "library_locked" in carrel("documents")[1]
    code, said = carrel("documents", typed=f"{WORD}\n")
    assert code == 0
    assert "debts.txt" in said
    assert carrel("passphrase", typed=f"{WORD}\n{OTHER}\n")[0] == 0
    database = Database(paths.database, open_library(paths, OTHER))
    with database.write() as connection:
        connection.execute("DROP TABLE padding")  # no backup of Carrel's has such a table
    database.close()
    backup = str(paths.data.parent / "b.zip")
    assert carrel("backup", backup, typed=f"{OTHER}\n")[0] == 0
    assert "wrong_passphrase" in carrel("restore", backup, typed=f"{WORD}\n")[1]
    assert carrel("restore", backup, typed=f"{OTHER}\n")[0] == 0
    assert "wrong_passphrase" in carrel("decrypt", typed=f"{WORD}\n")[1]
    assert carrel("decrypt", typed=f"{OTHER}\n")[0] == 0
    assert "debts.txt" in carrel("documents")[1]


@pytest.mark.models
def test_a_whole_session_leaves_nothing_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Index, minutes that are kept, a question to the meeting; with the real models and readers."""
    profile, typed = tmp_path / "profile", tmp_path / "typed"
    plant(tmp_path / "documents", 9)
    meeting = plant_transcript(tmp_path / "meetings", 9)
    typed.write_text(f"{WORD}\n")

    def carrel(*arguments: str) -> str:
        capsys.readouterr()
        with typed.open("rb") as file:
            run(["--json", "--profile-dir", str(profile), *arguments, "--passphrase-fd", str(file.fileno())])
        said = capsys.readouterr()
        return said.out + said.err

    assert '"encrypted": true' in carrel("encrypt")
    assert "debts.md" in carrel("add", str(tmp_path / "documents"))
    assert '"meetings": [1]' in " ".join(carrel("meetings", "keep", str(meeting)).split())
    assert "marbles" in carrel("meetings", "ask", "1", "Who pays how many marbles?")
    assert readable(profile) == []
    assert (profile / "cache" / "meetings.db").exists()

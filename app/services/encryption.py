"""Encrypting a library, decrypting it, another passphrase; and what else of a profile holds words of documents.

While a library is encrypted, everything in the profile that holds such words is either inside an encrypted database
(documents, vectors, chats, minutes, the index of meetings) or not kept at all (evaluated chats, half-made minutes,
meetings as text files, pasted transcripts). Settings, templates of minutes, adapters and models are not encrypted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.paths import AppPaths
from app.services.swapping import go_on
from app.store.cipher import is_available, is_encrypted, is_plain
from app.store.database import Database
from app.store.encrypting import OnBytes, beside, put_in_place, remove, rewrite, settle
from app.store.library_key import SHORTEST, LibraryKey, key_file, waiting_key_file
from app.store.moving import move_wanted

SHORTEST_PASSPHRASE = SHORTEST
"""Characters."""


def encrypt(paths: AppPaths, passphrase: str, cancel: CancelToken, on_progress: OnProgress) -> list[Path]:
    """Nothing of the profile may be open. A kill at any moment leaves the library whole, encrypted or not yet.

    Returns the folders with older copies of the library that can still be read: a person keeps or removes them.

    Raises UserError: encryption_unavailable, already_encrypted, passphrase_short, disk_full ...; Cancelled.
    """
    from app.store.passphrase import new_key, wrapped, write_key  # not for those who encrypt nothing

    if not is_available():
        raise UserError("encryption_unavailable")
    _settle(paths)
    if is_encrypted(paths.database):
        raise UserError("already_encrypted")
    key = new_key()
    data = wrapped(key, passphrase)
    Database(paths.database).close()  # made or brought up to date, its log folded in
    _need_room(paths.database)
    try:
        write_key(waiting_key_file(paths.database), data)
        new = rewrite(paths.database, None, key, _told(cancel, on_progress))
        _need_key(paths.database, data)  # what is in the file is lost without it
        put_in_place(new, paths.database, scrub=True)
    finally:
        _settle(paths)
    forget_words_elsewhere(paths)
    return readable_copies(paths)


def decrypt(paths: AppPaths, passphrase: str, cancel: CancelToken, on_progress: OnProgress) -> None:
    """The reverse, under the same promise. Raises as :func:`encrypt`; wrong_passphrase, not_encrypted."""
    key = open_library(paths, passphrase)
    Database(paths.database, key).close()
    _need_room(paths.database)
    new = rewrite(paths.database, key, None, _told(cancel, on_progress))
    put_in_place(new, paths.database, scrub=False)
    remove(key_file(paths.database))
    _settle(paths)
    remove(paths.cache / "meetings.db")  # under the old key; made anew when a meeting is asked


def has_passphrase(paths: AppPaths) -> bool:
    """Whether the profile that is open is an encrypted one."""
    return key_file(paths.database).exists()


def is_possible() -> bool:
    """Whether this installation can encrypt."""
    return is_available()


def open_library(paths: AppPaths, passphrase: str) -> LibraryKey:
    """The key. What waited for it is done: a backup from elsewhere gets the paths of this computer.

    Raises UserError: not_encrypted, wrong_passphrase, key_damaged.
    """
    from app.store.passphrase import unlock

    _settle(paths)
    if not is_encrypted(paths.database):
        raise UserError("not_encrypted")
    key = unlock(paths.database, passphrase)
    move_wanted(paths.database, key)
    return key


def set_passphrase(paths: AppPaths, old: str, new: str) -> None:
    """Takes a second, whatever the size of the library. Raises as :func:`open_library`, and passphrase_short."""
    from app.store.passphrase import change_passphrase

    _settle(paths)
    change_passphrase(paths.database, old, new)


def key_beside_others(paths: AppPaths, passphrase: Callable[[], str]) -> LibraryKey | None:
    """The key for reading a library that another Carrel has open; nothing is put right, as that may be at work on it.

    ``passphrase`` is asked only where one is needed. Raises as :func:`open_library`, and UserError("profile_in_use")
    while the library is being encrypted or decrypted.
    """
    from app.store.passphrase import unlock

    database = paths.database
    made = (waiting_key_file(database), *(beside(database, encrypted=on) for on in (True, False)))
    if any(file.exists() for file in made):
        raise UserError("profile_in_use")
    return unlock(database, passphrase()) if is_encrypted(database) else None


def is_locked(paths: AppPaths) -> bool:
    """Whether a passphrase is needed to open this profile; to be asked by whoever holds its lock."""
    _settle(paths)
    return is_encrypted(paths.database)


def forget_words_elsewhere(paths: AppPaths) -> None:
    """Remove what holds words of documents outside the database; done when encrypting, at every start and end."""
    unfinished = [*paths.data.glob(".restore-*"), *filter(_holds_words, paths.data.glob(".backup-*"))]
    kept = (paths.states, paths.cache / "minutes" / "parts", paths.meetings, paths.transcripts)
    for folder in (*kept, *unfinished):
        if not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
    for file in (paths.cache / "pasted.txt", paths.cache / "pasted.txt.part"):
        with suppress(OSError):
            file.unlink(missing_ok=True)
    if not is_encrypted_cache(paths.cache / "meetings.db"):
        remove(paths.cache / "meetings.db")


def readable_copies(paths: AppPaths) -> list[Path]:
    """Folders with a library that was repaired or replaced by a backup, where that one is not encrypted."""
    kept = [*paths.data.glob("damaged *"), *paths.data.glob("before restoring *")]
    return sorted(folder for folder in kept if _holds_words(folder))


def _holds_words(folder: Path) -> bool:
    """An unencrypted database, or files that Carrel wrote of transcripts and meetings."""
    texts = any((folder / name).exists() for name in ("meetings", "transcripts"))
    return texts or any(is_plain(file) for file in folder.glob("*.db"))


def is_encrypted_cache(path: Path) -> bool:
    """Whether a database does not begin as a plain one does."""
    try:
        with path.open("rb") as file:
            return not file.read(15).startswith(b"SQLite format 3")
    except OSError:
        return False


def _settle(paths: AppPaths) -> None:
    """What a kill left half done is finished or undone, by whoever holds the profile's lock."""
    go_on(paths)
    settle(paths.database)


def _need_room(database: Path) -> None:
    size, free = database.stat().st_size, shutil.disk_usage(database.parent).free
    if free < size * 1.1 + (1 << 20):
        raise UserError("disk_full", path=str(database), needed=int(size * 1.1), free=free)


def _need_key(database: Path, data: bytes) -> None:
    waiting = waiting_key_file(database)
    try:
        there = waiting.read_bytes() == data
    except OSError:
        there = False
    if not there:
        remove(beside(database, encrypted=True))
        raise UserError("disk_error", path=str(waiting))


def _told(cancel: CancelToken, on_progress: OnProgress) -> OnBytes:
    def tell(done: int, size: int) -> None:
        on_progress(Progress(done, size, "copying"))
        cancel.raise_if_cancelled()

    return tell

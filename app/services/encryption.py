"""Encrypting a library, decrypting it, another passphrase; and what else of a profile holds words of documents.

While a library is encrypted, everything in the profile that holds such words is either inside an encrypted database
(documents, vectors, chats, minutes, the index of meetings) or not kept at all (evaluated chats, half-made minutes,
meetings as text files, pasted transcripts). Settings, templates of minutes, adapters and models are not encrypted.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.paths import AppPaths
from app.store.cipher import is_available, is_encrypted
from app.store.database import Database
from app.store.encrypting import OnBytes, put_in_place, remove, rewrite, settle
from app.store.library_key import SHORTEST, LibraryKey, key_file, waiting_key_file

SHORTEST_PASSPHRASE = SHORTEST
"""Characters."""


def encrypt(paths: AppPaths, passphrase: str, cancel: CancelToken, on_progress: OnProgress) -> None:
    """Nothing of the profile may be open. A kill at any moment leaves the library whole, encrypted or not yet.

    Raises UserError: encryption_unavailable, already_encrypted, passphrase_short, disk_full ...; Cancelled.
    """
    from app.store.passphrase import new_key, wrapped, write_key  # not for those who encrypt nothing

    if not is_available():
        raise UserError("encryption_unavailable")
    settle(paths.database)
    if is_encrypted(paths.database):
        raise UserError("already_encrypted")
    key = new_key()
    data = wrapped(key, passphrase)
    Database(paths.database).close()  # made or brought up to date, its log folded in
    _need_room(paths.database)
    try:
        write_key(waiting_key_file(paths.database), data)
        new = rewrite(paths.database, None, key, _told(cancel, on_progress))
        put_in_place(new, paths.database, scrub=True)
    finally:
        settle(paths.database)
    forget_words_elsewhere(paths)


def decrypt(paths: AppPaths, passphrase: str, cancel: CancelToken, on_progress: OnProgress) -> None:
    """The reverse, under the same promise. Raises as :func:`encrypt`; wrong_passphrase, not_encrypted."""
    key = open_library(paths, passphrase)
    Database(paths.database, key).close()
    _need_room(paths.database)
    new = rewrite(paths.database, key, None, _told(cancel, on_progress))
    put_in_place(new, paths.database, scrub=False)
    remove(key_file(paths.database))
    settle(paths.database)
    remove(paths.cache / "meetings.db")  # under the old key; made anew when a meeting is asked


def has_passphrase(paths: AppPaths) -> bool:
    """Whether the profile that is open is an encrypted one."""
    return key_file(paths.database).exists()


def is_possible() -> bool:
    """Whether this installation can encrypt."""
    return is_available()


def open_library(paths: AppPaths, passphrase: str) -> LibraryKey:
    """The key. Raises UserError: not_encrypted, wrong_passphrase, key_damaged."""
    from app.store.passphrase import unlock

    settle(paths.database)
    if not is_encrypted(paths.database):
        raise UserError("not_encrypted")
    return unlock(paths.database, passphrase)


def set_passphrase(paths: AppPaths, old: str, new: str) -> None:
    """Takes a second, whatever the size of the library. Raises as :func:`open_library`, and passphrase_short."""
    from app.store.passphrase import change_passphrase

    settle(paths.database)
    change_passphrase(paths.database, old, new)


def is_locked(paths: AppPaths) -> bool:
    """Whether a passphrase is needed to open this profile; to be asked by whoever holds its lock."""
    settle(paths.database)
    return is_encrypted(paths.database)


def forget_words_elsewhere(paths: AppPaths) -> None:
    """Remove what holds words of documents outside the database; done when encrypting, at every start and end."""
    for folder in (paths.states, paths.cache / "minutes" / "parts", paths.meetings, paths.transcripts):
        if not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
    for file in (paths.cache / "pasted.txt", paths.cache / "pasted.txt.part"):
        with suppress(OSError):
            file.unlink(missing_ok=True)
    if not is_encrypted_cache(paths.cache / "meetings.db"):
        remove(paths.cache / "meetings.db")


def is_encrypted_cache(path: Path) -> bool:
    """Whether a database does not begin as a plain one does."""
    try:
        with path.open("rb") as file:
            return not file.read(15).startswith(b"SQLite format 3")
    except OSError:
        return False


def _need_room(database: Path) -> None:
    size, free = database.stat().st_size, shutil.disk_usage(database.parent).free
    if free < size * 1.1 + (1 << 20):
        raise UserError("disk_full", path=str(database), needed=int(size * 1.1), free=free)


def _told(cancel: CancelToken, on_progress: OnProgress) -> OnBytes:
    def tell(done: int, size: int) -> None:
        on_progress(Progress(done, size, "copying"))
        cancel.raise_if_cancelled()

    return tell

"""encrypt, decrypt, passphrase; and the passphrase of a library that is encrypted, for every other command.

It is typed at the terminal, unseen, or read from an open descriptor (``--passphrase-fd 3 3<file``); never given as an
argument or in the environment, where other programs of this computer could read it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.cli.exit_codes import DONE
from app.cli.output import Output, shown
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.instance import ProfileLock
from app.paths import AppPaths
from app.services.encryption import decrypt, encrypt, is_locked, open_library, set_passphrase
from app.store.library_key import LibraryKey
from app.store.passphrase import unlock

_LONGEST = 4096
"""Bytes of a line with a passphrase."""


def key_for(options: argparse.Namespace, paths: AppPaths) -> LibraryKey | None:
    """The key of an encrypted profile, None for any other; to be called by whoever holds the profile's lock.

    Raises UserError: library_locked (there is nobody to ask), wrong_passphrase, key_damaged.
    """
    if not is_locked(paths):
        return None
    return open_library(paths, ask_passphrase(options))


def ask_passphrase(options: argparse.Namespace) -> str:
    """That of the profile. Raises UserError("library_locked") where there is nobody to ask."""
    (typed,) = _typed(options, tr("Passphrase: "))
    return typed


def ask_key(options: argparse.Namespace, database: Path) -> LibraryKey:
    """The key of an encrypted database that lies elsewhere, a backup say. Raises as :func:`key_for`."""
    (typed,) = _typed(options, tr("Passphrase of the backup: "))
    return unlock(database, typed)


def encrypt_library(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """From now on the library opens with a passphrase only."""
    paths.create()
    with ProfileLock(paths):
        if is_locked(paths):
            raise UserError("already_encrypted")
        new, again = _typed(options, tr("New passphrase: "), tr("Once more: "))
        _same(new, again)
        copies = encrypt(paths, new, cancel, out.progress)
    lines = [
        tr(
            "the library is encrypted; without the passphrase nobody can read it, and nobody can bring it back"
        )
    ]
    if copies:
        lines += [
            tr("older copies that anybody can read are still there; remove them when nothing is missing:")
        ]
        lines += [f"  {shown(folder)}" for folder in copies]
    out.result({"encrypted": True, "readable": [str(folder) for folder in copies]}, "\n".join(lines))
    return DONE


def decrypt_library(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """The reverse."""
    paths.create()
    with ProfileLock(paths):
        if not is_locked(paths):
            raise UserError("not_encrypted")
        (typed,) = _typed(options, tr("Passphrase: "))
        decrypt(paths, typed, cancel, out.progress)
    out.result({"encrypted": False}, tr("the library is not encrypted any more"))
    return DONE


def change(options: argparse.Namespace, paths: AppPaths, out: Output, _cancel: CancelToken) -> int:
    """Another passphrase for the same library."""
    paths.create()
    with ProfileLock(paths):
        if not is_locked(paths):
            raise UserError("not_encrypted")
        old, new, again = _typed(options, tr("Passphrase: "), tr("New passphrase: "), tr("Once more: "))
        _same(new, again)
        set_passphrase(paths, old, new)
    out.result({"changed": True}, tr("the passphrase was changed"))
    return DONE


def _same(new: str, again: str) -> None:
    if new != again:
        raise UserError("passphrases_differ")


def _typed(options: argparse.Namespace, *prompts: str) -> list[str]:
    """One line for each prompt."""
    if options.passphrase_fd is not None:
        return _lines(options.passphrase_fd, len(prompts))
    if not sys.stdin.isatty():
        raise UserError("library_locked")
    import getpass

    return [getpass.getpass(prompt) for prompt in prompts]


def _lines(descriptor: int, number: int) -> list[str]:
    """The last line stands for those that are missing: a new passphrase need not be given twice."""
    data = b""
    try:
        while len(data) < _LONGEST * number and (block := os.read(descriptor, _LONGEST)):
            data += block
    except OSError as error:
        raise UserError("library_locked") from error
    lines = data.decode("utf-8", "surrogateescape").splitlines()
    if not lines:
        raise UserError("library_locked")
    return [*lines, *[lines[-1]] * number][:number]

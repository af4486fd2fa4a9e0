"""The key of an encrypted library: 32 random bytes, kept beside the database only as a passphrase wraps them.

The file is JSON. From the passphrase (NFC, UTF-8) and 16 fresh random bytes, scrypt (RFC 7914; n=2^17, r=8, p=1: 128 MB
and about half a second for each guess) makes 64 bytes: the first half is added to the key (a one-time pad, as no two
wrappings share a salt), the second keys an HMAC-SHA-256 over everything in the file. So a wrong passphrase is told
without touching the database, and another passphrase is another small file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from app.domain.errors import UserError
from app.store.library_key import KEY_BYTES, SHORTEST, LibraryKey, flush_folder, key_file

_VERSION = 1
_COST = {"n": 1 << 17, "r": 8, "p": 1}
_MOST_MEMORY = 1 << 30
"""Bytes: a file that asks for more than this is refused, not obeyed."""


def new_key() -> LibraryKey:
    """Random."""
    return LibraryKey(secrets.token_bytes(KEY_BYTES))


def wrapped(key: LibraryKey, passphrase: str) -> bytes:
    """The contents of a key file. Raises UserError("passphrase_short")."""
    if len(passphrase) < SHORTEST:
        raise UserError("passphrase_short", shortest=SHORTEST)
    salt = secrets.token_bytes(16)
    pad, seal = _stretched(passphrase, salt, _COST)
    said: dict[str, Any] = {"version": _VERSION, "kdf": "scrypt", **_COST, "salt": salt.hex()}
    said["key"] = bytes(a ^ b for a, b in zip(key.secret, pad, strict=True)).hex()
    return json.dumps({**said, "seal": _sealed(said, seal)}).encode("ascii")


def unwrapped(data: bytes, passphrase: str) -> LibraryKey:
    """The key in the contents of a key file. Raises UserError: wrong_passphrase, key_damaged."""
    try:
        said = json.loads(data)
        seal = said.pop("seal")
        cost = {name: int(said[name]) for name in _COST}
        salt, hidden = bytes.fromhex(said["salt"]), bytes.fromhex(said["key"])
        fits = said["version"] == _VERSION and said["kdf"] == "scrypt" and len(hidden) == KEY_BYTES
        fits = fits and 128 * cost["n"] * cost["r"] * cost["p"] <= _MOST_MEMORY
        if not fits or not isinstance(seal, str):
            raise UserError("key_damaged")
        pad, own = _stretched(passphrase, salt, cost)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UserError("key_damaged") from error
    if not hmac.compare_digest(_sealed(said, own), seal):
        raise UserError("wrong_passphrase")
    return LibraryKey(bytes(a ^ b for a, b in zip(hidden, pad, strict=True)))


def unlock(database: Path, passphrase: str) -> LibraryKey:
    """The key of a library. Raises UserError: wrong_passphrase, key_damaged, not_encrypted, permission_denied."""
    try:
        data = key_file(database).read_bytes()
    except FileNotFoundError as error:
        raise UserError("not_encrypted") from error
    except OSError as error:
        raise UserError("permission_denied", path=str(key_file(database))) from error
    return unwrapped(data, passphrase)


def change_passphrase(database: Path, old: str, new: str) -> None:
    """The same key under another passphrase; the old file or the new one is there at every moment.

    Raises UserError: what :func:`unlock` and :func:`wrapped` raise.
    """
    write_key(key_file(database), wrapped(unlock(database, old), new))


def write_key(path: Path, data: bytes) -> None:
    """On the disk before it has its name; for the owner alone. Raises UserError("permission_denied")."""
    part = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise UserError("permission_denied", path=str(path)) from error


def _stretched(passphrase: str, salt: bytes, cost: dict[str, int]) -> tuple[bytes, bytes]:
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    made = hashlib.scrypt(typed, salt=salt, **cost, maxmem=_MOST_MEMORY + (1 << 20), dklen=2 * KEY_BYTES)
    return made[:KEY_BYTES], made[KEY_BYTES:]


def _sealed(said: dict[str, Any], seal: bytes) -> str:
    return hmac.new(seal, json.dumps(said, sort_keys=True).encode("ascii"), hashlib.sha256).hexdigest()

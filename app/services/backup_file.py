"""A backup: one ZIP file with the database, the settings and what else a person made in a profile.

    manifest.json   {"format": "carrel-backup", "version": 1, "carrel": ..., "created": ..., "home": ..., "data": ...,
                     "files": {name: bytes}}
    carrel.db  library.key  settings.toml  templates/...  transcripts/...  meetings/...  adapters/...

An encrypted library stays encrypted, under the passphrase it had (``library.key`` is the wrapped key).

Documents and model files are not in it: they lie where the person put them, or can be fetched again. Such a file may
come from a stranger: only names that the manifest lists, below known folders, are taken out, and no more bytes than it
says.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from app.domain.errors import UserError

FORMAT, VERSION = "carrel-backup", 1
SUFFIX = ".carrel-backup"
MANIFEST, DATABASE, KEY, SETTINGS = "manifest.json", "carrel.db", "library.key", "settings.toml"
FOLDERS = ("templates", "transcripts", "meetings", "adapters")
_LARGEST_MANIFEST = 64 * 1024 * 1024
_DEVICES = {"CON", "PRN", "AUX", "NUL"}
_MOST_FILES = 200_000
_BLOCK = 1 << 20
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error),
    *(KeyError, ValueError, RuntimeError, OverflowError, NotImplementedError),
)
"""What :mod:`zipfile` raises for files that are damaged, made badly on purpose, or of kinds it does not know."""


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """``home`` and ``data``: the person's home folder and the profile's data folder where it was made."""

    format: str
    version: int
    carrel: str
    created: str
    home: str
    data: str
    files: dict[str, int]


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Raises UserError: not_a_backup, backup_newer."""
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise UserError("not_a_backup")
        text = b"".join(blocks(archive, MANIFEST, archive.getinfo(MANIFEST).file_size))
        head = msgspec.json.decode(text, type=_Head)
        if head.format != FORMAT:
            raise UserError("not_a_backup")
        if head.version > VERSION:
            raise UserError("backup_newer")
        manifest = msgspec.json.decode(text, type=Manifest)
    except (*UNREADABLE, msgspec.MsgspecError, OSError) as error:
        raise UserError("not_a_backup") from error
    if DATABASE not in manifest.files or not all(map(_allowed, manifest.files)):
        raise UserError("not_a_backup")
    if len(manifest.files) > _MOST_FILES or min(manifest.files.values()) < 0:
        raise UserError("not_a_backup")
    return manifest


def blocks(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[bytes]:
    """What the archive holds under this name, of exactly this size; never more is unpacked.

    Raises UserError("not_a_backup").
    """
    left = size
    try:
        if archive.getinfo(name).compress_type not in _KINDS:
            raise UserError("not_a_backup")
        with archive.open(name) as entry:
            while block := entry.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise UserError("not_a_backup")
                yield block
    except (*UNREADABLE, OSError) as error:
        raise UserError("not_a_backup") from error
    if left:
        raise UserError("not_a_backup")


class _Head(msgspec.Struct):
    format: str
    version: int


def _allowed(name: str) -> bool:
    """Whether a backup may hold this name: nothing that leads out of the profile."""
    if name in (DATABASE, KEY, SETTINGS):
        return True
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in FOLDERS and not name.startswith("/") and not any(map(_odd, parts))


def _odd(part: str) -> bool:
    """What leads elsewhere on some system: up, to a drive or stream, to a device of Windows, or to another name."""
    stem = part.partition(".")[0].rstrip().upper()
    device = stem in _DEVICES or (len(stem) == 4 and stem[:3] in ("COM", "LPT") and stem[3].isdigit())
    return device or part.endswith((".", " ")) or not all(map(_usual, part))


def _usual(character: str) -> bool:
    return character.isprintable() and character not in '/\\:*?"<>|'


def own_files(data: Path) -> Iterator[tuple[str, Path]]:
    """(name in the backup, file) of everything in the profile's folders that a person made.

    The names are such as every system can have: odd characters become "_", and none differ by case alone.
    """
    given: set[str] = set()
    for folder in FOLDERS:
        for file in sorted((data / folder).rglob("*")):
            if file.is_file() and not file.is_symlink():
                inside = "/".join(map(_tame, file.relative_to(data / folder).parts))
                yield _unlike(f"{folder}/{inside}", given), file


def _tame(part: str) -> str:
    usual = "".join(c if _usual(c) else "_" for c in part)
    return f"_{usual.rstrip('. ')}_" if _odd(usual) else usual


def _unlike(name: str, given: set[str]) -> str:
    """The name, or with a number where another one looks the same."""
    head, dot, ending = name.rpartition(".")
    stem = head if dot and "/" not in ending else name
    number, new = 1, name
    while new.casefold() in given:
        number += 1
        new = f"{stem} ({number}){name[len(stem) :]}"
    given.add(new.casefold())
    return new

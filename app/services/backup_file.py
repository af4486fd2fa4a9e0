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

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from app.domain.errors import UserError

FORMAT, VERSION = "carrel-backup", 1
SUFFIX = ".carrel-backup"
MANIFEST, DATABASE, KEY, SETTINGS = "manifest.json", "carrel.db", "library.key", "settings.toml"
FOLDERS = ("templates", "transcripts", "meetings", "adapters")
_LARGEST_MANIFEST = 64 * 1024 * 1024


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
        text = archive.read(MANIFEST)
        head = msgspec.json.decode(text, type=_Head)
        if head.format != FORMAT:
            raise UserError("not_a_backup")
        if head.version > VERSION:
            raise UserError("backup_newer")
        manifest = msgspec.json.decode(text, type=Manifest)
    except (KeyError, zipfile.BadZipFile, msgspec.MsgspecError, OSError, RuntimeError) as error:
        raise UserError("not_a_backup") from error
    if DATABASE not in manifest.files or not all(_allowed(name) for name in manifest.files):
        raise UserError("not_a_backup")
    return manifest


class _Head(msgspec.Struct):
    format: str
    version: int


def _allowed(name: str) -> bool:
    """Whether a backup may hold this name: nothing that leads out of the profile."""
    if name in (DATABASE, KEY, SETTINGS):
        return True
    parts = PurePosixPath(name).parts
    odd = any(part in ("..", ".", "/") or "\\" in part or ":" in part or "\0" in part for part in parts)
    return len(parts) > 1 and parts[0] in FOLDERS and not odd and not name.startswith("/")


def own_files(data: Path) -> Iterator[tuple[str, Path]]:
    """(name in the backup, file) of everything in the profile's folders that a person made."""
    for folder in FOLDERS:
        for file in sorted((data / folder).rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield f"{folder}/{file.relative_to(data / folder).as_posix()}", file

"""Reads the shipped list of models, ``resources/models/catalogue.toml``. What does not fit is refused, with its place.

A hash is 64 lower-case hexadecimal digits, a revision a commit of 40. What is missing of revision, bytes and sha256 has
to be named under ``unverified``, so that nothing is left out unnoticed. Reading it needs no network.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from app.domain.catalogue import CatalogueEntry, Licence, ModelKind, ModelShape, ModelSource, RemoteFile
from app.domain.errors import UserError

SCHEMA = 1
FIGURES = ("revision", "bytes", "sha256", "parameters", "shape")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUFFIX = ".gguf"


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[models]] table as it is written."""

    id: str
    name: str
    family: str
    kind: ModelKind
    maker: str
    source: str
    repository: str
    quantization: str
    parameters: int
    licence: str
    good_for: str
    files: tuple[RemoteFile, ...]
    revision: str = ""
    shape: ModelShape = ModelShape()
    unverified: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: int
    sources: dict[str, ModelSource]
    licences: dict[str, Licence]
    models: tuple[_Entry, ...]


def read_catalogue(path: Path) -> tuple[CatalogueEntry, ...]:
    """All entries, in the file's order. Raises UserError("catalogue_damaged", reason=...)."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        written = msgspec.convert(content, _File)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise UserError("catalogue_damaged", reason=str(error)) from error
    if written.schema != SCHEMA:
        raise UserError("catalogue_damaged", reason=f"schema {written.schema}")
    entries = tuple(_entry(entry, written) for entry in written.models)
    ids = [entry.id for entry in entries]
    if len(set(ids)) != len(ids):
        raise UserError("catalogue_damaged", reason="an id twice")
    return entries


def _entry(written: _Entry, file: _File) -> CatalogueEntry:
    problem = next((text for wrong, text in _problems(written, file) if wrong), "")
    if problem:
        raise UserError("catalogue_damaged", reason=f"{written.id}: {problem}")
    found = {"source": file.sources[written.source], "licence": file.licences[written.licence]}
    return CatalogueEntry(**{**msgspec.structs.asdict(written), **found})


def _problems(written: _Entry, file: _File) -> list[tuple[bool, str]]:
    missing = _missing(written)
    source = file.sources.get(written.source)
    licence = file.licences.get(written.licence)
    return [
        (not _ID.fullmatch(written.id), "id"),
        (not all((written.name, written.family, written.maker, written.good_for)), "an empty text"),
        (source is None, "unknown source"),
        (source is not None and not _is_sound(source), "source"),
        (licence is None or not licence.url.startswith("https://"), "licence"),
        (not _REPOSITORY.fullmatch(written.repository), "repository"),
        (bool(written.revision) and not _COMMIT.fullmatch(written.revision), "revision"),
        (not written.files or not all(map(_is_plain, written.files)), "files"),
        (written.parameters <= 0, "parameters"),
        (not set(written.unverified) <= set(FIGURES), "unverified"),
        (
            not missing <= set(written.unverified),
            f"missing, but not named under unverified: {sorted(missing)}",
        ),
    ]


def _missing(written: _Entry) -> set[str]:
    found = {
        "revision": not written.revision,
        "bytes": any(file.bytes is None for file in written.files),
        "sha256": any(not file.sha256 for file in written.files),
        "shape": not written.shape.known,
    }
    if written.kind is not ModelKind.GENERATOR:
        found["shape"] = False
    return {name for name, absent in found.items() if absent}


def _is_plain(file: RemoteFile) -> bool:
    """A name that stays in its folder, a size that can be, a hash that is one."""
    plain = (
        PurePosixPath(file.name).name == file.name and "\\" not in file.name and file.name.endswith(_SUFFIX)
    )
    sized = file.bytes is None or 0 < file.bytes < 1 << 40
    return plain and sized and (not file.sha256 or _DIGEST.fullmatch(file.sha256) is not None)


def _is_sound(source: ModelSource) -> bool:
    hosts = all(host and host == host.casefold() and "*" not in host for host in source.hosts)
    return source.address.startswith("https://") and hosts and bool(source.hosts)

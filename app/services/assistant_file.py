"""An assistant as one file: JSON that names model, adapter and folders and holds none of them.

    {"format": "carrel-assistant", "version": 1, "name": ..., "instructions": ..., "model": ..., "adapter": ...,
     "adapter_scale": ..., "sampling": {...} or null, "scope": [...] or null}

Such a file may come from a stranger: it is bounded, every field is checked, and what is unknown is refused. A model on
another computer is refused too: on Windows, looking whether it is there would sign in to that computer. Folders below
the home folder are written as "~/...", so that the file does not carry the person's name.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from app.domain.assistants import Assistant, checked
from app.domain.errors import UserError
from app.domain.language_models import SamplingParams

FORMAT, VERSION = "carrel-assistant", 1
SUFFIX = ".carrel-assistant.json"
_LARGEST = 256 * 1024


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    name: str
    instructions: str = ""
    model: str = ""
    adapter: str = ""
    adapter_scale: float = 1.0
    sampling: SamplingParams | None = None
    scope: list[str] | None = None


class _Head(msgspec.Struct):
    format: str
    version: int


def written(assistant: Assistant) -> str:
    """The text of the file."""
    sampling = asdict(assistant.sampling) if assistant.sampling is not None else None
    scope = [_without_home(path) for path in assistant.scope] if assistant.scope is not None else None
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": assistant.name,
        "instructions": assistant.instructions,
        "model": Path(assistant.model).stem if assistant.model.endswith(".gguf") else assistant.model,
        "adapter": assistant.adapter,
        "adapter_scale": assistant.adapter_scale,
        "sampling": sampling,
        "scope": scope,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def read_assistant(path: Path) -> Assistant:
    """Raises UserError("file_missing", "permission_denied", "assistant_damaged", "assistant_newer")."""
    data = _bytes(path)
    try:
        head = msgspec.json.decode(data, type=_Head)
        found = msgspec.json.decode(data, type=_File) if head.version == VERSION else None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UserError("assistant_damaged", name=path.name) from error
    if head.format == FORMAT and head.version > VERSION:
        raise UserError("assistant_newer", name=path.name)
    if found is None or head.format != FORMAT:
        raise UserError("assistant_damaged", name=path.name)
    try:
        return checked(_assistant(found))
    except UserError as error:  # a field that is out of bounds
        raise UserError("assistant_damaged", name=path.name) from error


def names_a_computer(path: str) -> bool:
    """Whether it begins as the path of a network share does ("//server/share", with either slash)."""
    return path.replace("\\", "/").startswith("//")


def _assistant(found: _File) -> Assistant:
    if names_a_computer(found.model.strip()):
        raise UserError("invalid_input", detail="model")
    scope = None if found.scope is None else tuple(_place(text) for text in found.scope)
    return Assistant(
        found.name,
        found.instructions,
        found.model,
        found.adapter,
        found.adapter_scale,
        found.sampling,
        scope,
    )


def _place(text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise UserError("invalid_input", detail="scope")
    if text == "~" or text.startswith("~/"):
        return Path.home() / text[2:]
    return Path(text).absolute()


def _without_home(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except PermissionError:
        raise UserError("permission_denied", path=str(path)) from None
    except OSError:
        raise UserError("file_missing", path=str(path)) from None
    if len(data) > _LARGEST:
        raise UserError("assistant_damaged", name=path.name)
    return data

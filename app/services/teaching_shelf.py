"""Adapters as folders: written beside their weights, and put where Carrel finds them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

from app.catalog.adapter_card import CARD, WEIGHTS
from app.domain.errors import UserError
from app.services.text_file import write_text
from app.teaching.card import Making, card, model_card

README = "README.md"
_LONGEST_NAME = 60
_PIECE = 1024 * 1024


def folder_name(name: str, data: Path) -> str:
    """The name that was wished for, or one after the data. Raises UserError("invalid_input")."""
    found = re.sub(r"[^\w.-]+", "-", name or f"taught-{data.stem}").strip("-.")[:_LONGEST_NAME]
    if not found or (name and found != name):
        raise UserError("invalid_input", detail=f"--name {name}")
    return found


def write_cards(folder: Path, making: Making) -> None:
    """Raises UserError("disk_full" | "permission_denied")."""
    write_text(folder / CARD, json.dumps(card(making), ensure_ascii=False, indent=1) + "\n")
    write_text(folder / README, model_card(making))


def put_up(folder: Path, adapters: Path, spare: Path) -> Path:
    """A copy under ``adapters``, in place of one of that name; whole or not at all. ``spare``: a folder beside it.

    Raises UserError("disk_full" | "permission_denied").
    """
    target, part, old = adapters / folder.name, spare / ".installing", spare / ".replaced"
    try:
        for rest in (part, old):
            shutil.rmtree(rest, ignore_errors=True)
        part.mkdir(parents=True)
        for name in (WEIGHTS, CARD, README):
            shutil.copyfile(folder / name, part / name)
        adapters.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(old)
        part.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except PermissionError as error:
        raise UserError("permission_denied", path=str(target)) from error
    except OSError as error:
        raise UserError("disk_full", path=str(target)) from error
    return target


def sha256(path: Path) -> str:
    """Of a file. Raises UserError("model_missing")."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise UserError("model_missing", name=path.name) from error
    return digest.hexdigest()

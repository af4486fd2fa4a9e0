"""The container of Office 97: a small file system of streams in one file."""

from __future__ import annotations

from typing import Any

import olefile

from app.domain.errors import UserError

_MOST_STREAM = 300 * 1024 * 1024
_LONGEST_TITLE = 300


class OleContainer:
    """An opened container. Raises UserError("damaged_document")."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file: Any = olefile.OleFileIO(data)
        except Exception as error:  # noqa: BLE001 - olefile raises whatever a damaged container leads to
            raise UserError("damaged_document") from error

    def stream(self, *names: str) -> bytes | None:
        """The content of the first of these streams that is there; None when there is none or it is damaged."""
        for name in names:
            try:
                if self._file.exists(name):
                    with self._file.openstream(name) as stream:
                        return bytes(stream.read(_MOST_STREAM))
            except Exception:  # noqa: BLE001, S112 - damaged streams count as missing
                continue
        return None

    def has(self, *names: str) -> bool:
        """Whether one of these streams is there."""
        try:
            return any(self._file.exists(name) for name in names)
        except Exception:  # noqa: BLE001 - as above
            return False

    def title(self) -> str:
        """The document's title by its properties; "" for none."""
        try:
            metadata = self._file.get_metadata()
            raw = metadata.title or b""
            text = raw.decode(_encoding(metadata.codepage), "replace") if isinstance(raw, bytes) else str(raw)
        except Exception:  # noqa: BLE001 - properties are an extra
            return ""
        text = " ".join(text.replace("\0", " ").split())[:_LONGEST_TITLE]
        is_template = text.casefold() in (
            "powerpoint presentation",
            "slide 1",
            "no slide title",
            "microsoft word",
        )
        return "" if len(text) < 3 or is_template or text.lower().endswith((".doc", ".xls", ".ppt")) else text


def title_of(data: bytes) -> str:
    """The title of a document in such a container; "" where there is none."""
    try:
        return OleContainer(data).title()
    except UserError:
        return ""


def _encoding(codepage: int | None) -> str:
    if codepage in (65001, -535):
        return "utf-8"
    return f"cp{codepage}" if codepage and 0 < codepage < 65000 and codepage not in (1200, 1201) else "cp1252"

"""The container of Office 97: a small file system of streams in one file."""

from __future__ import annotations

import codecs
from typing import Any

import olefile

from app.domain.errors import UserError

_MOST_STREAM = 300 * 1024 * 1024
_LONGEST_TITLE = 300
_MOST_PROPERTIES = 200
_CODE_PAGE, _TITLE = 1, 2
_TEXT, _WIDE_TEXT = 0x1E, 0x1F


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
        text = " ".join(_title(self.stream("\x05SummaryInformation") or b"").replace("\0", " ").split())
        text = text[:_LONGEST_TITLE]
        is_template = text.casefold() in (
            "powerpoint presentation",
            "slide 1",
            "no slide title",
            "microsoft word",
        )
        return "" if len(text) < 3 or is_template or text.lower().endswith((".doc", ".xls", ".ppt")) else text


def _title(properties: bytes) -> str:
    """The title among the properties ([MS-OLEPS] 2.21; olefile's own reader can be made to loop)."""
    section = properties[int.from_bytes(properties[44:48], "little") :]
    count = min(int.from_bytes(section[4:8], "little"), _MOST_PROPERTIES)
    places = {
        int.from_bytes(section[8 + 8 * n : 12 + 8 * n], "little"): int.from_bytes(
            section[12 + 8 * n : 16 + 8 * n], "little"
        )
        for n in range(count)
    }
    if _TITLE not in places:
        return ""
    value = section[places[_TITLE] :]
    kind, size = int.from_bytes(value[:4], "little"), int.from_bytes(value[4:8], "little")
    if kind == _WIDE_TEXT:
        return value[8 : 8 + 2 * min(size, 4 * _LONGEST_TITLE)].decode("utf-16-le", "replace")
    code_page = section[places[_CODE_PAGE] :][4:6] if _CODE_PAGE in places else b""
    raw = value[8 : 8 + min(size, 4 * _LONGEST_TITLE)]
    return raw.decode(_encoding(int.from_bytes(code_page, "little")), "replace") if kind == _TEXT else ""


def _encoding(code_page: int) -> str:
    name = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac_roman"}.get(code_page, f"cp{code_page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"

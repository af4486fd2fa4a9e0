r"""Tokens to blocks.

Groups keep their formatting on a stack. Destinations that hold no text of the document (fonts, styles, pictures,
embedded objects) are passed over; hidden and deleted text is left out; of fields the result is kept. HTML that a
mail program wrapped up (``\fromhtml``) is read by its RTF side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder
from app.formats.rtf.charsets import by_charset, by_page
from app.formats.rtf.destinations import ASIDES, READ_THOUGH_OPTIONAL, SKIPPED
from app.formats.rtf.tokens import Kind, Token, tokens
from app.formats.tables import table_lines

_CHARACTERS = {
    "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "tab": "\t", "line": "\n", "emspace": " ", "enspace": " ",
    "qmspace": " ", "lbr": "\n", "nestcell": " ", "nestrow": "\n", "zwnj": "\u200c", "zwj": "\u200d",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\n": "\n\n", "\r": "\n\n", "\t": "\t", "\\": "\\", "{": "{", "}": "}"}
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "softpage", "column"))
_HEADING_STYLE = re.compile(r"(?:heading|\u00fcberschrift|titre|t\u00edtulo|titolo|kop|rubrik)\s*(\d)", re.I)
_DEEPEST = 5_000
_MOST_HEADING = 300


@dataclass(slots=True)
class _State:
    """What a group inherits from the one around it."""

    skipped: bool = False
    hidden: bool = False
    destination: str = ""
    encoding: str = ""
    fallback: int = 1


class _Walk:
    """Goes through the tokens once."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._state = _State()
        self._stack: list[_State] = []
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, int] = {}
        self._style = 0
        self._style_name: list[str] = []
        self._optional = False
        self._to_skip = 0
        self._bytes = bytearray()
        self._surrogate = 0
        self._text: list[str] = []
        self._mark: list[str] = []
        self._title: list[str] = []
        self._level = 0
        self._in_table = False
        self._cells: list[str] = []
        self._rows: list[list[str]] = []
        self._aside: list[tuple[_State, list[str]]] = []
        self._asides: list[str] = []
        self._html_rtf = False

    def walk(self, data: bytes) -> str:
        """Adds all blocks; returns the title in the document's properties."""
        for token in tokens(data):
            if token.kind is Kind.BYTES:
                self._take_bytes(token.data)
                continue
            self._flush_bytes()
            if token.kind is Kind.OPEN:
                self._open()
            elif token.kind is Kind.CLOSE:
                self._close()
            elif token.kind is Kind.WORD:
                self._word(token)
            else:
                self._symbol(token.name)
        self._flush_bytes()
        self._end_paragraph()
        self._end_table()
        for aside in dict.fromkeys(self._asides):
            self._builder.add(BlockKind.PARAGRAPH, aside)
        return "".join(self._title).strip()

    def _open(self) -> None:
        self._stack.append(self._state)
        if len(self._stack) < _DEEPEST:
            self._state = replace(self._state)
        self._to_skip = 0

    def _close(self) -> None:
        if not self._stack:
            return
        if self._aside and self._aside[-1][0] is self._state:
            self._end_aside()
        if self._state.destination == "stylesheet" and self._style_name:
            self._name_style()
        self._state = self._stack.pop()
        self._to_skip = 0

    def _word(self, token: Token) -> None:
        name, number = token.name, token.number
        if name == "u" and number is not None:
            self._unicode(number % 65536)
        elif self._formatting(name, number) or self._is_destination(name) or self._state.skipped:
            pass
        elif name in _CHARACTERS:
            self._add(_CHARACTERS[name])
        elif name in _PARAGRAPH_ENDS:
            self._end_paragraph()
        else:
            self._table_word(name)
        self._optional = False

    def _formatting(self, name: str, number: int | None) -> bool:
        """Words that change how what follows is read; True when the word was one of them."""
        value = 1 if number is None else number
        match name:
            case "uc":
                self._state.fallback = max(0, min(value, 8))
            case "ansicpg":
                self._encoding = by_page(value)
            case "mac" | "pc" | "pca":
                self._encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[name]
            case "f":
                self._choose_font(value)
            case "fcharset":
                self._name_font(value)
            case "cpg":
                self._fonts[self._font] = by_page(value)
            case "v" | "deleted" | "webhidden":
                self._state.hidden = value != 0
            case "plain":
                self._state.hidden, self._state.encoding = False, ""
            case "htmlrtf":
                self._html_rtf = value != 0
            case _:
                return self._paragraph_word(name, value)
        return True

    def _paragraph_word(self, name: str, value: int) -> bool:
        match name:
            case "pard":
                self._level, self._in_table = 0, False
            case "s":
                self._style = value
                self._level = self._styles.get(value, 0) if self._state.destination != "stylesheet" else 0
            case "outlinelevel":
                self._level = value + 1 if 0 <= value < 9 else 0
                if self._state.destination == "stylesheet" and self._level:
                    self._styles[self._style] = self._level
            case "intbl" | "itap":
                self._in_table = value > 0
            case _:
                return False
        return True

    def _choose_font(self, number: int) -> None:
        self._font = number
        if self._state.destination != "fonttbl":
            self._state.encoding = self._fonts.get(number, "")

    def _name_font(self, charset: int) -> None:
        encoding = by_charset(charset)
        if self._state.destination == "fonttbl" and encoding:
            self._fonts.setdefault(self._font, encoding)

    def _is_destination(self, name: str) -> bool:
        """Begin a destination; what is marked optional and not known is passed over, as the format demands."""
        state = self._state
        if name in SKIPPED or (self._optional and name not in READ_THOUGH_OPTIONAL):
            state.skipped, state.destination = True, name
        elif name == "title" and state.destination == "info":
            state.destination = name
        elif name in ("listtext", "pntext"):
            state.destination = "mark"
        elif name in ASIDES and not state.skipped:
            self._aside.append((state, self._text))
            state.destination, self._text = name, []
        else:
            return False
        return True

    def _end_aside(self) -> None:
        """A note stays where it is referred to, what stands on every page goes to the end."""
        state, outer = self._aside.pop()
        text = " ".join("".join(self._text).split())
        self._text = outer
        if state.destination == "footnote":
            self._text.append(f" [{text}]" if text else "")
        elif text:
            self._asides.append(text)

    def _name_style(self) -> None:
        match = _HEADING_STYLE.match("".join(self._style_name).strip(" ;"))
        if match:
            self._styles[self._style] = int(match[1]) or 1
        self._style_name = []

    def _table_word(self, name: str) -> None:
        if name == "cell":
            self._cells.append(" ".join(self._taken().split()))
        elif name == "row":
            if any(self._cells):
                self._rows.append(self._cells)
            self._cells, self._text = [], []

    def _symbol(self, name: str) -> None:
        if name == "*":
            self._optional = True
        elif name in _SYMBOLS and not self._state.skipped:
            if name in "\r\n":
                self._end_paragraph()
            else:
                self._add(_SYMBOLS[name])

    def _take_bytes(self, data: bytes) -> None:
        if self._to_skip:
            taken = min(self._to_skip, len(data))
            self._to_skip -= taken
            data = data[taken:]
        self._optional = False
        state = self._state
        if data and (not state.skipped or state.destination in ("stylesheet", "title")):
            self._bytes += data

    def _flush_bytes(self) -> None:
        if self._bytes:
            encoding = self._state.encoding or self._encoding
            data, self._bytes = bytes(self._bytes), bytearray()
            try:
                self._add(data.decode(encoding, "replace"))
            except LookupError:
                self._add(data.decode("cp1252", "replace"))

    def _unicode(self, code: int) -> None:
        self._to_skip = self._state.fallback
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
            return
        if 0xDC00 <= code < 0xE000:
            high, self._surrogate = self._surrogate, 0
            if not high:
                return
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        self._add(chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code))

    def _add(self, text: str) -> None:
        state = self._state
        if state.destination == "title":
            self._title.append(text)
        elif state.destination == "stylesheet":
            self._style_name.append(text)
        elif state.skipped or state.hidden or self._html_rtf:
            return
        elif state.destination == "mark":
            self._mark.append(text)
        else:
            self._text.append(text)

    def _taken(self) -> str:
        text, self._text = "".join(self._text), []
        return text

    def _end_paragraph(self) -> None:
        if self._aside:
            self._text.append("\n")
            return
        if self._in_table or self._cells:
            self._text.append(" ")
            return
        text = "\n".join(" ".join(line.split()) for line in self._taken().split("\n")).strip()
        mark, self._mark = " ".join("".join(self._mark).split()), []
        if not text:
            return
        self._end_table()
        if 0 < self._level <= 9 and len(text) <= _MOST_HEADING:
            self._builder.add(BlockKind.HEADING, f"{mark} {text}".replace("\n", " ").strip(), self._level)
        elif mark:
            bullet = "-" if not any(c.isalnum() for c in mark) else mark
            self._builder.add(BlockKind.LIST_ITEM, f"{bullet} {text}")
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        rows, self._rows, self._cells = self._rows, [], []
        for line in table_lines(rows):
            self._builder.add(BlockKind.TABLE_ROW, line)


def add_rtf(builder: DocumentBuilder, data: bytes) -> str:
    """Add a rich text to a document; returns the title in its properties, "" when it has none."""
    return _Walk(builder).walk(data)

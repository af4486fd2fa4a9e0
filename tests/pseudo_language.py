"""Made-up languages for tests: every text 40 % longer, with accents and in brackets; and one from right to left.

A text without brackets on the screen was not translated; one whose brackets are cut does not fit.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager

from app import i18n

PSEUDO, MIRRORED = "en_XA", "ar_XB"
START, END = "[", "]"
_ACCENTS = str.maketrans("aceghijklnorsuwyzACEGHIJLNORSUWYZ", "åçéĝĥíĵķļñöŕšüŵýžÅÇÉĜĤÍĴĻÑÖŔŠÜŴÝŽ")
_KEPT = re.compile(r"(\{[^{}]*\})")
_GROWTH = 0.4
_RIGHT_TO_LEFT_MARK = "\u200f"
"""The first strong character decides where a paragraph begins."""


class PseudoTexts(gettext.NullTranslations):
    """English, dressed up; ``before`` stands before each text."""

    def __init__(self, before: str = "") -> None:
        super().__init__()
        self._before = before

    def gettext(self, message: str) -> str:
        return self._before + pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return message  # marks between digits


def pseudo(text: str) -> str:
    """ "Open" -> "[Öpéñ ··]"; placeholders and what surrounds a text stay."""
    parts = _KEPT.split(text)
    dressed = "".join(part if number % 2 else part.translate(_ACCENTS) for number, part in enumerate(parts))
    more = "·" * max(1, round(len(_KEPT.sub("", text)) * _GROWTH) - 1)
    return f"{START}{dressed} {more}{END}"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a real language, or one of the made-up ones, for a while."""
    made_up = {PSEUDO: PseudoTexts(), MIRRORED: PseudoTexts(_RIGHT_TO_LEFT_MARK)}
    before = i18n.speak(i18n.Spoken(code, made_up[code]) if code in made_up else i18n.load(code))
    try:
        yield
    finally:
        i18n.speak(before)

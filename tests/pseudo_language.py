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


class PseudoTexts(gettext.NullTranslations):
    """English, dressed up."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

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
    made_up = code in (PSEUDO, MIRRORED)
    before = i18n.speak(i18n.Spoken(code, PseudoTexts()) if made_up else i18n.load(code))
    try:
        yield
    finally:
        i18n.speak(before)

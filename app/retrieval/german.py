"""What a search made for English lacks in German: which text is German, and which of its words belong together.

Two words of one family seldom look alike in German: "Kündigungsfrist", "kündigen", "gekündigt"; "Urlaubstage" and
"Jahresurlaub". Porter's stemmer knows nothing of that. So words of a German question that do not stand in a text are
looked for in another form there: without the endings of inflexion, as the head or the tail of a compound, or with a
long beginning in common. Only whether they belong together is decided, and only for German questions; nothing in
English changes.

All words are folded (no accents, "ß" stays) and in lower case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from os.path import commonprefix

from app.retrieval.words import is_german

_ENDINGS_LIST = """ungen heiten keiten enden endem endes ender ieren ende heit keit iert lich isch ung end ern en em
er es et st ig e n s t"""
_ENDINGS = tuple(_ENDINGS_LIST.split())
"""The longest first."""
_SHORTEST_ROOT = 4
"""Letters of a root that says enough to be looked for inside other words."""
_SHORTEST_PART = 5
"""Letters of a whole word that stands at the end of a compound: "Arbeitszeit" ends with no "eit"."""
_LONG_BEGINNING = 6
"""Letters in common from which on two compounds are about one thing: "Urlaubstage", "Urlaubsanspruch"."""
_COMMON_BEGINNINGS = ("zusammen", "unter", "zuruck", "gegen", "zwischen", "weiter", "wieder", "herum")
"""So many words begin with these that they are no beginning to go by; what follows must be alike too."""


class Kin:
    """The words (or stems) of one question, and which words of texts say them. One for each question: it remembers."""

    def __init__(self, question: str, wanted: Iterable[str]) -> None:
        self._wanted = tuple(wanted) if is_german(question) else ()
        self._known: dict[str, frozenset[str]] = {}

    def said(self, stems: Iterable[str]) -> frozenset[str]:
        """``stems``, and those of the question that they say in another form; of an English question just ``stems``."""
        found = frozenset(stems)
        if not self._wanted:
            return found
        return found.union(*(self._said_by(stem) for stem in found))

    def says(self, value: Collection[str], said: Collection[str]) -> bool:
        """Whether all words of a German question's ``value`` are among those that a text ``said``."""
        return bool(self._wanted and value) and all(word in said for word in value)

    def _said_by(self, word: str) -> frozenset[str]:
        if word not in self._known:
            self._known[word] = frozenset(w for w in self._wanted if belong_together(w, word))
        return self._known[word]


def belong_together(one: str, other: str) -> bool:
    """Whether two German words are forms or compounds of one."""
    if one.isdigit() or other.isdigit():
        return False
    first, second = sorted((_root(one), _root(other)), key=len)
    if first == second:
        return True
    if len(first) >= _SHORTEST_ROOT and second.startswith(first):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORTEST_PART and long.endswith(short):
        return True
    return _share_beginning(one, other)


def _share_beginning(one: str, other: str) -> bool:
    alike = len(commonprefix((one, other)))
    common = next((len(c) for c in _COMMON_BEGINNINGS if one.startswith(c)), 0)
    return alike - common >= _LONG_BEGINNING


@lru_cache(maxsize=50_000)
def _root(word: str) -> str:
    """Without the prefix of a participle and without endings, never shorter than four letters."""
    if word.startswith("ge") and word.endswith(("t", "en")) and len(word) - len("ge") > _SHORTEST_ROOT:
        word = word[len("ge") :]
    for _ in range(2):
        ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_ROOT), "")
        word = word.removesuffix(ending)
    return word

"""Which of several look-alike documents a question singles out by words of their names.

"How long is the notice period for the Harbour Street lease?" asked over two leases: "lease" is in both names, "Harbour
Street" in one only. The other lease's notice period may be the nearer sentence all the same, for its words are plainer;
it is the wrong one. A search for passages cannot see that: the words of a title belong to every passage under it, so
that they count for little.

A document is passed over only where everything speaks for it: another document's name (its title or file name) says
all of the question's words that its own says and more; among the documents found is one that looks like the one so
named (their names share a word); the passage itself does not say the missing words; and the question compares nothing.
Words that stand in texts only, and names that say different words of the question ("Lease" and "Notice"), decide
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.documents import StoredChunk
from app.domain.ids import ContentId
from app.retrieval.fusion import Candidate
from app.retrieval.numerals import quarters_in
from app.retrieval.stemming import stem
from app.retrieval.words import is_stop_word, words

_FEW = 3
"""Documents that may be singled out together; words in more names than that tell little."""
_YEAR_DIGITS = 4
"""Shorter numbers count only beside a word that they stand beside in the name too: "12 Harbour Street", "Q3"."""
_COMPOUND, _OTHER_PART = 6, 3
"""Letters of a name's word, and of what it is compounded with: "Quartalsbericht" is called for by "Bericht"."""
_STREETS = ("strasse", "str")
_COMPARES = re.compile(
    r"\b(?:others?|than|compar\w+|versus|vs|differ\w*|both|each|ander\w+|vergl\w+|beide\w*|unterschied\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Name:
    """Stems of a name, and which of them stand side by side."""

    stems: frozenset[str]
    pairs: frozenset[frozenset[str]]

    def said_in(self, asked: _Name) -> frozenset[str]:
        """The stems of this name that a question says."""
        return frozenset(s for s in self.stems if self._is_said(s, asked))

    def _is_said(self, own: str, asked: _Name) -> bool:
        if own.isdigit() and len(own) < _YEAR_DIGITS:
            return any(own in pair for pair in self.pairs & asked.pairs)
        return own in asked.stems or any(_compounded(own, other) for other in asked.stems)

    def alike(self, other: _Name) -> bool:
        """Both are called the same kind of thing; a number in common is no likeness."""
        return any(not s.isdigit() for s in self.stems & other.stems)


@dataclass(frozen=True, slots=True)
class Singled:
    """Candidates that may answer, and those of other documents; each in their order, none empty."""

    meant: tuple[Candidate, ...]
    others: tuple[Candidate, ...]


def single_out(question: str, candidates: Sequence[Candidate]) -> Singled | None:
    """The candidates of the documents that ``question`` singles out by name, and all others that do not say what
    singles them out; None where it singles out none.
    """
    if _COMPARES.search(question):
        return None
    asked = _name([question])
    names = _names(candidates)
    said = {content: name.said_in(asked) for content, name in names.items()}
    meant = [c for c in names if _stands_out(c, said, names)]
    if not 0 < len(meant) <= _FEW:
        return None
    telling = {o: [said[c] - said[o] for c in meant if said[o] < said[c]] for o in names}
    lacking = [_lacks(c.stored, telling[c.stored.content_id]) for c in candidates]
    chosen = tuple(c for c, lacks in zip(candidates, lacking, strict=True) if not lacks)
    others = tuple(c for c, lacks in zip(candidates, lacking, strict=True) if lacks)
    return Singled(chosen, others) if others else None


def _stands_out(
    content: ContentId, said: Mapping[ContentId, frozenset[str]], names: Mapping[ContentId, _Name]
) -> bool:
    """Nothing found says more of the question in its name, and something that looks like it says less."""
    own = said[content]
    if any(own < more for more in said.values()):
        return False
    return any(said[other] < own and names[content].alike(names[other]) for other in names)


def _lacks(stored: StoredChunk, telling: Iterable[frozenset[str]]) -> bool:
    """Whether its document is passed over, and the passage with its headings does not say what tells them apart."""
    wanted = list(telling)
    if not wanted:
        return False
    chunk = stored.chunk
    own = _name([*chunk.heading_path, chunk.text]).stems
    return all(not stems <= own for stems in wanted)


def _names(candidates: Sequence[Candidate]) -> dict[ContentId, _Name]:
    """Title and file name; a content that stands in several files answers to all of their names."""
    called: dict[ContentId, dict[str, None]] = {}
    for candidate in candidates:
        stored = candidate.stored
        called.setdefault(stored.content_id, {}).update({stored.title: None, stored.path.stem: None})
    return {content: _name(texts) for content, texts in called.items()}


def _name(texts: Iterable[str]) -> _Name:
    stems: set[str] = set()
    pairs: set[frozenset[str]] = set()
    for text in texts:
        own = _stems(text)
        stems.update(own, (f"q{n}" for n in quarters_in(text)))
        pairs.update(frozenset(pair) for pair in zip(own, own[1:], strict=False))
    return _Name(frozenset(stems), frozenset(pairs))


def _stems(text: str) -> list[str]:
    """Of the words that carry meaning; streets however they are written ("Hafenstr.", "Hafenstraße")."""
    plain = text.replace("ß", "ss").replace("_", " ")
    return [_street(word) for word in words(plain) if not is_stop_word(word)]


def _street(word: str) -> str:
    for ending in _STREETS:
        if word.endswith(ending) and len(word) > len(ending):
            return word.removesuffix(ending) + "str"
    return stem(word)


def _compounded(own: str, other: str) -> bool:
    if len(own) < _COMPOUND or len(other) < len(own) + _OTHER_PART:
        return False
    return other.startswith(own) or other.endswith(own)

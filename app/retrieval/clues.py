"""What speaks for a sentence as an answer, and what against it: words, kinds and times, looked up by rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from app.retrieval.answer_types import fit
from app.retrieval.fusion import Candidate
from app.retrieval.numerals import in_range, numbers_in, quarters_in, ranges_in, years_in
from app.retrieval.questions import Asked, looks_ahead
from app.retrieval.words import content_stems, coverage

_QUARTER_STEMS = frozenset(content_stems("first second third fourth 1st 2nd 3rd 4th quarter q1 q2 q3 q4"))
_LABEL = re.compile(r"(?:^|[;\n]\s*)([^:;\n.]{2,40}):\s")
_ROW = re.compile(r"[^:;]{1,40}: ([^:;]{1,80});")
_NUMBERING = re.compile(r"^(?:§ *\d+[a-z]?|\d+(?:\.\d+)*[.)])\s+")
"""What numbers a heading: "5. Deposit" says no more than "Deposit"."""
_CLOSING = "\"'”’»)]* "
_ENDS = (".", "!", "?", "…", "。")
_GIVEN = 0.3
"""What a word of the question still weighs in a sentence when the document says it anyway."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What speaks for a sentence, and what against it."""

    cosine: float
    own: float
    """Share of the question's idf weight in the sentence; what the document says anyway counts less."""
    context: float
    """The same in the sentence, the one before it and what the document says anyway."""
    fit: float
    """How well it holds the kind of thing asked for."""
    chunk: float
    """The fused score of its chunk."""
    lead: float
    """How much nearer the heading or question before it was."""
    subject: float
    """Share of the question's subject in it and its heading."""
    label: float
    """1 when it is labelled with what was asked for."""
    ahead: float
    """1 when it looks ahead and the question looks back."""
    other_time: float
    """1 when it, or else its title, names other quarters or years."""
    narrower: float
    """How much narrower a table row is than the question, from 0 to 1."""
    keyed: float
    """1 when it is the table row whose first cell the question says."""
    opening: float
    """1 when it is the line that a document opens with and no sentence: what it is called, and between whom."""

    named: float
    """Share of the question's names that its document says; 1 where there are none."""

    def score(self) -> float:
        """The weighted sum."""
        weights: tuple[float, ...] = astuple(WEIGHTS)
        values: tuple[float, ...] = astuple(self)
        return sum(w * v for w, v in zip(weights, values, strict=True))


WEIGHTS = Clues(
    cosine=0.9,
    own=0.5,
    context=0.4,
    fit=0.3,
    chunk=0.3,
    lead=0.3,
    subject=0.15,
    label=0.3,
    ahead=-0.15,
    other_time=-0.25,
    narrower=-0.1,
    keyed=0.2,
    opening=-0.3,
    named=0.2,
)


def is_row(text: str) -> bool:
    """Whether a sentence is the row of a table: "Country: Norway; Q1: 210"."""
    return bool(_ROW.match(text))


class Page:
    """A chunk with all that a sentence in it is judged by."""

    def __init__(
        self,
        candidate: Candidate,
        asked: Asked,
        weights: Mapping[str, float],
        given: frozenset[str],
        named: float = 1.0,
    ) -> None:
        stored, chunk = candidate.stored, candidate.stored.chunk
        self._candidate, self._asked, self._weights, self._given = candidate, asked, weights, given
        self._named = named
        self._telling = {stem: w * (_GIVEN if stem in given else 1.0) for stem, w in weights.items()}
        self._subject = {stem: weights.get(stem, 1.0) for stem in asked.subject}
        self._titles = frozenset(" ".join(t.split()).casefold() for t in (stored.title, *chunk.heading_path))
        self._heading = (
            frozenset(content_stems(chunk.heading_path[-1])) if chunk.heading_path else frozenset()
        )
        header = " ".join((stored.path.stem, stored.title, *chunk.heading_path))
        self._quarters, self._years = quarters_in(header), years_in(header)
        self.texts = chunk.sentence_texts

    def only_points(self, text: str, stems: frozenset[str]) -> bool:
        """A heading, a question, or nothing beyond the question: it says where the answer stands."""
        asked = self._asked.stems
        untold = frozenset(content_stems(_NUMBERING.sub("", text.strip()))) or stems
        return untold <= asked or text.endswith("?") or " ".join(text.split()).casefold() in self._titles

    def clues(
        self, text: str, stems: frozenset[str], before: frozenset[str], cosine: float, lead: float
    ) -> Clues:
        """Of one sentence: ``before`` are the stems of the one before it, ``lead`` the cosine of the heading above."""
        asked = self._asked
        stems = stems | self._same_time(text) | self._within(text)
        return Clues(
            cosine=cosine,
            own=coverage(self._telling, stems),
            context=coverage(self._weights, stems | before | self._given),
            fit=fit(text, asked.text, asked.kind),
            chunk=self._candidate.scored.score,
            lead=max(0.0, lead - cosine),
            subject=coverage(self._subject, stems | self._heading) if self._subject else 1.0,
            label=self._label(text),
            ahead=float(asked.past and looks_ahead(text)),
            other_time=self._other_time(text),
            narrower=self._narrower(text),
            keyed=self._keyed(text),
            opening=float(self._opens(text)),
            named=self._named,
        )

    def _same_time(self, text: str) -> frozenset[str]:
        """The question's words for a quarter, when the sentence or else its title speaks of that quarter: Q3 is the
        third quarter.
        """
        quarters = quarters_in(text) or self._quarters
        if not self._asked.quarters & quarters:
            return frozenset()
        return _QUARTER_STEMS & self._weights.keys()

    def _within(self, text: str) -> frozenset[str]:
        """The question's numbers that lie in a range of the sentence: seven years are "6 to 10 years"."""
        ranges = ranges_in(text)
        if not ranges:
            return frozenset()
        return frozenset(s for s in self._weights if any(in_range(n, ranges) for n in numbers_in(s)))

    def _label(self, text: str) -> float:
        """ "Landlord: ..." answers who the landlord is."""
        labels = (frozenset(content_stems(m)) for m in _LABEL.findall(text))
        return float(
            any(label and label <= self._asked.stems and label & self._asked.subject for label in labels)
        )

    def _other_time(self, text: str) -> float:
        """1 when the sentence, or else its document's title, names other quarters or years than the question."""
        asked = self._asked
        quarters = quarters_in(text) or self._quarters
        years = years_in(text) | self._years
        wrong = bool(asked.quarters and quarters and not asked.quarters & quarters)
        return float(wrong or bool(asked.years and years and not asked.years & years))

    def _keyed(self, text: str) -> float:
        """ "Country: Norway; Q1: 210; Q2: 140" is where the table speaks of Norway; a caption speaks of all rows."""
        row = _ROW.match(text)
        key = frozenset(content_stems(row.group(1))) if row else frozenset()
        return float(bool(key) and key <= self._asked.stems)

    def _opens(self, text: str) -> bool:
        first = self._candidate.stored.chunk.ordinal == 0 and text == self.texts[0]
        return first and not text.rstrip(_CLOSING).endswith(_ENDS) and not _LABEL.search(text)

    def _narrower(self, text: str) -> float:
        """What a table row's first cell says beyond the question, as a share, when it is about the same thing.

        "Adults with weak kidneys" is narrower than the "adult" that was asked about.
        """
        row = _ROW.match(text)
        key = content_stems(row.group(1)) if row else ()
        strange = sum(s not in self._asked.stems for s in key)
        return strange / len(key) if 0 < strange < len(key) else 0.0

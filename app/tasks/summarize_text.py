"""Summarising a text: short, long, or to a number of words; without a model in the text's own sentences."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.language_models import GenerationRequest
from app.domain.writing import Choice, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.retrieval.sentences import split_sentences
from app.retrieval.words import content_stems
from app.tasks.summarize_document import LONG, SHORT, Near, Weighed, choose, shortlist, weigh
from app.tasks.writing import Embed, Paper, Vector, asked, option, tidied

SHORTEST, LONGEST = 10, 2000
"""Words a person may ask for."""
_CANDIDATES = 72
_DEFAULT_WORDS = 100
_TOKENS_A_WORD = 2.2
_WORDS = {"short": 110, "long": 280}
"""About what five and twelve sentences come to."""


class SummarizeText:
    """The task. The extract is that of documents, see :mod:`app.tasks.summarize_document`."""

    declaration = TaskDeclaration(
        "summarize",
        N_("Summarize"),
        N_("What it says, in a few sentences."),
        options=(
            TaskOption(
                "length",
                N_("Length"),
                (
                    Choice("short", N_("Short")),
                    Choice("long", N_("Long")),
                    Choice("words", N_("Number of words")),
                ),
                "short",
            ),
            TaskOption("words", N_("Words"), (), str(_DEFAULT_WORDS), "100"),
        ),
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Summaries that keep the point and are shorter."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """The whole text, and how many words."""
        words = wanted_words(what)
        instruction = (
            f"Summarize the text in at most {words} words. Use only what it says. Keep names, numbers and dates as "
            "they are written. Write only the summary, in the language of the text."
        )
        return asked(instruction, what.text, max_tokens=int(words * _TOKENS_A_WORD) + 40)

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """As it is."""
        return TextOutput(tidied(text))

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """Its own sentences that say most, in their order; a text of one or two sentences stays what it is."""
        paragraphs = sentences_by_paragraph(what.text)
        candidates = shortlist(weigh(paragraphs), _CANDIDATES)
        if not candidates:
            return TextOutput(" ".join(text for _, text in paragraphs[:SHORT]))
        vectors = embed([c.text for c in candidates])
        near = [Near(dot(v, mean(vectors)), 0.0) for v in vectors]
        return TextOutput(" ".join(c.text for c in _fitting(candidates, near, what)))


def wanted_words(what: TextInput) -> int:
    """How many words are asked for, within bounds; what is no number means the default."""
    length = option(what, SummarizeText.declaration, "length")
    if length != "words":
        return _WORDS.get(length, _WORDS["short"])
    given = option(what, SummarizeText.declaration, "words")
    return min(max(int(given), SHORTEST), LONGEST) if given.isdecimal() else _DEFAULT_WORDS


def _fitting(candidates: Sequence[Weighed], near: Sequence[Near], what: TextInput) -> list[Weighed]:
    """Five or twelve sentences; or as many as stay within the words, at least one."""
    length = option(what, SummarizeText.declaration, "length")
    if length != "words":
        return choose(candidates, near, LONG if length == "long" else SHORT)
    words, best = wanted_words(what), choose(candidates, near, 1)
    for count in range(2, len(candidates) + 1):
        more = choose(candidates, near, count)
        if sum(len(c.text.split()) for c in more) > words or len(more) == len(best):
            break
        best = more
    return best


def sentences_by_paragraph(text: str) -> list[tuple[int, str]]:
    """Every sentence with the number of its paragraph (empty lines part them)."""
    found: list[tuple[int, str]] = []
    for number, paragraph in enumerate(part for part in text.split("\n\n") if part.strip()):
        found += [(number, " ".join(paragraph[s.start : s.end].split())) for s in split_sentences(paragraph)]
    return found


def mean(vectors: Sequence[Vector]) -> Vector:
    """The mean direction, of unit length."""
    sums = [sum(column) for column in zip(*vectors, strict=True)]
    length = sum(x * x for x in sums) ** 0.5 or 1.0
    return [x / length for x in sums]


def dot(a: Vector, b: Vector) -> float:
    """The cosine of unit vectors."""
    return float(sum(x * y for x, y in zip(a, b, strict=True)))


def _keeps(source: str, *needed: str) -> Paper:
    def right(output: TextOutput) -> bool:
        said = frozenset(content_stems(output.text))
        shorter = 0 < len(output.text.split()) <= 0.7 * len(source.split())
        held = len(said & frozenset(content_stems(source))) >= 0.85 * len(said)
        return shorter and held and all(word in output.text for word in needed)

    return Paper(TextInput(source, {"length": "words", "words": "25"}), right)


_PAPERS = (
    _keeps(
        "The reading room of the Hollerbach library stays shut from 3 March to 21 March because its floor is sanded. "
        "Books can still be handed back at the side door, where a box stands that is emptied twice a day. Nobody has "
        "to pay for books that fall due in these weeks. The staff thank all readers for their patience, and will "
        "serve tea on the first day after the works.",
        "21 March",
    ),
    _keeps(
        "Kestrel Pumps sold 412 machines last year, which is eleven fewer than the year before. Most of the fall came "
        "from the coast, where two shipyards closed. The board expects the same number again this year and will not "
        "hire. A new pump for small farms is being tested at three places in the hills, and the first reports about "
        "it are good.",
        "412",
    ),
    _keeps(
        "Anyone who rents a garden plot may keep up to six hens on it, but no cock. The hut must stand two metres "
        "from the path. Whoever wants to keep more than six needs a permit from the garden office, which asks the "
        "neighbours first and answers within four weeks. Plots on which hens make too much noise can be inspected.",
        "six",
    ),
    _keeps(
        "The ferry to Little Orme now leaves at 7:40 instead of 7:15, because the train from the north arrives later "
        "since May. The return at 18:05 stays as it is. Tickets cost the same. On stormy days the harbour office puts "
        "a red flag on the pier and tells the hotels by telephone that no ferry runs.",
        "7:40",
    ),
)

TASK = SummarizeText()

"""How a text feels about what it speaks of; without a model by the nearness of each sentence to examples of ours."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.language_models import GenerationRequest
from app.domain.writing import Check, Row, TaskDeclaration, TextInput, TextOutput
from app.i18n import N_
from app.tasks.classify import shares
from app.tasks.sentiment_examples import NEGATIVE, NEUTRAL, POSITIVE
from app.tasks.summarize_text import dot, sentences_by_paragraph
from app.tasks.writing import Embed, Paper, Vector, asked, one_of

_KINDS = ("positive", "negative", "neutral", "mixed")
_MOST_SENTENCES = 200
_NEIGHBOURS = 3
_SHARPNESS = 14.0
_SURE = 0.5
"""Share from which a sentence counts as positive or negative."""
_MIXED = 0.35
"""A text is mixed when the smaller side has this share of all that is positive or negative."""
_MOST_TEXT = 4000


class Sentiment:
    """The task."""

    declaration = TaskDeclaration(
        "sentiment",
        N_("Sentiment"),
        N_("Whether it sounds positive, negative, neutral or mixed, sentence by sentence."),
        checks=Check.NOTHING,
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Texts that say it without the usual words."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """One word, by grammar."""
        instruction = (
            "What is the sentiment of the text: positive, negative, neutral or mixed? Write only that word."
        )
        return asked(instruction, what.text[:_MOST_TEXT], max_tokens=4, grammar=one_of(_KINDS))

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """The word."""
        said = text.strip().lower()
        return TextOutput(said.capitalize()) if said in _KINDS else TextOutput()

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """The whole, then every sentence that is positive or negative; the share says how sure that is."""
        sentences = [text for _, text in sentences_by_paragraph(what.text)][:_MOST_SENTENCES]
        if not sentences:
            return None
        examples = (*POSITIVE, *NEGATIVE, *NEUTRAL)
        vectors = embed([*sentences, *examples])
        told, known = vectors[: len(sentences)], vectors[len(sentences) :]
        rows = [_judged(s, v, known) for s, v in zip(sentences, told, strict=True)]
        return TextOutput(_whole(rows).capitalize(), tuple(row for row in rows if row.name != "neutral"))


def _judged(sentence: str, vector: Vector, known: Sequence[Vector]) -> Row:
    cuts = (0, len(POSITIVE), len(POSITIVE) + len(NEGATIVE), len(known))
    scores = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        nearest = sorted((dot(vector, v) for v in known[start:end]), reverse=True)[:_NEIGHBOURS]
        scores.append(sum(nearest) / len(nearest))
    parts = shares(scores, _SHARPNESS)
    best = max(range(3), key=parts.__getitem__)
    kind = _KINDS[best] if parts[best] >= _SURE else "neutral"
    return Row(kind, sentence, share=parts[best])


def _whole(rows: Sequence[Row]) -> str:
    good = sum(row.share or 0.0 for row in rows if row.name == "positive")
    bad = sum(row.share or 0.0 for row in rows if row.name == "negative")
    if good + bad == 0.0:
        return "neutral"
    if min(good, bad) >= _MIXED * (good + bad):
        return "mixed"
    return "positive" if good > bad else "negative"


def _feels(text: str, kind: str) -> Paper:
    return Paper(TextInput(text), lambda output: output.text.lower() == kind)


_PAPERS = (
    _feels(
        "We were back home by noon and the children still talk about the otters. We will go again.",
        "positive",
    ),
    _feels("After the third phone call I gave up, and the oven is still cold.", "negative"),
    _feels(
        "Not one of the promised repairs was done in time, and the bill was twice the estimate.", "negative"
    ),
    _feels("Nobody has ever explained tax forms to me so patiently. Thank you.", "positive"),
    _feels("The office is on the second floor and opens at nine.", "neutral"),
    _feels("I could not find a single fault with the roof, and I looked for one.", "positive"),
)

TASK = Sentiment()

"""Which of a person's categories a text belongs to; without a model by the nearness of its sentences to their
names."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.domain.language_models import GenerationRequest
from app.domain.writing import Check, Row, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.retrieval.words import content_stems
from app.tasks.summarize_text import dot, mean, sentences_by_paragraph
from app.tasks.writing import Embed, Paper, asked, one_of, option

_DEFAULT = "Invoice, Contract, Complaint, Application, Report, Invitation"
_MOST_CATEGORIES, _MOST_SENTENCES = 30, 60
_SHARPNESS = 18.0
"""Turns differences of cosines into shares; with it the first choice's share is about how often it is right."""
_NAMED = 0.12
"""What a category gains by its very name standing in the text."""
_FRAMES = ("{}", "This is about {}.", "This text is a {}.")
_MOST_TEXT = 4000


class Classify:
    """The task."""

    declaration = TaskDeclaration(
        "classify",
        N_("Classify"),
        N_("Which of your categories it belongs to."),
        options=(TaskOption("categories", N_("Categories"), (), _DEFAULT, _DEFAULT),),
        checks=Check.NOTHING,
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Texts that do not name their category."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """One category, by grammar."""
        names = categories(what)
        instruction = (
            f"Which of these categories fits the text best: {', '.join(names)}? Write only the category."
        )
        return asked(instruction, what.text[:_MOST_TEXT], max_tokens=24, grammar=one_of(names))

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """The category that was written; empty where it is none of them."""
        said = text.strip().lower()
        for name in categories(what):
            if said == name.lower():
                return TextOutput(name, (Row(N_("Category"), name),))
        return TextOutput()

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """By vectors: every category with its share, the likeliest first."""
        names = categories(what)
        sentences = [text for _, text in sentences_by_paragraph(what.text)][:_MOST_SENTENCES]
        if len(names) < 2 or not sentences:
            return None
        frames = [frame.format(name) for name in names for frame in _FRAMES]
        vectors = embed([*sentences, *frames])
        told, named = vectors[: len(sentences)], vectors[len(sentences) :]
        step = len(_FRAMES)
        centres = [mean(named[i : i + step]) for i in range(0, len(named), step)]
        whole, stems = mean(told), frozenset(content_stems(what.text))
        scores = [
            0.5 * dot(whole, c) + 0.5 * max(dot(v, c) for v in told) + _NAMED * _stands(name, stems)
            for name, c in zip(names, centres, strict=True)
        ]
        return by_share(names, shares(scores, _SHARPNESS))


def categories(what: TextInput) -> list[str]:
    """The person's, at least none lost to doubled commas or doubled names."""
    given = option(what, Classify.declaration, "categories").replace("\n", ",").replace(";", ",")
    return list(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))[:_MOST_CATEGORIES]


def shares(scores: Sequence[float], sharpness: float) -> list[float]:
    """Softmax."""
    highest = max(scores)
    powers = [math.exp(sharpness * (score - highest)) for score in scores]
    return [power / sum(powers) for power in powers]


def by_share(names: Sequence[str], parts: Sequence[float]) -> TextOutput:
    """A table, the greatest share first."""
    pairs = sorted(zip(names, parts, strict=True), key=lambda pair: -pair[1])
    rows = tuple(Row(name, f"{share:.0%}", share=share) for name, share in pairs)
    return TextOutput(pairs[0][0], rows)


def _stands(name: str, stems: frozenset[str]) -> bool:
    wanted = frozenset(content_stems(name))
    return bool(wanted) and wanted <= stems


def _belongs(text: str, category: str) -> Paper:
    names = "Order, Complaint, Invitation, Job application, Weather report"
    return Paper(TextInput(text, {"categories": names}), lambda output: output.text == category)


_PAPERS = (
    _belongs(
        "The kettle you sent leaks at the handle, and nobody answers my letters. I want my money back.",
        "Complaint",
    ),
    _belongs("Please send us forty sacks of oats and two rolls of fence wire to the usual address.", "Order"),
    _belongs(
        "We marry on the sixth of June and would love you to be there, with music until late.", "Invitation"
    ),
    _belongs(
        "I have worked as a carpenter for nine years and would like to join your workshop.", "Job application"
    ),
    _belongs(
        "Tomorrow it stays dry in the west, with fog in the valleys and twelve degrees.", "Weather report"
    ),
    _belongs(
        "Three of the chairs arrived with broken legs, which is the second time this year.", "Complaint"
    ),
)

TASK = Classify()

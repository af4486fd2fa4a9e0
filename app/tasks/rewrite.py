"""Saying the same in other words: clearer, shorter, more formal or friendlier.

Without a model that can, English phrases are exchanged by table (:mod:`app.tasks.plain_words`), which changes
little and never the meaning.
"""

from __future__ import annotations

from app.domain.language_models import GenerationRequest
from app.domain.writing import Choice, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.retrieval.facts import FactSource
from app.retrieval.words import content_stems
from app.tasks.plain_words import CASUAL, CONTRACTIONS, FILLERS, FRIENDLY, WORDY, replaced
from app.tasks.writing import Embed, Paper, asked, is_english, option, tidied

_HOW = {
    "clearer": "so that it is easier to understand: plain words, short sentences, active voice",
    "shorter": "in about half as many words, leaving out what is not needed",
    "formal": "in a formal, polite tone",
    "friendly": "in a warm, friendly tone",
}
_TABLES = {
    "clearer": WORDY,
    "shorter": {**WORDY, **FILLERS},
    "formal": {**CONTRACTIONS, **CASUAL},
    "friendly": FRIENDLY,
}
_TOKENS_A_WORD = 2.5


class Rewrite:
    """The task."""

    declaration = TaskDeclaration(
        "rewrite",
        N_("Rewrite"),
        N_("The same in other words; what changed is marked."),
        options=(
            TaskOption(
                "style",
                N_("How"),
                (
                    Choice("clearer", N_("Clearer")),
                    Choice("shorter", N_("Shorter")),
                    Choice("formal", N_("More formal")),
                    Choice("friendly", N_("Friendlier")),
                ),
                "clearer",
            ),
        ),
        compares=True,
        in_parts=True,
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Texts whose every fact must survive, in words that are not simply the old ones."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """The text and how it should sound."""
        how = _HOW.get(option(what, self.declaration, "style"), _HOW["clearer"])
        instruction = (
            f"Rewrite the text {how}. Keep its meaning, its language and every name, number and date. "
            "Write only the rewritten text."
        )
        room = int(len(what.text.split()) * _TOKENS_A_WORD) + 60
        return asked(instruction, what.text, max_tokens=room)

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """As it is, without what models put around it."""
        return TextOutput(tidied(text))

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """Phrases exchanged by table; None for a language without tables, and where there is nothing to exchange."""
        if not is_english(what.text):
            return None
        table = _TABLES.get(option(what, self.declaration, "style"), WORDY)
        changed = replaced(what.text.strip(), table)
        return TextOutput(changed) if changed != what.text.strip() else None


def _holds(source: str, style: str, *facts: str) -> Paper:
    told = FactSource(source)

    def right(output: TextOutput) -> bool:
        text = output.text
        new = " ".join(text.split()) != " ".join(source.split())
        shorter = style != "shorter" or len(text.split()) <= 0.8 * len(source.split())
        stems = frozenset(content_stems(source))
        alike = len(stems & frozenset(content_stems(text))) >= 0.3 * len(stems)
        no_more = len(text.split()) <= 1.6 * len(source.split())
        return (
            new and shorter and alike and no_more and not told.missing(text) and all(f in text for f in facts)
        )

    return Paper(TextInput(source, {"style": style}), right)


_PAPERS = (
    _holds(
        "In the event that the key to locker 58 is lost, the holder of the locker is under an obligation to notify Mr "
        "Tamsin at the earliest opportunity, and a charge of 12 euros will be levied for the purpose of replacing it.",
        "clearer",
        "58",
        "12",
        "Tamsin",
    ),
    _holds(
        "I just wanted to write to you quickly to say that, as far as I can see at the moment, the parcel that you "
        "sent on Monday has unfortunately still not arrived here at our office in Bredow, which is a bit of a pity, "
        "because we would actually need the 30 samples in it for the fair on Thursday.",
        "shorter",
        "30",
        "Thursday",
    ),
    _holds(
        "hey, can't make it at 4 tomorrow, the dentist moved me. could we do 5:30 instead? sorry! Jonna",
        "formal",
        "5:30",
    ),
    _holds(
        "Your application of 9 May has been received. It cannot be processed because page 3 is missing. You are "
        "required to submit it by 20 May.",
        "friendly",
        "20 May",
        "3",
    ),
)

TASK = Rewrite()

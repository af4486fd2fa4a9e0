"""Putting a text into another language. Only a model can; rules would make word salad."""

from __future__ import annotations

from app.domain.language_models import GenerationRequest
from app.domain.writing import Check, Choice, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.tasks.minutes.language import language_of
from app.tasks.writing import Embed, Paper, asked, option, tidied

_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "pl": "Polish", "sv": "Swedish", "cs": "Czech", "da": "Danish", "tr": "Turkish",
    "ru": "Russian", "zh": "Chinese", "ja": "Japanese", "ar": "Arabic",
}  # fmt: skip
"""What a model is told to write; models are asked in English."""
_TOKENS_A_WORD = 4.0


class Translate:
    """The task."""

    declaration = TaskDeclaration(
        "translate",
        N_("Translate"),
        N_("The text in another language."),
        options=(TaskOption("to", N_("Into"), tuple(Choice(*named) for named in _NAMES.items()), "en"),),
        in_parts=True,
        checks=Check.NUMBERS,
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Sentences whose translation must hold certain words."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """The text and the language."""
        language = _NAMES.get(option(what, self.declaration, "to"), "English")
        instruction = (
            f"Translate the text into {language}. Keep names and numbers. Write only the translation."
        )
        room = int(len(what.text.split()) * _TOKENS_A_WORD) + len(what.text) // 8 + 40
        return asked(instruction, what.text, max_tokens=room, lookup=False)

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """As it is; a text that is still in its old language is none."""
        said = tidied(text)
        wanted, found = option(what, self.declaration, "to"), language_of(said)
        return TextOutput(said if found in (None, wanted) else "")

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """Never."""
        return None


def _into(language: str, source: str, *needed: tuple[str, ...]) -> Paper:
    def right(output: TextOutput) -> bool:
        low = output.text.lower()
        short = len(low.split()) <= 2.2 * len(source.split())
        return short and all(any(word in low for word in either) for either in needed)

    return Paper(TextInput(source, {"to": language}), right)


_PAPERS = (
    _into(
        "en",
        "Die Brücke über die Lahne ist bis zum 12. April für Lastwagen gesperrt, weil ein Pfeiler Risse hat. "
        "Fußgänger dürfen sie weiter benutzen.",
        ("bridge",),
        ("12",),
        ("april",),
        ("pedestrian", "walker", "on foot"),
        ("truck", "lorr"),
        ("crack",),
    ),
    _into(
        "de",
        "The bakery opens at six in the morning and is closed on Mondays. Fresh bread costs 4 euros.",
        ("bäckerei",),
        ("montag",),
        ("brot",),
        ("sechs", "6"),
        ("4", "vier"),
    ),
    _into(
        "fr",
        "My sister lost her red umbrella in the train yesterday evening.",
        ("sœur", "soeur"),
        ("rouge",),
        ("parapluie",),
        ("hier",),
        ("train",),
    ),
)

TASK = Translate()

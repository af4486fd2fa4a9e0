"""An answer to a message. Without a model that can: what the message asks, in a frame to fill in."""

from __future__ import annotations

import re

from app.domain.language_models import GenerationRequest
from app.domain.writing import Choice, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.retrieval.sentences import split_sentences
from app.tasks.minutes.language import language_of
from app.tasks.writing import Embed, Paper, asked, option, tidied

_SAYS = {
    "yes": "Agree to what is asked",
    "no": "Politely decline what is asked",
    "later": "Say that an answer will follow, and ask for a little time",
    "thanks": "Thank for it, without promising anything",
    "own": "Say this",
}
_TONES = {"neutral": "polite", "formal": "formal", "friendly": "friendly and warm"}
_GREETING = re.compile(
    r"^\s*(?:dear|hello|hi|hey|liebe[rs]?|sehr geehrte[rs]?|hallo|guten tag|bonjour|cher|chère)\b[^\n]{0,60}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*(?:(?:kind|best|warm) (?:regards|wishes)|regards|yours\b.*|sincerely.*|thanks|thank you|cheers|best|"
    r"all the best|"
    r"viele grüße|beste grüße|mit freundlichen grüßen|liebe grüße|cordialement)[,.!]?\s*$",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:please|could you|can you|would you|let me know|let us know|we need|i need|bitte|könnten sie|können sie|"
    r"kannst du|könntest du)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:[ \t]+[^\W\d_][\w'’.-]*){0,3}")
_MOST_POINTS = 12
_MOST_TOKENS = 400
_WORDS = {
    "en": ("Hello {name},", "thank you for your message.", "[your answer]", "Kind regards", "[your name]"),
    "de": (
        "Guten Tag {name},",
        "vielen Dank für Ihre Nachricht.",
        "[Ihre Antwort]",
        "Mit freundlichen Grüßen",
        "[Ihr Name]",
    ),
}


class Reply:
    """The task."""

    declaration = TaskDeclaration(
        "reply",
        N_("Reply"),
        N_("An answer to this message, for you to finish."),
        N_("Message to answer"),
        options=(
            TaskOption(
                "answer",
                N_("What to say"),
                (
                    Choice("yes", N_("Agree")),
                    Choice("no", N_("Decline")),
                    Choice("later", N_("Answer later")),
                    Choice("thanks", N_("Just thank")),
                    Choice("own", N_("In my words")),
                ),
                "yes",
            ),
            TaskOption("words", N_("My words"), (), "", N_("Tuesday suits me, but not before ten")),
            TaskOption(
                "tone",
                N_("Tone"),
                (
                    Choice("neutral", N_("Neutral")),
                    Choice("formal", N_("Formal")),
                    Choice("friendly", N_("Friendly")),
                ),
                "neutral",
            ),
        ),
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Messages to answer; the reply must be one, by the right person to the right person."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """The message, what to say to it, and how."""
        words = option(what, self.declaration, "words")
        says = _SAYS.get(option(what, self.declaration, "answer"), _SAYS["yes"])
        tone = _TONES.get(option(what, self.declaration, "tone"), _TONES["neutral"])
        instruction = (
            f"Write a short, {tone} reply to this message, from the one who received it to the one who sent it. "
            f"{says}{': ' + words if words else ''}. Invent no names, dates, numbers or promises. Write only the "
            "reply, in the language of the message."
        )
        return asked(instruction, what.text, max_tokens=_MOST_TOKENS, lookup=False)

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """Without a subject line and what models put around it."""
        said = tidied(text)
        first, _, rest = said.partition("\n")
        return TextOutput(rest.strip() if first.lower().startswith("subject:") else said)

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """A frame: greeting, every question and request of the message with room under it, closing."""
        language = language_of(what.text) or "en"
        if language not in _WORDS:
            return None
        hello, thanks, gap, bye, me = _WORDS[language]
        points = asked_in(what.text)
        name = sender(what.text)
        greeting = hello.format(name=name) if name else hello.replace(" {name}", "")
        own = option(what, self.declaration, "words")
        body = [own] if own else [gap] if not points else []
        lines = [greeting, thanks, *body, *(f"> {point}\n{gap}" for point in points), f"{bye}\n{me}"]
        return TextOutput("\n\n".join(lines))


def asked_in(text: str) -> list[str]:
    """The questions and requests of a message, in its order and words."""
    found: list[str] = []
    for line in text.split("\n\n"):
        for span in split_sentences(line):
            sentence = " ".join(line[span.start : span.end].split())
            asks = sentence.endswith("?") or _REQUEST.search(sentence)
            if asks and len(sentence.split()) > 2 and sentence not in found:
                found.append(sentence)
    return found[:_MOST_POINTS]


def sender(text: str) -> str:
    """Who signed: the line after a closing, or a last line that is but a name; "" where nobody did."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    for number, line in enumerate(lines[:-1]):
        if _CLOSING.match(line) and _NAME.fullmatch(lines[number + 1]):
            return lines[number + 1]
    last = lines[-1] if len(lines) > 2 else ""
    return last if _NAME.fullmatch(last) and last[:1].isupper() and not _CLOSING.match(last) else ""


def _answers(message: str, answer: str, words: str, *needed: str, never: tuple[str, ...] = ()) -> Paper:
    def right(output: TextOutput) -> bool:
        low = output.text.lower()
        short = 4 <= len(low.split()) <= 180
        return short and all(w.lower() in low for w in needed) and not any(w.lower() in low for w in never)

    return Paper(TextInput(message, {"answer": answer, "words": words}), right)


_PAPERS = (
    _answers(
        "Hello Mr Oldfield,\n\nwould you give your talk on moss gardens at our autumn meeting on 14 October? We "
        "could pay "
        "for the train.\n\nKind regards\nPetra Wynn",
        "own",
        "Yes gladly, but I need a projector",
        "Wynn",
        "projector",
        never=("dear mr oldfield", "hello mr oldfield", "[your"),
    ),
    _answers(
        "Hi Sami, the caretaker asks whether we could store the stage lights in your cellar until June. Is there "
        "room? Best, Ulla",
        "own",
        "No, the cellar is wet",
        "Ulla",
        "wet",
        never=("hi sami", "dear sami", "hello sami"),
    ),
    _answers(
        "Dear Ms Farrow,\n\nplease send us the signed inspection form for boiler 7 by Friday.\n\nYours "
        "sincerely\nT. Brandt",
        "own",
        "It was posted on Tuesday",
        "Brandt",
        "Tuesday",
        never=("dear ms farrow", "hello ms farrow"),
    ),
)

TASK = Reply()

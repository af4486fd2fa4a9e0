"""Questions to one meeting: answered from what was said in it alone, every citation with speaker and time.

"What did Ana say about the roof?" is answered from Ana's words only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.domain.meetings import Minutes, Utterance
from app.domain.retrieval import Answer, AnswerEvent, AnswerStatus, Evidence, EvidenceFound, PastTurn
from app.domain.spoken import SpokenText
from app.retrieval.words import content_stems, fold
from app.services.assistant import AssistantService
from app.services.event_bus import EventBus
from app.services.meeting_index import MeetingIndex
from app.services.minutes_edits import MinutesEditor
from app.store.store import Store

_SAID = (
    r"say|says|said|saying|tell|tells|told|mention\w*|suggest\w*|propos\w*|think|thinks|thought|argu\w*|ask|asks|asked|"
    r"respon\w+|recommend\w*|believ\w*|feel|feels|felt|stat(?:e|es|ed)|describ\w*|"
    r"promis\w*|claim\w*|report\w*|explain\w*|object\w*|warn\w*|answer\w*|repl\w+|agree\w*|want|wants|wanted|"
    r"sag\w*|gesagt|mein\w*|gemeint|erwähn\w*|vorgeschlagen|schl[aä]g\w*|frag\w*|gefragt|erklär\w*|versproch\w*|"
    r"dit|disait|pense|propose|dijo|dice|opina|propuso"
)
_AUXILIARY = r"did|does|do|has|have|had|was|is|hat|hatte|haben|a|ha"
_ACCORDING = r"according to|in the words of|laut|nach ansicht von|selon|según"
_MOST_SAID = 6
_ABOUT = 0.5
"""A share of the question's weight that somebody's words must hold to be about it."""
_OPINION = r"opinion|views?|position|point|meinung|ansicht|avis|opinión"


@dataclass(frozen=True, slots=True)
class SpokenCitation:
    """Evidence number ``n`` as what was said: by whom (None where nobody is named), when, in which utterances."""

    n: int
    speaker: str | None
    start_ms: int | None
    utterances: tuple[int, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class MeetingAnswer:
    """``text`` is the answer in checked words, "" where the first citations, as many as ``answers``, are the answer.

    ``speaker`` is whose words alone were looked at, None where everybody's were. ``interrupted`` as in :class:`Answer`.
    """

    status: AnswerStatus
    text: str
    citations: tuple[SpokenCitation, ...]
    answers: int = 0
    speaker: str | None = None
    interrupted: str | None = None


class MeetingQuestions:
    """One question at a time. ``make_assistant`` gives the answer path over a store."""

    def __init__(
        self,
        index: MeetingIndex,
        editor: MinutesEditor,
        make_assistant: Callable[[Store], AssistantService],
        bus: EventBus,
    ) -> None:
        self._index = index
        self._editor = editor
        self._make_assistant = make_assistant
        self._assistant: AssistantService | None = None
        bus.subscribe(MeetingChanged, self._on_changed)

    def ask(
        self,
        meeting_id: MeetingId,
        question: str,
        *,
        everybody: bool = False,
        history: Sequence[PastTurn] = (),
        cancel: CancelToken | None = None,
        on_progress: OnProgress = no_progress,
        on_found: Callable[[tuple[SpokenCitation, ...]], None] = lambda _found: None,
    ) -> MeetingAnswer:
        """Answer, quote, or say that it was not said. ``everybody``: a question for one person's words is one to all.

        ``on_found`` is told, before a model writes, what was found.
        Raises UserError("unknown_meeting", "empty_question") and what :meth:`AssistantService.ask` does.
        """
        minutes = self._editor.minutes(meeting_id)
        speaker = None if everybody else speaker_asked_for(question, _speakers(minutes))
        if speaker and (said := said_about(question, speaker, minutes)):
            cited = tuple(_as_said(n, utterance) for n, utterance in enumerate(said, 1))
            return MeetingAnswer(AnswerStatus.QUOTED, "", cited, len(cited), speaker)
        token = cancel or CancelToken()
        place, spoken = self._index.ready(meeting_id, minutes.transcript, speaker, token, on_progress)

        def tell(event: AnswerEvent) -> None:
            if isinstance(event, EvidenceFound):
                on_found(citations_of(event.evidence, spoken))

        answer = self._answerer().ask(question, scope=(place,), history=history, cancel=token, on_event=tell)
        return _told(answer, spoken, speaker)

    def _answerer(self) -> AssistantService:
        if self._assistant is None:
            self._assistant = self._make_assistant(self._index.store)
        return self._assistant

    def _on_changed(self, event: MeetingChanged) -> None:
        """Told of a meeting that was deleted, the index forgets it."""
        if self._index.knows(event.meeting_id) and not self._editor.there(event.meeting_id):
            self._index.forget(event.meeting_id)


def speaker_asked_for(question: str, speakers: Sequence[str]) -> str | None:
    """The one speaker whose words are asked for: "what did Ana say about …", "laut Ben …"; None for all others."""
    called = _called(speakers)
    asked = question.casefold()
    ways = ((asked, str), (fold(asked), fold))  # names are often typed without their accents
    found = [
        name
        for word, name in called.items()
        if any(_asks_for(text, re.escape(spelled(word))) for text, spelled in ways)
    ]
    names = list(dict.fromkeys(found))
    return names[0] if len(names) == 1 else None


def _asks_for(question: str, name: str) -> bool:
    """Whether the question is about what this name, in the place of a subject, said."""
    patterns = (
        rf"\b(?:{_AUXILIARY})\s+{name}\b(?:\W+\w+){{0,8}}?\W+(?:{_SAID})\b",
        rf"\b{name}\s+(?:\w+\s+)?(?:{_SAID})\b",
        rf"\b(?:{_SAID})\s+{name}\b",
        rf"\b(?:{_ACCORDING})\s+{name}\b",
        rf"\b{name}\s?(?:['’]\s?s?|s)\s+(?:{_OPINION})\b",
    )
    return any(re.search(pattern, question) for pattern in patterns)


def _called(speakers: Sequence[str]) -> dict[str, str]:
    """Everything a speaker may be called, in lower case: the whole name, and each part that no other has."""
    called = {name.casefold(): name for name in speakers}
    parts: dict[str, set[str]] = {}
    for name in speakers:
        for part in re.findall(r"[^\W\d_]{2,}", name.casefold()):
            parts.setdefault(part, set()).add(name)
    return {**{part: min(names) for part, names in parts.items() if len(names) == 1}, **called}


def said_about(question: str, speaker: str, minutes: Minutes) -> list[Utterance]:
    """What a speaker said that holds most of what the question is about, in the order it was said; at most a few."""
    mine = [u for u in minutes.transcript.utterances if u.speaker == speaker]
    stems = [frozenset(content_stems(u.text)) for u in mine]
    asked = set(content_stems(re.sub(rf"\b(?:{_SAID}|{_OPINION})\b", " ", question.casefold())))
    about = asked - set(content_stems(speaker.casefold()))
    weights = {stem: log(1 + len(mine) / (1 + sum(stem in held for held in stems))) for stem in about}
    total = sum(weights.values())
    if not total:
        return []
    held = [sum(weights[stem] for stem in about & one) / total for one in stems]
    best = sorted(range(len(mine)), key=lambda i: (-held[i], i))[:_MOST_SAID]
    return [mine[i] for i in sorted(best) if held[i] >= _ABOUT]


def citations_of(evidence: Sequence[Evidence], spoken: SpokenText) -> tuple[SpokenCitation, ...]:
    """Each piece of evidence as what somebody said."""
    return tuple(_citation(one, spoken) for one in evidence)


def _citation(evidence: Evidence, spoken: SpokenText) -> SpokenCitation:
    said = spoken.said_at(evidence.quote_span)
    ids = tuple(utterance.id for utterance in said)
    quote = spoken.quote(evidence.quote_span)
    return SpokenCitation(evidence.n, said[0].speaker, said[0].start_ms, ids, quote)


def _as_said(n: int, utterance: Utterance) -> SpokenCitation:
    return SpokenCitation(n, utterance.speaker, utterance.start_ms, (utterance.id,), utterance.text)


def _told(answer: Answer, spoken: SpokenText, speaker: str | None) -> MeetingAnswer:
    cited = citations_of(answer.evidence, spoken)
    numbers = {n for sentence in answer.sentences for n in sentence.citations}
    text = answer.text if answer.status is AnswerStatus.ANSWERED else ""
    return MeetingAnswer(answer.status, text, cited, len(numbers), speaker, answer.interrupted)


def _speakers(minutes: Minutes) -> list[str]:
    return list(dict.fromkeys(u.speaker for u in minutes.transcript.utterances if u.speaker))

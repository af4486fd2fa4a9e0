"""What stands around questions and answers when a chat is written to a file: notes, remarks, days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.conversations import Conversation, Turn
from app.domain.retrieval import Answer, AnswerStatus, Evidence, Support
from app.i18n import N_, tr, tr_n

_CITATION = re.compile(r"\[(\d{1,3})\]")
_SUPPORT = {Support.PARTIAL: N_("Weakly supported"), Support.UNSUPPORTED: N_("Not supported")}
NOTES = N_("Notes")


@dataclass(frozen=True, slots=True)
class Note:
    """A citation as a note: its number in the file, where it stands, and the words."""

    number: int
    place: str
    quote: str


Notes = dict[tuple[int, int], Note]
"""By (turn id, number of the passage in its answer), in the order in which they are cited."""


def notes_of(turns: Sequence[Turn]) -> Notes:
    """Numbered through the whole chat."""
    notes: Notes = {}
    for turn in turns:
        for evidence in cited(turn.answer) if turn.answer is not None else ():
            note = Note(len(notes) + 1, place_of(evidence), quote_of(evidence))
            notes[turn.id, evidence.n] = note
    return notes


def cited(answer: Answer) -> list[Evidence]:
    """The passages whose marks stand in the text, in that order."""
    by_number = {evidence.n: evidence for evidence in answer.evidence}
    numbers = dict.fromkeys(int(found[1]) for found in _CITATION.finditer(answer.text))
    return [by_number[n] for n in numbers if n in by_number]


def place_of(evidence: Evidence) -> str:
    """The file's name, and the page."""
    name = evidence.path.name
    return tr("{name}, page {page}", name=name, page=evidence.page) if evidence.page is not None else name


def quote_of(evidence: Evidence) -> str:
    """The passage's words in one line."""
    return " ".join((evidence.quote or evidence.text).split())


def remarks_of(turn: Turn) -> list[str]:
    """What a reader has to know about an answer: that there is none, or what does not hold."""
    answer = turn.answer
    if answer is None:
        return [tr("This question was not answered.")]
    if answer.status is AnswerStatus.NOT_FOUND:
        number = answer.documents_searched
        return [
            tr_n(
                "Not found in the documents ({count} was searched).",
                "Not found in the documents ({count} were searched).",
                number,
            )
        ]
    doubtful = [
        f"{tr(_SUPPORT[sentence.support])}: “{_CITATION.sub('', sentence.text).strip()}”"
        for sentence in answer.sentences
        if sentence.support in _SUPPORT
    ]
    quoted = [tr("In the document's own words.")] if answer.status is AnswerStatus.QUOTED else []
    return [*quoted, *doubtful, *([tr("Stopped before the end.")] if answer.interrupted else [])]


def facts_of(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The line under the title."""
    days = [f"{moment(turn.asked_at):%Y-%m-%d}" for turn in turns if turn.asked_at]
    number = tr_n("{count} question", "{count} questions", len(turns))
    span = list(dict.fromkeys((days[0], days[-1]))) if days else []
    return " · ".join([number, *([" – ".join(span)] if span else [])])


def moment(seconds: float) -> datetime:
    """In the time zone of this machine."""
    return datetime.fromtimestamp(seconds).astimezone()


def file_stem(title: str) -> str:
    """A file name made of a chat's title; "Chat" when nothing of it can stand in one."""
    stem = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", title)
    return " ".join(stem.split())[:80].strip(" .…") or tr("Chat")

"""Chats, and single answers, as Markdown: citations are footnotes with file, page and quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.conversations import Conversation, Turn
from app.domain.retrieval import Answer, AnswerStatus
from app.services.answer_blocks import verbatim_words
from app.services.conversation_words import (
    Note,
    cited,
    facts_of,
    notes_of,
    place_of,
    quote_of,
    remarks_of,
)

_CITATION = re.compile(r" *\[(\d{1,3})\]")
_LINE_START = re.compile(r"(?m)^(\s*)([-+>]|\d+[.)])(?=\s)")


def conversation_markdown(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The whole chat: each question a heading, each answer under it, all notes at the end."""
    notes = notes_of(turns)
    lines = [f"# {escaped(conversation.title)}", "", escaped(facts_of(conversation, turns)), ""]
    for turn in turns:
        lines += [f"## {escaped(' '.join(turn.question.split()))}", ""]
        numbers = {n: note.number for (turn_id, n), note in notes.items() if turn_id == turn.id}
        if turn.answer is not None and turn.answer.text:
            lines += [_text(turn.answer, numbers), ""]
        lines += [line for remark in remarks_of(turn) for line in (f"*{escaped(remark)}*", "")]
    lines += [_note(note) for note in notes.values()]
    return "\n".join(lines).rstrip("\n") + "\n"


def answer_markdown(answer: Answer) -> str:
    """One answer with its notes; empty for one that was not found."""
    passages = cited(answer)
    text = _text(answer, {evidence.n: k for k, evidence in enumerate(passages, 1)})
    notes = [_note(Note(k, place_of(e), quote_of(e))) for k, e in enumerate(passages, 1)]
    return "\n".join([text, "", *notes]) if notes else text


def escaped(text: str) -> str:
    """Words of a document or a person must not turn into markup."""
    for mark in "\\`*_[]<>#|~":
        text = text.replace(mark, "\\" + mark)
    return _LINE_START.sub(r"\1\\\2", text)


def _text(answer: Answer, numbers: dict[int, int]) -> str:
    """A model's answer is Markdown already; the words of a document are made it."""
    own = answer.status is AnswerStatus.QUOTED or bool(verbatim_words(answer))
    pieces, position = [], 0
    for found in _CITATION.finditer(answer.text):
        if int(found[1]) in numbers:
            pieces += [_piece(answer.text[position : found.start()], own), f"[^{numbers[int(found[1])]}]"]
            position = found.end()
    return "".join([*pieces, _piece(answer.text[position:], own)]).strip()


def _piece(text: str, own: bool) -> str:
    return escaped(text) if own else text.replace("<", "\\<").replace("![", "!\\[")


def _note(note: Note) -> str:
    return f"[^{note.number}]: {escaped(note.place)}: “{escaped(note.quote)}”"

"""Chats as a Word document: every question a heading, every citation a footnote with file, page and quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.conversations import Conversation, Turn
from app.services.answer_blocks import Block, Run, blocks_of
from app.services.conversation_words import Notes, facts_of, moment, notes_of, remarks_of
from app.services.docx_writing import document_with_footnotes, footnote_mark, paragraph, run


def conversation_docx(conversation: Conversation, turns: Sequence[Turn]) -> bytes:
    """The whole .docx file."""
    notes = notes_of(turns)
    words = [run(f"{note.place}: “{note.quote}”") for note in notes.values()]
    day = f"{moment(turns[0].asked_at):%Y-%m-%d}" if turns and turns[0].asked_at else None
    body = "".join(_body(conversation, turns, notes))
    return document_with_footnotes(body, words, title=conversation.title, day=day)


def _body(conversation: Conversation, turns: Sequence[Turn], notes: Notes) -> Iterator[str]:
    yield paragraph("Title", run(conversation.title))
    yield paragraph("Subtitle", run(facts_of(conversation, turns)))
    told: set[int] = set()
    for turn in turns:
        yield paragraph("Heading1", run(turn.question))
        for block in blocks_of(turn.answer) if turn.answer is not None else ():
            yield _block(block, turn, notes, told)
        yield from (paragraph("Quiet", run(remark)) for remark in remarks_of(turn))


def _block(block: Block, turn: Turn, notes: Notes, told: set[int]) -> str:
    bulleted = block.kind == "item" and block.mark == "•"
    ahead = run(f"{block.mark} ") if block.mark and not bulleted else ""
    words = "".join(_run(piece, block, turn, notes, told) for piece in block.runs)
    return paragraph("ListBullet" if bulleted else "Normal", ahead + words)


def _run(piece: Run, block: Block, turn: Turn, notes: Notes, told: set[int]) -> str:
    """The first mark of a note is its footnote; Word knows each only once, so the next say its number."""
    if not piece.cite:
        heading = block.kind == "heading"
        return run(
            piece.text,
            bold=piece.bold or heading,
            italic=piece.italic or block.kind == "quote",
            struck=piece.struck,
            code=piece.code,
        )
    note = notes.get((turn.id, piece.cite))
    if note is None:
        return ""
    if note.number in told:
        return run(f" [{note.number}]")
    told.add(note.number)
    return footnote_mark(note.number)

"""Chats as files: Markdown, HTML, Word, PDF, JSON. A file is written whole or not at all.

What is written are the branches that are shown; JSON, which is data, holds every version of every question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from app.domain.conversations import Conversation, Turn
from app.domain.errors import UserError
from app.domain.ids import ConversationId
from app.services.conversation_docx import conversation_docx
from app.services.conversation_html import conversation_html
from app.services.conversation_markdown import conversation_markdown
from app.services.conversation_words import moment
from app.services.feedback_export import answer_json, evidence_json
from app.services.text_file import write_bytes

PDF = ".pdf"
JSON = ".json"
PaintPdf = Callable[[Conversation, Sequence[Turn]], bytes]


class Chats(Protocol):
    """Where the chats come from: the ConversationService."""

    def get(self, conversation_id: ConversationId) -> Conversation:
        """Raises UserError("unknown_conversation")."""

    def turns(self, conversation_id: ConversationId) -> list[Turn]:
        """Those of the branches that are shown."""

    def all_turns(self, conversation_id: ConversationId) -> list[Turn]:
        """Those of all branches."""


class ConversationExport:
    """Writes chats to files."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def export(self, conversation_id: ConversationId, path: Path, paint_pdf: PaintPdf | None = None) -> None:
        """Write a chat to ``path`` in the format of its suffix; a PDF needs somebody who can paint one.

        Raises UserError: unknown_conversation, unsupported_export, disk_full, permission_denied, cannot_write.
        """
        conversation, turns = self._chats.get(conversation_id), self._chats.turns(conversation_id)
        suffix = path.suffix.lower()
        if suffix == PDF and paint_pdf is not None:
            write_bytes(path, paint_pdf(conversation, turns))
            return
        if suffix == JSON:
            text = json.dumps(self.as_json(conversation_id), ensure_ascii=False, indent=1) + "\n"
            write_bytes(path, text.encode("utf-8", "replace"))
            return
        write = _FORMATS.get(suffix)
        if write is None:
            raise UserError("unsupported_export", suffix=path.suffix)
        made = write(conversation, turns)
        write_bytes(path, made if isinstance(made, bytes) else made.encode("utf-8", "replace"))

    def as_json(self, conversation_id: ConversationId) -> dict[str, Any]:
        """A chat as plain values; ``shown`` tells the turns of the branches that are shown."""
        conversation = self._chats.get(conversation_id)
        shown = {turn.id for turn in self._chats.turns(conversation_id)}
        turns = self._chats.all_turns(conversation_id)
        return {
            **conversation_json(conversation),
            "messages": [{**_turn(turn), "shown": turn.id in shown} for turn in turns],
        }


def export_suffixes() -> tuple[str, ...]:
    """What can be written, PDF included."""
    return (*_FORMATS, JSON, PDF)


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """A chat without its turns; the time is ISO 8601."""
    return {
        "id": conversation.id,
        "title": conversation.title,
        "updated_at": moment(conversation.updated_at).isoformat(timespec="seconds"),
        "turns": conversation.turns,
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "in": None if conversation.scope is None else [str(path) for path in conversation.scope],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    answer = turn.answer
    return {
        "id": turn.id,
        "parent": turn.parent_id,
        "question": turn.question,
        "asked_at": moment(turn.asked_at).isoformat(timespec="seconds"),
        "answer": None if answer is None else answer_json(answer),
        "evidence": [] if answer is None else [evidence_json(evidence) for evidence in answer.evidence],
        "model": None if answer is None else answer.model,
        "usage": None
        if answer is None
        else {
            "prompt_tokens": answer.usage.prompt_tokens,
            "completion_tokens": answer.usage.completion_tokens,
            "total_ms": round(answer.timings.total_ms, 1),
        },
    }


_FORMATS: dict[str, Callable[[Conversation, Sequence[Turn]], str | bytes]] = {
    ".md": conversation_markdown,
    ".html": conversation_html,
    ".docx": conversation_docx,
}

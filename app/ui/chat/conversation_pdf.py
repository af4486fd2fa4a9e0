"""Chats as a PDF: citations are numbers that lead to the notes at the end."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.conversations import Conversation, Turn
from app.services.conversation_html import conversation_body
from app.ui.pdf_pages import pdf_of


def conversation_pdf(conversation: Conversation, turns: Sequence[Turn]) -> bytes:
    """The whole file."""
    return pdf_of(conversation.title, conversation_body(conversation, turns))

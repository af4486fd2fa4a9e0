"""The chats: list at the left, the open conversation, and the composer under it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.conversations import Conversation, Turn
from app.domain.errors import ErrorInfo
from app.domain.ids import ConversationId
from app.domain.retrieval import Answer
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.answer_view import failure_words
from app.ui.chat.asking import Asking
from app.ui.chat.composer import Composer
from app.ui.chat.conversation_list import ConversationList
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.scope_picker import ScopePicker
from app.ui.chat.support_words import evidence_pill
from app.ui.chat.turn_view import TurnView
from app.ui.notifications import UNDO_MS
from app.ui.theme import READING_WIDTH, Space
from app.ui.widgets import EmptyState
from app.ui.widgets.drop_area import dropped_paths  # noqa: F401

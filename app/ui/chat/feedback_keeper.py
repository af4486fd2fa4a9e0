"""Carries what the person says about answers to where it is kept, one after the other, and out of there again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox, QWidget

from app.domain.conversations import Conversation
from app.domain.errors import ErrorInfo
from app.domain.feedback import Judgement
from app.domain.ids import ConversationId, TurnId
from app.i18n import tr, tr_n
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.feedback_words import LOCAL
from app.ui.chat.turn_view import TurnView
from app.ui.widgets.confirmation import confirm

FILE_NAME = "carrel-answers.jsonl"


class FeedbackKeeper(QObject):
    """Of the chats: listens to their ``view`` and shows there what is kept.

    Signal: ``changed`` when the numbers of judged answers did.
    """

    changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget, view: ConversationView) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._view = view
        view.judged.connect(self._on_judged)
        self._waiting: deque[tuple[ConversationId, TurnId, Judgement | None]] = deque()
        self._busy = False
        self._counts: dict[ConversationId, int] = {}
        self.dialog: QMessageBox | QFileDialog | None = None

    def set_counts(self, counts: dict[ConversationId, int]) -> None:
        """How many answers were judged in which chat."""
        self._counts = counts

    def number_in(self, conversation_id: ConversationId) -> int:
        """How many answers of a chat were judged."""
        return self._counts.get(conversation_id, 0)

    @Slot(object, object)
    def _on_judged(self, view: TurnView, judgement: Judgement | None) -> None:
        if view.turn is not None:
            self.judge(view.turn.conversation_id, view.turn.id, judgement)

    def judge(self, conversation_id: ConversationId, turn_id: TurnId, judgement: Judgement | None) -> None:
        """Keep it (None: take it back). Two in a row are kept in their order."""
        self._waiting.append((conversation_id, turn_id, judgement))
        if not self._busy:
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            return
        conversation_id, turn_id, judgement = self._waiting.popleft()
        services = self._context.services
        self._busy = True

        def failed(error: ErrorInfo) -> None:
            self._context.notifications.error(error)
            self._show_none(turn_id)

        def done() -> None:
            self._busy = False
            self.changed.emit()
            self._next()

        self._context.operations.run(
            None, lambda _job: verbs.judge(services, conversation_id, turn_id, judgement)
        ).on_failure(failed).finally_do(done).start()

    def _show_none(self, turn_id: TurnId | None = None) -> None:
        """No thumb is pressed any more under this answer, or under any."""
        self._view.forget_judgements(turn_id)
        for view in self._view.turns:
            if turn_id is None or (view.turn is not None and view.turn.id == turn_id):
                view.answer_view.show_judgement(None)

    # Deleting a chat

    def before_deleting(self, conversation: Conversation, then: Callable[[bool], None]) -> None:
        """Call ``then(keep_cases)``; when answers of the chat were judged, ask first what becomes of that."""
        number = self.number_in(conversation.id)
        if number:
            self._ask_about(conversation, number, then)
        else:
            then(False)

    def _ask_about(self, conversation: Conversation, number: int, then: Callable[[bool], None]) -> None:
        keep = QCheckBox(tr_n("Keep what I said about it", "Keep what I said about them", number))
        told = tr_n(
            "The chat holds {count} judged answer. What you said goes with it, unless you keep it to measure Carrel.",
            "The chat holds {count} judged answers. What you said goes with it, unless you keep it to measure Carrel.",
            number,
        )
        box = confirm(
            self._window,
            tr("Delete “{name}”?", name=_short(conversation.title)),
            f"{told} {tr(LOCAL)}",
            tr("Delete"),
            lambda: then(keep.isChecked()),
        )
        box.setCheckBox(keep)
        self.dialog = box

    # All of them

    @Slot()
    def export(self) -> None:
        """Ask where, and write all judged answers there."""
        dialog = QFileDialog(self._window, tr("Export judged answers"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("JSON lines") + " (*.jsonl)")
        dialog.setDefaultSuffix("jsonl")
        dialog.selectFile(FILE_NAME)
        dialog.filesSelected.connect(self._on_file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    @Slot(list)
    def _on_file_chosen(self, files: list[str]) -> None:
        self.export_to(Path(files[0]))

    def export_to(self, target: Path) -> None:
        """Write all judged answers; says how many there were."""
        services = self._context.services

        def told(number: int) -> None:
            self._context.notifications.success(
                tr_n(
                    "{count} judged answer written to “{name}”.",
                    "{count} judged answers written to “{name}”.",
                    number,
                    name=target.name,
                ),
                tr("The file holds your questions and passages of your documents."),
            )

        self._context.operations.run(self, lambda _job: verbs.export_cases(services, target)).on_success(
            told
        ).start()

    @Slot()
    def delete_all(self) -> None:
        """Ask, and delete all judged answers; the chats stay."""
        services = self._context.services

        def told(number: int) -> None:
            self._show_none()
            self.changed.emit()
            self._context.notifications.info(
                tr_n(
                    "{count} judgement deleted. The chats are still there.",
                    "{count} judgements deleted. The chats are still there.",
                    number,
                )
            )

        def delete() -> None:
            self._context.operations.run(self, lambda _job: verbs.delete_cases(services)).on_success(
                told
            ).start()

        self.dialog = confirm(
            self._window,
            tr("Delete everything you said about answers?"),
            tr(
                "Thumbs, reasons and corrections of all chats, also of those that are gone. The chats themselves stay."
            ),
            tr("Delete"),
            delete,
        )


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:59]}…"

"""The small buttons under an answer: judge it, ask again, copy it in one of several ways, see what it took."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.domain.retrieval import Answer
from app.i18n import tr
from app.ui.actions import keys
from app.ui.chat.copy_text import CopyKind
from app.ui.chat.feedback_bar import FeedbackBar
from app.ui.chat.support_words import cost_words
from app.ui.theme import Theme
from app.ui.widgets import IconButton, PlainLabel


class AnswerTools(QWidget):
    """Signals: ``copy_requested(CopyKind)``, ``again_requested``, ``write_requested(task_id)``.
    ``cost`` is the line that tells time and tokens."""

    copy_requested = Signal(object)
    again_requested = Signal()
    write_requested = Signal(str)

    def __init__(
        self, theme: Theme, answer: Answer, feedback: FeedbackBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.cost = PlainLabel(cost_words(answer), "caption", wrap=True)
        self.cost.hide()
        self.again = IconButton(theme, "refresh", tr("Ask again ({keys})", keys=keys("ask_again")), size=16)
        self.again.clicked.connect(self.again_requested)
        self.copy_button = IconButton(theme, "copy", tr("Copy the answer"), size=16)
        self.copy_button.clicked.connect(self._copier(CopyKind.PLAIN))
        self.copy_cited_button = IconButton(theme, "quote", tr("Copy with citations"), size=16)
        self.copy_cited_button.clicked.connect(self._copier(CopyKind.CITED))
        self.more = IconButton(theme, "more", tr("More about this answer"), size=16)
        self.more.clicked.connect(self._on_more)
        self.markdown_action = QAction(tr("Copy as Markdown"), self)
        self.markdown_action.triggered.connect(self._copier(CopyKind.MARKDOWN))
        self.turn_action = QAction(tr("Copy question and answer"), self)
        self.turn_action.triggered.connect(self._copier(CopyKind.TURN))
        self.cost_action = QAction(tr("Show time and tokens"), self)
        self.cost_action.setCheckable(True)
        self.cost_action.toggled.connect(self.cost.setVisible)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (
            feedback.good,
            feedback.bad,
            self.again,
            self.copy_button,
            self.copy_cited_button,
            self.more,
        ):
            row.addWidget(button)

    def _copier(self, kind: CopyKind) -> Callable[[], None]:
        def copy() -> None:
            self.copy_requested.emit(kind)

        return copy

    @Slot()
    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.addActions([self.markdown_action, self.turn_action])
        self._add_tasks(menu.addMenu(tr("Write with it")))
        menu.addSeparator()
        menu.addAction(self.cost_action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _add_tasks(self, menu: QMenu) -> None:
        from app.services.task_list import declared_tasks  # only when somebody looks

        for task in declared_tasks():
            menu.addAction(tr(task.label), partial(self.write_requested.emit, task.id))

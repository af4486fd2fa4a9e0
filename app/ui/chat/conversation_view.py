"""The turns of one conversation in a single column to read in; it follows new text unless the reader scrolled away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.conversations import Turn
from app.domain.feedback import Judgement
from app.domain.ids import TurnId
from app.ui.chat.turn_view import TurnView
from app.ui.theme import READING_WIDTH, Space, Theme
from app.ui.widgets import QuietButton

TURNS_AT_ONCE = 20
"""Turns made into widgets when a conversation is opened; earlier ones come on request."""
_NEAR_END = 48
_SETTLE_MS = 200
"""After that, what was opened stands where it stands."""


class ConversationView(QScrollArea):
    """Signals: ``citation_opened(turn_view, n)``, ``retry_requested(question)``, ``widen_requested(question)``,
    ``judged(turn_view, Judgement | None)``.
    """

    citation_opened = Signal(object, int)
    retry_requested = Signal(str)
    widen_requested = Signal(str)
    judged = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._earlier: list[Turn] = []
        self._judgements: Mapping[TurnId, Judgement] = {}
        self._follow = True
        self._opened: QWidget | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self.turns: list[TurnView] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Conversation")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page = page = QWidget()
        self._middle = QWidget()
        self._column = QVBoxLayout(self._middle)
        self._column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        self._column.setSpacing(Space.XXL)
        self.earlier_button = QuietButton("Show earlier questions", theme, "chevron-up")
        self.earlier_button.clicked.connect(self._on_show_earlier)
        self.earlier_button.hide()
        self._column.addWidget(self.earlier_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._middle.setMaximumWidth(READING_WIDTH + 2 * Space.XL)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._middle, 1000)
        row.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)  # QScrollArea switches it on
        self.viewport().setAutoFillBackground(False)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_scrolled)

    def show_turns(self, turns: Sequence[Turn], judgements: Mapping[TurnId, Judgement] | None = None) -> None:
        """Replace everything that is shown; ``judgements`` are what was said about the answers."""
        self.clear()
        self._judgements = judgements or {}
        self._earlier = list(turns[:-TURNS_AT_ONCE])
        self.earlier_button.setVisible(bool(self._earlier))
        for turn in turns[-TURNS_AT_ONCE:]:
            self._insert_turn(turn, len(self.turns))
        self._follow = True

    def add_question(self, question: str) -> TurnView:
        """A new turn at the end, in view."""
        view = self._insert(TurnView(self._theme, question), len(self.turns))
        self._follow = True
        self._scroll_to_end()
        return view

    def clear(self) -> None:
        """Nothing left."""
        for view in self.turns:
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.turns = []
        self._earlier = []
        self.earlier_button.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        for view in self.turns:
            view.fit_width(self._text_width())

    def current_turn(self) -> TurnView | None:
        """The turn that the keyboard is in, else the last one."""
        focused = self.window().focusWidget()
        inside = (view for view in self.turns if focused is not None and view.isAncestorOf(focused))
        return next(inside, self.turns[-1] if self.turns else None)

    @Slot(object)
    def show_widget(self, widget: QWidget) -> None:
        """Bring a widget that has just opened into view: all of it, or its top where it is too tall."""
        self._follow, self._opened = False, widget
        self._settle.start()
        QTimer.singleShot(0, self, self._show_opened)

    @Slot()
    def _show_opened(self) -> None:
        """It finds its place and height step by step, and the page grows with it."""
        widget = self._opened
        if widget is None or not isValid(widget) or not widget.isVisible():
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top = widget.mapTo(self._page, QPoint(0, 0)).y()
        bottom = top + widget.height() + Space.M
        if bottom > bar.value() + height:
            bar.setValue(min(bottom - height, top - Space.XXXL))
        if top < bar.value():
            bar.setValue(top - Space.XXXL)

    @Slot()
    def _on_settled(self) -> None:
        self._opened = None

    def _insert_turn(self, turn: Turn, place: int) -> None:
        view = self._insert(TurnView(self._theme, turn.question), place)
        view.show_turn(turn, self._judgements.get(turn.id))

    def _insert(self, view: TurnView, place: int) -> TurnView:
        view.citation_opened.connect(self.citation_opened)
        view.retry_requested.connect(self.retry_requested)
        view.widen_requested.connect(self.widen_requested)
        view.judged.connect(self.judged)
        view.expanded.connect(self.show_widget)
        view.fit_width(self._text_width())
        self.turns.insert(place, view)
        self._column.insertWidget(place + 1, view)
        return view

    def _text_width(self) -> int:
        return min(self.viewport().width() - 2 * Space.XL, READING_WIDTH)

    @Slot()
    def _on_show_earlier(self) -> None:
        more, self._earlier = self._earlier[-TURNS_AT_ONCE:], self._earlier[:-TURNS_AT_ONCE]
        self._follow = False
        for place, turn in enumerate(more):
            self._insert_turn(turn, place)
        self.earlier_button.setVisible(bool(self._earlier))

    @Slot(int, int)
    def _on_range_changed(self, _low: int, _high: int) -> None:
        if self._follow:
            self._scroll_to_end()
        else:
            self._show_opened()

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        for view in self.turns:
            view.answer_view.hide_card()
        self._follow = value >= self.verticalScrollBar().maximum() - _NEAR_END

    def _scroll_to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

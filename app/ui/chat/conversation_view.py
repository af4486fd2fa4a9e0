"""The turns of one conversation in a single column to read in; it follows new text unless the reader scrolled away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from shiboken6 import isValid

from app.domain.conversations import KeptTurn, Turn
from app.domain.errors import UserError
from app.domain.feedback import Judgement
from app.domain.ids import TurnId
from app.i18n import tr
from app.ui.chat.answer_view import failure_words
from app.ui.chat.turn_column import TurnColumn
from app.ui.chat.turn_view import TurnView
from app.ui.theme import Space, Theme
from app.ui.widgets.room import lay_out_at_once

_NEAR_END = 48
_SETTLE_MS = 200
"""After that, what was opened stands where it stands."""
_ROUNDS = 3
"""Of layouts, until what was opened has its height."""
_CHAIN_MS = 50


class ConversationView(QScrollArea):
    """Tab goes through the turns as they are read, whichever of them became a widget first.

    Signals: ``left`` (Tab on the last of them), ``citation_opened(turn_view, n)``, ``retry_requested(turn_view)``,
    ``edit_requested(turn_view)``, ``branch_requested(TurnId)``, ``widen_requested(question)``,
    ``write_requested(text, task_id)``, ``judged(turn_view, Judgement | None)``.
    """

    left = Signal()
    citation_opened = Signal(object, int)
    retry_requested = Signal(object)
    edit_requested = Signal(object)
    branch_requested = Signal(object)
    widen_requested = Signal(str)
    write_requested = Signal(str, str)
    judged = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._judgements: dict[TurnId, Judgement] = {}
        self._opened: QWidget | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._chained: list[QWidget] = []
        self._chain = QTimer(self)
        self._chain.setSingleShot(True)
        self._chain.setInterval(_CHAIN_MS)
        self._chain.timeout.connect(self._put_in_order)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bar = self.verticalScrollBar()
        self.column = TurnColumn(self, self._make)
        self.setWidget(self.column)
        self.column.setAutoFillBackground(False)  # QScrollArea switches it on
        self.viewport().setAutoFillBackground(False)
        self.column.arranged.connect(self._show_opened)
        self.column.arranged.connect(self._chain.start)
        bar.valueChanged.connect(self._on_scrolled)
        bar.setSingleStep(Space.XL)

    @property
    def turns(self) -> list[TurnView]:
        """The turns that are widgets now, in order; the last one always is."""
        return self.column.views()

    def show_turns(
        self, turns: Sequence[Turn | KeptTurn], judgements: Mapping[TurnId, Judgement] | None = None
    ) -> None:
        """Replace everything that is shown; ``judgements`` are what was said about the answers."""
        self._judgements = dict(judgements or {})
        self._opened = None
        self.column.set_turns(turns)

    def add_question(self, question: str, instead_of: TurnId | None = None) -> TurnView:
        """A new turn at the end, in view; or in the place of another and all that follows it."""
        index = -1 if instead_of is None else self.column.index_of(instead_of)
        if index >= 0:
            self.column.cut(index)
        view = self._wired(TurnView(self._theme, question, self.column))
        self.column.append(view)
        view.fit_width(view.width())
        return view

    def clear(self) -> None:
        """Nothing left."""
        self.column.cut(0)

    def go_to(self, turn_id: TurnId, words: str = "") -> bool:
        """Bring a turn into view and mark ``words`` in it; False when it is not in the branch that is shown."""
        index = self.column.index_of(turn_id)
        if index < 0:
            return False
        view = self.column.show_slot(index)
        view.mark_words(words)
        return True

    def forget_judgements(self, turn_id: TurnId | None = None) -> None:
        """Nothing was said about this answer, or about any."""
        if turn_id is None:
            self._judgements.clear()
        else:
            self._judgements.pop(turn_id, None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt override: its own order is the one in which widgets were made."""
        stops, focused = self._stops(), self.window().focusWidget()
        here = next((n for n, widget in enumerate(stops) if widget is focused), None)
        if here is None:
            top = self.verticalScrollBar().value()
            shown = [
                n for n, widget in enumerate(stops) if widget.mapTo(self.column, QPoint(0, 0)).y() >= top
            ]
            if not (forward and shown and focused is self):
                return super().focusNextPrevChild(forward)
            here = shown[0] - 1
        wanted = here + (1 if forward else -1)
        if 0 <= wanted < len(stops):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[wanted].setFocus(reason)
            self.ensureWidgetVisible(stops[wanted], 0, Space.XXL)
        elif forward:
            self.left.emit()
        else:
            self.setFocus(Qt.FocusReason.BacktabFocusReason)
        return True

    @Slot()
    def _put_in_order(self) -> None:
        """Qt has new widgets at the end of the window: from there Tab would come back and never leave the chat."""
        stops = self._stops()
        if stops == self._chained:
            return
        self._chained = stops
        for before, after in pairwise([self, *stops]):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> list[QWidget]:
        """Where the keyboard halts in the turns, from top to bottom and from left to right."""
        stops = [
            (
                widget.mapTo(self.column, QPoint(0, 0)).y(),
                widget.mapTo(self.column, QPoint(0, 0)).x(),
                n,
                widget,
            )
            for n, widget in enumerate(w for turn in self.turns for w in turn.findChildren(QWidget))
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()
        ]
        return [widget for *_place, widget in sorted(stops, key=lambda stop: stop[:3])]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt override."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt override."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.column.fit(self.viewport().width(), self.viewport().height())
        for view in self.turns:
            view.fit_width(view.width())

    def current_turn(self) -> TurnView | None:
        """The turn that the keyboard is in, else the last one."""
        turns = self.turns
        focused = self.window().focusWidget()
        inside = (view for view in turns if focused is not None and view.isAncestorOf(focused))
        return next(inside, turns[-1] if turns else None)

    @Slot(object)
    def show_widget(self, widget: QWidget) -> None:
        """Bring a widget that has just opened into view: all of it, or its top where it is too tall."""
        self.column.follow, self._opened = False, widget
        for _ in range(_ROUNDS):  # before it is painted: a busy machine would show it squeezed for a moment
            lay_out_at_once()
            self.column.arrange()
        self._settle.start()
        QTimer.singleShot(0, self, self._show_opened)

    @Slot()
    def _show_opened(self) -> None:
        """It finds its place and height step by step, and the page grows with it."""
        widget = self._opened
        if widget is None or not isValid(widget) or not widget.isVisible():
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top = widget.mapTo(self.column, QPoint(0, 0)).y()
        bottom = top + widget.height() + Space.M
        if bottom > bar.value() + height:
            bar.setValue(min(bottom - height, top - Space.XXXL))
        if top < bar.value():
            bar.setValue(top - Space.XXXL)

    @Slot()
    def _on_settled(self) -> None:
        self._opened = None

    def _make(self, kept: Turn | KeptTurn) -> TurnView:
        asked = kept.asked if isinstance(kept, KeptTurn) else kept
        view = self._wired(TurnView(self._theme, asked.question, self.column))
        try:
            turn = kept.whole() if isinstance(kept, KeptTurn) else kept
            view.show_turn(turn, self._judgements.get(turn.id))
        except UserError as error:  # what the database holds of it is damaged; the others can be read
            view.keep_turn(asked)
            view.answer_view.show_failure(*failure_words(error.info()))
        return view

    def _wired(self, view: TurnView) -> TurnView:
        view.citation_opened.connect(self.citation_opened)
        view.retry_requested.connect(self.retry_requested)
        view.edit_requested.connect(self.edit_requested)
        view.branch_requested.connect(self.branch_requested)
        view.write_requested.connect(self.write_requested)
        view.widen_requested.connect(self.widen_requested)
        view.judged.connect(self._on_judged)
        view.expanded.connect(self.show_widget)
        return view

    @Slot(object, object)
    def _on_judged(self, view: TurnView, judgement: Judgement | None) -> None:
        """Remembered for when the turn is made anew."""
        if view.turn is not None:
            self._judgements.pop(view.turn.id, None)
            if judgement is not None:
                self._judgements[view.turn.id] = judgement
        self.judged.emit(view, judgement)

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if self.column.busy:
            return  # it keeps the reader's place
        for view in self.turns:
            view.answer_view.hide_card()
        self.column.follow = value >= self.verticalScrollBar().maximum() - _NEAR_END
        self.column.arrange()

"""The turns of a chat one under the other, of which only those near the view are widgets.

A turn that has not been a widget yet has an estimated height. Whatever turns out to be taller or lower than expected,
the reader's place stays where it is (the anchor): the turn at the top of the view, or the end of the chat.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget
from shiboken6 import isValid

from app.domain.conversations import KeptTurn, Turn
from app.domain.ids import TurnId
from app.ui.chat.turn_view import TurnView
from app.ui.theme import READING_WIDTH, Space

_GAP = Space.XXL
_NEAR = 0.6
"""Heights of the view beyond its edges in which turns become widgets as soon as there is nothing else to do."""
_FAR = 4
"""Heights of the view beyond which they stop being widgets."""
_MOST = 24
"""So many widgets may stay, however far away they are."""
_PAUSE_MS = 20
"""What is to be seen is painted first."""
_ROUNDS = 12
_BUDGET_S = 0.06
"""Widgets are made for so long in one go; what is still missing then comes with the next passes of the event loop."""


@dataclass(eq=False, slots=True)
class Place:
    """The place of one turn: what it shows (``turn`` is None until the question was kept), and how tall it is."""

    turn: Turn | KeptTurn | None
    view: TurnView | None = None
    height: int = 0
    top: int = 0


class TurnColumn(QWidget):
    """Lives in a scroll area. ``make`` builds the widget of a turn, as a child of this one.

    Signal: ``arranged`` after every layout.
    """

    arranged = Signal()

    def __init__(self, area: QScrollArea, make: Callable[[Turn | KeptTurn], TurnView]) -> None:
        super().__init__()
        self._area = area
        self._make = make
        self._view_height = 0
        self._busy = False
        self.follow = True
        self.slots: list[Place] = []
        self._soon = _timer(self, self.arrange)
        self._idle = _timer(self, self._make_near)

    @property
    def _bar(self) -> QScrollBar:
        return self._area.verticalScrollBar()

    @property
    def busy(self) -> bool:
        """Whether it is being laid out: what moves then was not moved by the reader."""
        return self._busy

    @property
    def pending(self) -> bool:
        """Whether something is still to be placed or made."""
        return self._soon.isActive() or self._idle.isActive()

    def set_turns(self, turns: Sequence[Turn | KeptTurn]) -> None:
        """Replace all; the view is at the end."""
        self.cut(0)
        self.slots = [Place(turn, height=_estimate(turn)) for turn in turns]
        self.follow = True
        self.arrange()

    def append(self, view: TurnView) -> None:
        """One more at the end, in view."""
        self.slots.append(Place(None, view, height=_estimate(None)))
        self.follow = True
        view.show()
        self.arrange()

    def cut(self, index: int) -> None:
        """Nothing from this place on."""
        for slot in self.slots[index:]:
            _drop(slot)
        del self.slots[index:]

    def views(self) -> list[TurnView]:
        """The widgets there are, in order."""
        return [slot.view for slot in self.slots if slot.view is not None]

    def index_of(self, turn_id: TurnId) -> int:
        """The place of a turn, -1 when it is not here."""
        for index, slot in enumerate(self.slots):
            turn: Turn | KeptTurn | None = slot.view.turn if slot.view is not None else slot.turn
            if turn is not None and turn.id == turn_id:
                return index
        return -1

    def show_slot(self, index: int) -> TurnView:
        """Bring a turn to the top of the view; returns its widget."""
        self.follow = False
        slot = self.slots[index]
        for _ in range(_ROUNDS):  # what is above it may turn out to have another height
            self._bar.setValue(slot.top - Space.XL)
            self.arrange()
            if slot.view is not None and abs(self._bar.value() - (slot.top - Space.XL)) <= 1:
                break
        return self._made(slot)

    def fit(self, width: int, view_height: int) -> None:
        """The view has this size now."""
        self._view_height = view_height
        if width != self.width():
            self.resize(width, self.height())
        self.arrange()

    def event(self, event: QEvent) -> bool:
        """A turn wants another height."""
        if event.type() == QEvent.Type.LayoutRequest and not self._busy:
            self._soon.start()
        return super().event(event)

    @Slot()
    def arrange(self) -> None:
        """Place every turn, and make what is to be seen."""
        if self._busy or not self.slots or not isValid(self._area):
            return
        self._busy = True
        try:
            anchor = self._anchor()
            until = time.monotonic() + _BUDGET_S
            for _ in range(_ROUNDS):
                self._place(anchor)
                if not self._make_within(0, until) or time.monotonic() > until:
                    break
            self._place(anchor)
            self._drop_far()
        finally:
            self._busy = False
        self._idle.start(_PAUSE_MS)
        self.arranged.emit()

    @Slot()
    def _make_near(self) -> None:
        """One turn a time, so that nothing stalls."""
        if self._busy or not self.slots or not self._view_height or not isValid(self._area):
            return
        self._busy = True
        try:
            anchor = self._anchor()
            at_once = time.monotonic()
            made = self._make_within(0, at_once) or self._make_within(int(_NEAR * self._view_height), at_once)
            if made:
                self._place(anchor)
        finally:
            self._busy = False
        if made:
            self._idle.start(0)
            self.arranged.emit()

    def _anchor(self) -> tuple[Place, int] | None:
        """The turn at the top of the view and how far the view is below its top; None for the end."""
        if self.follow:
            return None
        value = self._bar.value()
        for slot in self.slots:
            if slot.top + slot.height + _GAP > value:
                return slot, value - slot.top
        return None

    def _place(self, anchor: tuple[Place, int] | None) -> None:
        left, width = self._column()
        top = Space.XL
        for slot in self.slots:
            slot.top = top
            if slot.view is not None:
                slot.height = _height(slot.view, width)
                slot.view.setGeometry(left, top, width, slot.height)
            top += slot.height + _GAP
        self.resize(self.width(), max(top - _GAP + Space.XL, self._view_height))
        self._bar.setValue(self._bar.maximum() if anchor is None else anchor[0].top + anchor[1])

    def _column(self) -> tuple[int, int]:
        width = max(min(self.width() - 2 * Space.XL, READING_WIDTH), 100)
        return (self.width() - width) // 2, width

    def _make_within(self, beyond: int, until: float) -> int:
        """Make the missing widgets of what is (or lies near what is) to be seen, the last ones first, one at least."""
        if not self._view_height:
            return 0
        low, high = self._bar.value() - beyond, self._bar.value() + self._view_height + beyond
        missing = [s for s in self.slots if s.view is None and s.top < high and s.top + s.height > low]
        for number, slot in enumerate(reversed(missing), 1):
            self._made(slot)
            if time.monotonic() > until:
                return number
        return len(missing)

    def _made(self, slot: Place) -> TurnView:
        if slot.view is not None:
            return slot.view
        if slot.turn is None:
            raise RuntimeError("a question without a turn has its widget")
        left, width = self._column()
        view = self._make(slot.turn)
        view.fit_width(width)
        view.setGeometry(left, slot.top, width, slot.height)
        view.show()
        # Texts know their height once they have a width; their wishes climb up from layout to layout.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        slot.view = view
        return view

    def _drop_far(self) -> None:
        made = [slot for slot in self.slots if slot.view is not None]
        if len(made) <= _MOST:
            return
        beyond = _FAR * self._view_height
        low, high = self._bar.value() - beyond, self._bar.value() + self._view_height + beyond
        focused = self.window().focusWidget()
        for slot in made[:-1]:
            far = slot.top > high or slot.top + slot.height < low
            view = slot.view
            inside = view is not None and focused is not None and view.isAncestorOf(focused)
            if far and view is not None and view.turn is not None and not view.busy and not inside:
                slot.turn = view.turn
                _drop(slot)


def _timer(owner: TurnColumn, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(0)
    timer.timeout.connect(slot)
    return timer


def _height(view: TurnView, width: int) -> int:
    layout = view.layout()
    if layout is None:
        return view.sizeHint().height()
    if layout.hasHeightForWidth():
        return max(layout.totalHeightForWidth(width), layout.totalMinimumHeightForWidth(width))
    return layout.totalSizeHint().height()


def _estimate(turn: Turn | KeptTurn | None) -> int:
    """Roughly: the question's bubble, a line for every 75 characters, one quote, the footer."""
    letters = _letters(turn)
    return 160 if letters is None else 260 + 24 * (letters // 75)


def _letters(turn: Turn | KeptTurn | None) -> int | None:
    """None where there is no answer."""
    if isinstance(turn, KeptTurn):
        return turn.letters
    return None if turn is None or turn.answer is None else len(turn.answer.text)


def _drop(slot: Place) -> None:
    if slot.view is not None:
        slot.view.hide()
        slot.view.deleteLater()
        slot.view = None

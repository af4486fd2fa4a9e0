"""The button for what belongs together: which series the shown meeting is in, and what can be done about that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import tr
from app.ui.actions import BY_ID, bind
from app.ui.theme import Theme
from app.ui.widgets import QuietButton

if TYPE_CHECKING:
    from app.store.meeting_series import SeriesRow

_LONGEST = 18


class SeriesButton(QuietButton):
    """Signals: ``begun`` (a new series is wanted), ``joined`` (series id), ``left``, ``rename_requested``,
    ``actions_requested`` (series id).
    """

    begun = Signal()
    joined = Signal(object)
    left = Signal()
    rename_requested = Signal()
    actions_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", theme, "calendar", parent=parent)
        self._menu = QMenu(self)
        self._menu.setAccessibleName(tr("Series"))
        self.setMenu(self._menu)
        bind(self, "choose_series")
        self.show_series(None, [])

    def show_series(self, current: SeriesRow | None, known: Sequence[SeriesRow]) -> None:
        """``current`` is that of the shown meeting; ``known`` are all."""
        name = current.name if current else tr("Series")
        keys = self.shortcut()
        self.setText((name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…").replace("&", "&&"))
        self.setShortcut(keys)  # a button's new text takes its shortcut away
        self.setAccessibleName(tr("Series: {name}", name=name) if current else tr("Series: none"))
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(
            tr("Meetings that belong together, and what is still open in them ({name})", name=shown)
        )
        self._menu.clear()
        if current is not None:
            self._fill_member(current)
        self._fill_others(current, known)

    def _fill_member(self, current: SeriesRow) -> None:
        actions = self._menu.addAction(tr("Actions of this series…"))
        actions.setShortcut(QKeySequence(BY_ID["series_actions"].shortcuts[0]))
        actions.triggered.connect(lambda: self.actions_requested.emit(current.id))
        self._menu.addAction(tr("Rename this series…")).triggered.connect(self.rename_requested)
        self._menu.addAction(tr("Take this meeting out")).triggered.connect(self.left)
        self._menu.addSeparator()

    def _fill_others(self, current: SeriesRow | None, known: Sequence[SeriesRow]) -> None:
        for row in known:
            if current is None or row.id != current.id:
                action = self._menu.addAction(tr("Put into “{name}”", name=row.name).replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, series=row.id: self.joined.emit(series))
        self._menu.addAction(tr("Begin a series with this meeting…")).triggered.connect(self.begun)

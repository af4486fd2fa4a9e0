"""A search field: magnifier, clear button, and a signal that waits until typing pauses."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import N_, tr
from app.ui.theme import Theme
from app.ui.widgets.kinds import set_kind

PAUSE_MS = 150


class SearchField(QLineEdit):
    """``searched`` carries the trimmed text, at most once per pause in typing."""

    searched = Signal(str)

    def __init__(self, theme: Theme, placeholder: str = N_("Search"), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        set_kind(self, "search")
        self._icon_action = QAction(placeholder, self)  # a screen reader finds its button
        self._icon_action.triggered.connect(self.setFocus)
        self.addAction(self._icon_action, QLineEdit.ActionPosition.LeadingPosition)
        self._clear_action = QAction(tr("Clear"), self)
        self._clear_action.triggered.connect(self.clear)
        self._clear_action.setVisible(False)
        self.addAction(self._clear_action, QLineEdit.ActionPosition.TrailingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._on_pause)
        self.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def begin(self) -> None:
        """The keyboard comes here; what was looked for before is replaced by typing."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._clear_action.setVisible(bool(text))
        self._timer.start()

    @Slot()
    def _on_pause(self) -> None:
        self.searched.emit(self.text().strip())

    @Slot()
    def _on_theme_changed(self) -> None:
        self._icon_action.setIcon(self._theme.icon("search", "muted", 16))
        self._clear_action.setIcon(self._theme.icon("close", "muted", 16))

"""Buttons. One primary button at most in view; everything else is quieter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton, QWidget

from app.ui.stylesheet import BUTTON_ROOM
from app.ui.theme import Theme
from app.ui.widgets.kinds import set_kind
from app.ui.widgets.labels import plain_tool_tip

_ICON, _GAP = 16, 4
"""Qt's own gap between icon and words, four pixels, is a little narrow."""


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses a button as Space does; left to itself, Qt does so in dialogs and on some desktops only."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if enter and not event.isAutoRepeat():
        button.click()
    return enter


class PrimaryButton(QPushButton):
    """The one thing to do here."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_kind(self, "primary")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class QuietButton(QPushButton):
    """A button without a frame until the pointer is over it; with an icon when theme and name are given.

    ``framed`` is for one that stands alone under a text, where nothing else says that it can be pressed.
    """

    def __init__(
        self,
        text: str,
        theme: Theme | None = None,
        icon: str = "",
        color: str = "muted",
        parent: QWidget | None = None,
        *,
        framed: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._color = color
        set_kind(self, "framed" if framed else "quiet")
        self.setAutoDefault(False)
        if theme is not None and icon:
            theme.changed.connect(self._on_theme_changed)
            self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._theme is not None:
            size = self._theme.icon_size(_ICON)
            self.setIconSize(QSize(size + _GAP, size))
            self.setIcon(self._theme.icon(self._icon, self._color, size, _GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class LinkButton(QPushButton):
    """Looks like a link, works like a button."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_kind(self, "link")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class IconButton(QToolButton):
    """An icon alone; its name is both the tool tip and what a screen reader says."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        color: str = "muted",
        kind: str = "icon",
        size: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._color = color
        self._size = size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_kind(self, kind)
        self.set_name(name)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_name(self, name: str) -> None:
        """Change what the button says it does."""
        self.setToolTip(plain_tool_tip(name) if "<" in name else name)
        self.setAccessibleName(name)

    def show_icon(self, icon: str, color: str | None = None) -> None:
        """Change the icon, and its colour when one is given."""
        self._icon = icon
        self._color = color or self._color
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        color = self._color if self.isEnabled() else "border_strong"
        size = self._theme.icon_size(self._size)
        if size != self.iconSize().width() or size + BUTTON_ROOM != self.width():
            self.setIconSize(QSize(size, size))
            self.setFixedSize(size + BUTTON_ROOM, size + BUTTON_ROOM)
        self.setIcon(self._theme.icon(self._icon, color, size))

    def changeEvent(self, event: QEvent) -> None:
        """Qt override."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._on_theme_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

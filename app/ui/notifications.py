"""One bar above the status line: the only road from the program to the person, and it never blocks anything.

Errors become sentences here, from their code and parameters (``app.wording``).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets.banner import Banner

INFO_MS = 6000
UNDO_MS = 15_000
"""Long enough to be read aloud and reached by the keyboard."""


class Notifications(QWidget):
    """Shows the newest message. Plain information leaves by itself; errors stay until dismissed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action: Callable[[], None] | None = None
        self.banner = Banner(theme)
        self.banner.closed.connect(self.dismiss)
        self.banner.action_requested.connect(self._on_action)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, 0, Space.L, Space.M)
        column.addWidget(self.banner)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def info(self, message: str, hint: str = "") -> None:
        """Something worth knowing that needs nothing done."""
        self._show("info", message, hint, milliseconds=INFO_MS)

    def success(
        self, message: str, hint: str = "", label: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Something the person asked for is done; with ``label``, what can be done about it next."""
        self._show("good", message, hint, label, action, UNDO_MS if label else INFO_MS)

    def warning(self, message: str, hint: str = "") -> None:
        """Something that needs attention; stays."""
        self._show("warning", message, hint)

    def undo(self, message: str, undo: Callable[[], None]) -> None:
        """Something was done that can be taken back for a few seconds."""
        self._show("info", message, "", tr("Undo"), undo, UNDO_MS)

    def offer(
        self, message: str, hint: str, label: str, action: Callable[[], None], milliseconds: int = 0
    ) -> None:
        """Something with one thing to do about it; stays, or (``milliseconds``) leaves by itself."""
        self._show("info", message, hint, label, action, milliseconds)

    def error(self, info: ErrorInfo) -> None:
        """A failure, in a sentence and a hint; stays."""
        from app.wording import describe

        message, hint = describe(info)
        self._show("danger", message, hint)

    def panes(self) -> list[QWidget]:
        """Where F6 goes while there is a message: to what can be done about it."""
        button = self.banner.action_button
        return [] if self.isHidden() else [self.banner.close_button if button.isHidden() else button]

    @property
    def offers_something(self) -> bool:
        """Whether a message with something to do about it is shown."""
        return not self.isHidden() and self._action is not None

    @Slot()
    def act(self) -> None:
        """Do what the message offers, if it offers something."""
        if self.offers_something:
            self._on_action()

    @Slot()
    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._action = None
        self.hide()

    def _show(
        self,
        tone: str,
        message: str,
        hint: str,
        action_label: str = "",
        action: Callable[[], None] | None = None,
        milliseconds: int = 0,
    ) -> None:
        self._action = action
        self.banner.say(tone, message, hint, action_label)
        self.show()
        self._timer.stop()
        if milliseconds:
            self._timer.start(milliseconds)
        QAccessible.updateAccessibility(QAccessibleEvent(self.banner, QAccessible.Event.Alert))

    @Slot()
    def _on_action(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

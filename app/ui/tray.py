"""The icon in the system tray, for those who want one, and the system's messages. Quiet where there is no tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app import APP_NAME
from app.i18n import tr
from app.services.settings import TRAY

if TYPE_CHECKING:
    from app.services.settings import Option, Value
    from app.ui.bridge.context import UiContext

_MESSAGE_MS = 8000
_SIZE = 22


class Tray(QObject):
    """One icon with a menu: show the window, ask, quit."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.menu = QMenu(window)
        self.menu.addAction(tr("Show Carrel")).triggered.connect(self.show_window)
        self.menu.addAction(tr("Ask a question")).triggered.connect(self.ask)
        self.menu.addSeparator()
        self.menu.addAction(tr("Quit")).triggered.connect(window.close)
        self.icon = QSystemTrayIcon(window)
        self.icon.setToolTip(APP_NAME)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.show_window)
        context.theme.changed.connect(self._paint)
        self._paint()
        self.icon.show()

    def tell(self, title: str, text: str) -> None:
        """A message of the system. Some desktops read markup in it, pictures included, and names may look like it."""
        self.icon.showMessage(_plain(title), _plain(text), QIcon(), _MESSAGE_MS)

    def remove(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self.deleteLater()

    @Slot()
    def show_window(self) -> None:
        """Bring the window to the front, as far as the system allows it."""
        bring_to_front(self._window)

    @Slot()
    def ask(self) -> None:
        """To the front, ready for a question."""
        bring_to_front(self._window)
        self._context.run_command("focus_composer")

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_window()

    @Slot()
    def _paint(self) -> None:
        self.icon.setIcon(self._context.theme.icon("lamp", "accent", _SIZE))


def _plain(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›").replace("&", "+")


class TrayKeeper(QObject):
    """Has a :class:`Tray` while the setting says so and the system has one."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.tray: Tray | None = None
        watch = getattr(context.services.settings, "watch", None)
        if watch is not None:
            watch(self._on_setting)
        self.look()

    def current(self) -> Tray | None:
        """The icon that is shown now."""
        return self.tray

    @Slot()
    def look(self) -> None:
        """Follow the setting."""
        wanted = bool(self._context.services.settings.get(TRAY)) and QSystemTrayIcon.isSystemTrayAvailable()
        if wanted and self.tray is None:
            self.tray = Tray(self._context, self._window)
        elif not wanted and self.tray is not None:
            self.tray.remove()
            self.tray = None

    def _on_setting(self, option: Option, _value: Value) -> None:
        """Comes from the thread that set it."""
        if option is TRAY:
            self._context.operations.run(self, lambda _job: None).on_success(
                lambda _none: self.look()
            ).start()


def bring_to_front(window: QWidget) -> None:
    """Show, restore, raise, and ask for the keyboard; a system may only let its task bar blink instead."""
    if window.isMinimized():  # showNormal() would forget that it filled the screen
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()

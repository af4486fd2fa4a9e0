"""What the commands of the window do, and how any command of the program is carried out from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import tr
from app.ui.actions import AREAS, BY_ID, find, use

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class WindowCommands(QObject):
    """Belongs to the window. Before there are services, commands do nothing (``quit`` does)."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], None]]:
        """What to call, by the id of the command (``app.ui.actions.WINDOW``)."""

        def to(area: str) -> Callable[[], None]:
            return lambda: self._window.open_area(area)

        return {
            "palette": self.find_anything,
            "new_chat": self.new_chat,
            "add_files": self.add_files,
            "quit": self._window.close_window,
            **{f"area_{name}": to(name) for name in AREAS},
            "focus_composer": self.focus_composer,
            "next_pane": lambda: self.step_pane(1),
            "previous_pane": lambda: self.step_pane(-1),
            "escape": self.escape,
            "message_action": self._window.notifications.act,
            "shortcuts": self.show_shortcuts,
            "full_screen": self.full_screen,
            "switch_appearance": self.switch_appearance,
            "copy_diagnostics": self.copy_diagnostics,
        }

    def run(self, command_id: str) -> None:
        """Carry out a command of any area, as if its keys had been pressed there. Raises KeyError."""
        command, window = BY_ID[command_id], self._window
        if command_id in window.actions_by_id:
            window.actions_by_id[command_id].trigger()
            return
        if window.context is None:
            return
        window.open_area(command.area)
        target = find(window.areas.area(command.area), command_id)
        if target is not None:
            use(target)
        else:
            window.notifications.info(
                tr("“{command}” has nothing to work on now", command=tr(command.text)),
                tr("Choose a chat, a document or a line first."),
            )

    def find_anything(self) -> None:
        """Open the command palette."""
        if self._window.context is not None:
            self._window.palette_panel().open_panel()

    def new_chat(self) -> None:
        """An empty chat, ready to type."""
        if self._window.context is not None:
            self._window.open_area("chats")
            self._window.areas.chats().new_chat()

    def focus_composer(self) -> None:
        """To where questions are written."""
        if self._window.context is not None:
            self._window.open_area("chats")
            self._window.areas.chats().focus_composer()

    def add_files(self) -> None:
        """Choose files for the library."""
        if self._window.context is not None:
            self._window.open_area("library")
            self._window.areas.library().choose_files()

    def escape(self) -> None:
        """What the keyboard is in may close itself; else an answer is stopped; else the desk is closed."""
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self._window:
            close = getattr(widget, "escape", None)
            if callable(close) and close():
                return
            widget = widget.parentWidget()
        if self._window.context is not None and self._window.areas.chats().running:
            self._window.areas.chats().stop()
        else:
            self._window.close_desk()

    def show_shortcuts(self) -> None:
        """All keys, on a sheet."""
        from app.ui.shortcuts.sheet import ShortcutSheet

        window, context = self._window, self._window.context
        ask_key = context.ask_key if context is not None else None
        system = ask_key.words() if ask_key is not None and ask_key.held() else ""
        ShortcutSheet(window.theme, window.rail.area(), window, system).open()

    def full_screen(self) -> None:
        """Fill the screen, or go back."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def switch_appearance(self) -> None:
        """The other of light and dark, from now on."""
        from app.services.settings import APPEARANCE

        context, theme = self._window.context, self._window.theme
        if context is None:
            return
        mode = "light" if theme.colors.dark else "dark"
        theme.set_mode(mode)
        settings = context.services.settings
        context.operations.run(self, lambda _job: settings.set(APPEARANCE, mode)).start()

    def copy_diagnostics(self) -> None:
        """Facts about this computer and this Carrel, without anything personal, to the clipboard."""
        if self._window.context is not None:
            from app.ui.settings.diagnostics_card import copy_diagnostics

            copy_diagnostics(self._window.context, self)

    # Panes

    def step_pane(self, step: int) -> None:
        """The keyboard goes to the next (1) or previous (-1) pane that is shown."""
        panes = [pane for pane in self._panes() if pane.isVisible()]
        focused = QApplication.focusWidget()
        inside = [i for i, pane in enumerate(panes) if focused is not None and _within(focused, pane)]
        start = inside[-1] if inside else -1 if step > 0 else 0
        panes[(start + step) % len(panes)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _panes(self) -> list[QWidget]:
        window = self._window
        current = window.areas.currentWidget()
        panes_of = getattr(current, "panes", None)
        inner = panes_of() if panes_of is not None else [current]
        desk = [window.desk.stack.currentWidget()] if window.desk is not None else []
        return [window.rail.current(), *inner, *desk, *window.notifications.panes()]


def _within(widget: QWidget, pane: QWidget) -> bool:
    return widget is pane or pane.isAncestorOf(widget)

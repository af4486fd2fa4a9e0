"""Every command of the window once: id, text, shortcuts, icon. Menus and shortcuts are made from this list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar


@dataclass(frozen=True)
class Command:
    """``menu`` names the menu it stands in."""

    id: str
    text: str
    shortcuts: tuple[str, ...]
    menu: str


AREAS = ("chats", "library", "meetings", "models", "settings")
AREA_TITLES = {
    "chats": "Chats",
    "library": "Library",
    "meetings": "Meetings",
    "models": "Models",
    "settings": "Settings",
}
COMMANDS = (
    Command("new_chat", "New chat", ("Ctrl+N",), "File"),
    Command("add_files", "Add files…", ("Ctrl+O",), "File"),
    Command("quit", "Quit", ("Ctrl+Q",), "File"),
    *(
        Command(f"area_{name}", AREA_TITLES[name], (f"Ctrl+{number}",), "View")
        for number, name in enumerate(AREAS, 1)
    ),
    Command("focus_composer", "Write a question", ("Ctrl+L",), "View"),
    Command("next_pane", "Next pane", ("F6",), "View"),
    Command("previous_pane", "Previous pane", ("Shift+F6",), "View"),
    Command("escape", "Stop, or close the desk", ("Esc",), "View"),
)


def make_actions(window: QWidget, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """One action per command, on the window. Raises KeyError when a command has no handler."""
    actions = {}
    for command in COMMANDS:
        action = QAction(command.text, window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in command.shortcuts])
        action.triggered.connect(handlers[command.id])
        window.addAction(action)
        actions[command.id] = action
    return actions


def fill_menu_bar(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """The menus, for systems where a program without a menu bar looks broken."""
    menus = {name: bar.addMenu(name) for name in dict.fromkeys(c.menu for c in COMMANDS)}
    for command in COMMANDS:
        menus[command.menu].addAction(actions[command.id])

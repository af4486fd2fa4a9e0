"""Where the palette's entries come from: commands (``app.ui.actions``), settings, chats, documents, meetings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from app.i18n import N_, tr
from app.ui.actions import ANYWHERE, AREAS, COMMANDS, PLACES, Command, all_keys
from app.ui.palette.entries import Entry

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.ui.main_window import MainWindow

KINDS = ("chat", "document", "meeting")
_KIND_WORDS = {
    "chat": ("chats", N_("Chat")),
    "document": ("document", N_("Document")),
    "meeting": ("meetings", N_("Meeting")),
}
_ICONS = {
    "new_chat": "plus",
    "add_files": "document",
    "focus_composer": "edit",
    "shortcuts": "keyboard",
    "full_screen": "open-external",
    "switch_appearance": "sun",
    "copy_diagnostics": "copy",
    "quit": "close",
}
"""Of commands that belong to no area."""
Item = tuple[str, Any, str, str]
"""kind, id, title, detail"""


def read_items(services: Services) -> list[Item]:
    """Chats, documents and meetings, the newest first. May take a while: for a background thread."""
    items: list[Item] = [("chat", chat.id, chat.title, "") for chat in services.conversations.list()]
    items += [("meeting", row[0], row[1], "") for row in services.minutes.list()]
    items += [
        ("document", document.id, document.title or document.path.name, document.path.name)
        for document in services.library.documents()
        if document.chunks
    ]
    return items


class WindowSources:
    """The entries of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def at_once(self) -> list[Entry]:
        """Commands and settings."""
        return [*self._commands(), *self.tasks(), *self._settings()]

    def load(self, then: Callable[[list[Entry]], None]) -> None:
        """Read the rest in the background."""
        context = self._window.context
        if context is None:
            return
        services = context.services
        operation = context.operations.run(self._window, lambda _job: read_items(services))
        operation.on_success(lambda items: then([self._item(item) for item in items])).start()

    def ask(self, question: str) -> Entry:
        """The last way out: what was typed is a question."""

        def run() -> None:
            self._window.open_area("chats")
            self._window.areas.chats().new_chat()
            self._window.areas.chats().ask(question)

        title = tr("Ask your documents: “{question}”", question=question)
        return Entry("ask", "ask", title, run, icon="lamp")

    def _commands(self) -> list[Entry]:
        area = self._window.rail.area()
        return [self._command(command, area) for command in COMMANDS if command.listed]

    def _command(self, command: Command, area: str) -> Entry:
        place = "" if command.place == ANYWHERE else tr(PLACES[command.area])
        return Entry(
            f"command:{command.id}",
            "command",
            tr(command.text),
            partial(self._window.commands.run, command.id),
            place,
            _icon(command),
            next(iter(all_keys(command)), ""),
            " ".join(dict.fromkeys((command.words, tr(command.words)))),
            here=command.area in (ANYWHERE, area) and command.area == area,
        )

    def tasks(self) -> list[Entry]:
        """Every kind of work on a text."""
        if self._window.context is None:
            return []
        from app.services.task_list import declared_tasks

        return [
            Entry(
                f"task:{task.id}",
                "task",
                tr(task.label),
                partial(self._window.write_with, "", task.id),
                tr("Write"),
                "write",
                words=tr(task.about),
            )
            for task in declared_tasks()
        ]

    def _settings(self) -> list[Entry]:
        context = self._window.context
        if context is None:
            return []
        from app.ui.settings.groups import shown_options

        return [
            Entry(
                f"setting:{option.key}",
                "setting",
                tr(option.label),
                partial(self._window.show_setting, option.key),
                tr("Settings"),
                "settings",
                words=f"{tr(option.help)} {tr(option.group)} {option.key}",
            )
            for option in shown_options(context.services.settings)
        ]

    def _item(self, item: Item) -> Entry:
        kind, number, title, detail = item
        icon, word = _KIND_WORDS[kind]
        run = {
            "chat": self._open_chat,
            "document": self._open_document,
            "meeting": self._open_meeting,
        }[kind]
        return Entry(f"{kind}:{number}", kind, title, partial(run, number), tr(word), icon, words=detail)

    def _open_chat(self, number: Any) -> None:
        self._window.open_area("chats")
        self._window.areas.chats().open_conversation(number)

    def _open_document(self, number: Any) -> None:
        self._window.open_citation(number, None, None)

    def _open_meeting(self, number: Any) -> None:
        self._window.open_area("meetings")
        self._window.areas.meetings().refresh(number)


def _icon(command: Command) -> str:
    """That of the area it belongs to or opens, or its own."""
    opened = command.id.removeprefix("area_")
    return command.area or (opened if opened in AREAS else _ICONS.get(command.id, "chevron-right"))

"""Every command of the program once: id, text, keys, and where it works.

Menus, the command palette, the shortcut sheet and the keys themselves are made from this list; nothing else names a
key. A command of the whole window becomes a QAction of the window (:func:`make_actions`). A command of one area is
tied to the action, shortcut or button that the area has for it with :func:`bind`; the palette finds it there again
(:func:`find`).

A ``place`` is "" (anywhere), an area ("chats"), or a part of one ("chats/list"): the keys work while the keyboard is
there. Keys are unique among the places that hold each other (:func:`overlap`), and a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.i18n import N_, tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar

_PROPERTY = "command"
ANYWHERE = ""


@dataclass(frozen=True, slots=True)
class Command:
    """``text`` is marked, not translated. ``words`` are others that people may look for.

    ``listed`` is False for what makes no sense to choose from a list (going to the next pane, say).
    """

    id: str
    text: str
    shortcuts: tuple[str, ...] = ()
    place: str = ANYWHERE
    words: str = ""
    listed: bool = True

    @property
    def area(self) -> str:
        """The area it belongs to; "" for none."""
        return self.place.partition("/")[0]


AREAS = ("chats", "library", "meetings", "write", "models", "jobs", "settings")
AREA_TITLES = {
    "chats": N_("Chats"),
    "library": N_("Library"),
    "meetings": N_("Meetings"),
    "write": N_("Write"),
    "models": N_("Models"),
    "jobs": N_("Jobs"),
    "settings": N_("Settings"),
}
_AREA_WORDS = {
    "chats": N_("conversations questions"),
    "library": N_("documents files folders"),
    "meetings": N_("minutes transcripts"),
    "write": N_("summarize rewrite reply translate extract classify"),
    "models": N_("gguf download"),
    "jobs": N_("progress activity running tasks"),
    "settings": N_("preferences options"),
}
PLACES = {
    ANYWHERE: N_("Everywhere"),
    "chats": N_("Chats"),
    "chats/list": N_("In the list of chats"),
    "chats/feedback": N_("In what you say about an answer"),
    "library": N_("Library"),
    "library/page": N_("In the library"),
    "library/table": N_("In the list of documents"),
    "meetings": N_("Meetings"),
    "meetings/minutes": N_("In the minutes"),
    "meetings/lines": N_("In the lines of the minutes"),
    "meetings/series": N_("In the actions of a series"),
    "meetings/templates": N_("While editing templates"),
    "write": N_("Write"),
    "models": N_("Models"),
    "jobs": N_("Jobs"),
    "jobs/list": N_("In the list of jobs"),
    "settings": N_("Settings"),
    "desk": N_("On the desk beside an answer"),
}

_BESIDE_DESK = ("chats", "meetings")
"""Areas whose keys work wherever the keyboard is while they are shown; the desk may stand beside them."""

WINDOW = (
    Command("palette", N_("Find anything…"), ("Ctrl+K",), words="command palette search", listed=False),
    Command("new_chat", N_("New chat"), ("Ctrl+N",), words="conversation question ask"),
    Command("add_files", N_("Add files…"), ("Ctrl+O",), words="documents import open"),
    *(
        Command(
            f"area_{name}",
            AREA_TITLES[name],
            (f"Ctrl+{n}", *(("Ctrl+,",) if name == "settings" else ())),
            words=_AREA_WORDS[name],
        )
        for n, name in enumerate(AREAS, 1)
    ),
    Command("focus_composer", N_("Write a question"), ("Ctrl+L",), words="ask composer"),
    Command("next_pane", N_("Next pane"), ("F6",), listed=False),
    Command("previous_pane", N_("Previous pane"), ("Shift+F6",), listed=False),
    Command("escape", N_("Stop, or close what is open"), ("Esc",), listed=False),
    Command("message_action", N_("Do what the message offers (undo, show)"), ("Ctrl+Shift+Z",), listed=False),
    Command("shortcuts", N_("Keyboard shortcuts"), ("F1", "Ctrl+/"), words="keys help hotkeys"),
    Command("full_screen", N_("Full screen, or back"), ("F11",), words="maximize"),
    Command(
        "switch_appearance", N_("Switch between light and dark"), ("Ctrl+Shift+L",), words="theme night mode"
    ),
    Command("copy_diagnostics", N_("Copy diagnostics"), words="support bug report log"),
    Command("quit", N_("Quit"), ("Ctrl+Q",), words="exit close"),
)
_CHATS = (
    Command("export_chat", N_("Export this chat…"), ("Ctrl+E",), "chats", "save pdf word markdown"),
    Command("explain_answer", N_("Why this answer?"), ("Ctrl+I",), "chats", "explain evidence"),
    Command("answer_sentences", N_("Go to the sentences of the answer"), ("Ctrl+Shift+A",), "chats"),
    Command("ask_again", N_("Ask again"), ("Ctrl+R",), "chats", "regenerate retry"),
    Command("edit_question", N_("Edit the question"), ("Ctrl+Shift+E",), "chats", "branch change"),
    Command("earlier_version", N_("Earlier version of the question"), ("Alt+PgUp",), "chats", "branch"),
    Command("later_version", N_("Later version of the question"), ("Alt+PgDown",), "chats", "branch"),
    *(
        Command(
            f"passage_{n}",
            N_("Open a passage of the answer by its number"),
            (f"Alt+{n}",),
            "chats",
            listed=False,
        )
        for n in range(1, 10)
    ),
    Command("edit_assistants", N_("Make and change assistants…"), (), "chats", "persona instructions model"),
    Command("rename_chat", N_("Rename the chat"), ("F2",), "chats/list"),
    Command("pin_chat", N_("Pin the chat, or unpin it"), ("Ctrl+D",), "chats/list", "favourite"),
    Command("archive_chat", N_("Archive the chat, or take it out"), ("Ctrl+Shift+D",), "chats/list"),
    Command("move_chat", N_("Move the chat to a folder…"), ("Ctrl+M",), "chats/list", "project"),
    Command("delete_chat", N_("Delete the chat"), ("Delete",), "chats/list", "remove"),
    Command(
        "keep_feedback",
        N_("Save what you said about the answer"),
        ("Ctrl+Return",),
        "chats/feedback",
        listed=False,
    ),
)
_LIBRARY = (
    Command("find_documents", N_("Find documents"), ("Ctrl+F",), "library/page", "search filter"),
    Command("open_document", N_("Open the document"), ("Return",), "library/table"),
    Command("ask_document", N_("Ask about the chosen documents"), ("Ctrl+Return",), "library/table"),
    Command("retry_document", N_("Try again to read it"), ("Ctrl+R",), "library/table"),
    Command(
        "recognize_document", N_("Recognize its text again"), ("Ctrl+Shift+R",), "library/table", "ocr scan"
    ),
    Command("reveal_document", N_("Show the document in its folder"), ("Ctrl+Shift+F",), "library/table"),
    Command("ignore_document", N_("Ignore the document"), ("Ctrl+I",), "library/table"),
    Command(
        "unignore_document", N_("Read an ignored document after all"), ("Ctrl+Shift+I",), "library/table"
    ),
    Command("remove_document", N_("Remove the document from the library"), ("Delete",), "library/table"),
)
_MEETINGS = (
    Command("open_transcript", N_("Open a transcript…"), ("Ctrl+Shift+O",), "meetings", "minutes vtt srt"),
    Command("paste_transcript", N_("Paste a transcript…"), ("Ctrl+Shift+V",), "meetings", "minutes"),
    Command(
        "series_actions",
        N_("Actions of this series of meetings"),
        ("Ctrl+Shift+G",),
        "meetings",
        "open tasks",
    ),
    Command(
        "export_minutes", N_("Export these minutes…"), ("Ctrl+E",), "meetings/minutes", "save word calendar"
    ),
    Command("mail_minutes", N_("Copy the minutes as e-mail text"), ("Ctrl+Shift+C",), "meetings/minutes"),
    Command("choose_series", N_("Series of this meeting…"), ("Ctrl+G",), "meetings/minutes"),
    Command("choose_template", N_("Template of the minutes…"), ("Ctrl+T",), "meetings/minutes"),
    Command("delete_minutes", N_("Delete these minutes…"), (), "meetings/minutes", "remove"),
    Command("section_again", N_("Make this section again"), ("Ctrl+R",), "meetings/minutes"),
    Command("ask_meeting", N_("Ask this meeting"), ("Ctrl+F",), "meetings/minutes"),
    Command("undo_line", N_("Undo the last change of the minutes"), ("Ctrl+Z",), "meetings/minutes"),
    Command("redo_line", N_("Do the change again"), ("Ctrl+Y",), "meetings/minutes"),
    Command("edit_line", N_("Edit the line"), ("F2",), "meetings/lines"),
    Command("accept_line", N_("Accept the line"), ("Ctrl+Return",), "meetings/lines"),
    Command("reject_line", N_("Reject the line"), ("Delete",), "meetings/lines"),
    Command("line_done", N_("Mark the action as done, or not"), ("Ctrl+D",), "meetings/lines"),
    Command("line_origin", N_("Go to where it was said"), ("Ctrl+Shift+Return",), "meetings/lines"),
    Command("series_done", N_("Mark the action as done, or not"), ("Ctrl+D",), "meetings/series"),
    Command("series_origin", N_("Go to where it was said"), ("Ctrl+Return",), "meetings/series"),
    Command("copy_template", N_("Copy the template"), ("Ctrl+D",), "meetings/templates", listed=False),
    Command("delete_template", N_("Delete the template"), ("Delete",), "meetings/templates", listed=False),
    Command("section_up", N_("Move the section up"), ("Alt+Up",), "meetings/templates", listed=False),
    Command("section_down", N_("Move the section down"), ("Alt+Down",), "meetings/templates", listed=False),
)
_MODELS = (
    Command("import_model", N_("Import a model…"), (), "models", "gguf copy"),
    Command("place_model", N_("Use a model file where it is…"), (), "models", "gguf"),
)
_WRITE = (Command("run_task", N_("Begin the chosen work"), ("Ctrl+Return",), "write", listed=False),)
_DESK = (
    Command("desk_find", N_("Find in the document"), ("Ctrl+F",), "desk", listed=False),
    Command("desk_larger", N_("Larger"), ("Ctrl++", "Ctrl+="), "desk", listed=False),
    Command("desk_smaller", N_("Smaller"), ("Ctrl+-",), "desk", listed=False),
    Command("desk_fit", N_("Fit the width"), ("Ctrl+0",), "desk", listed=False),
    Command("ask_selection", N_("Ask about the selected words"), ("Ctrl+Return",), "desk", listed=False),
)
_JOBS = (
    Command("pause_job", N_("Pause the job, or go on with it"), ("Ctrl+P",), "jobs/list", "resume"),
    Command(
        "cancel_job", N_("Cancel the job, or take it off the list"), ("Delete",), "jobs/list", "stop dismiss"
    ),
    Command("retry_job", N_("Try the job again"), ("Ctrl+R",), "jobs/list"),
    Command("open_job", N_("Go to what the job is about"), ("Return",), "jobs/list"),
    Command("clear_jobs", N_("Clear finished jobs"), ("Ctrl+Shift+Delete",), "jobs"),
)
_SETTINGS = (Command("find_settings", N_("Find a setting"), ("Ctrl+F",), "settings", "search"),)
COMMANDS = (*WINDOW, *_CHATS, *_LIBRARY, *_MEETINGS, *_WRITE, *_DESK, *_MODELS, *_JOBS, *_SETTINGS)
BY_ID = {command.id: command for command in COMMANDS}
_MENUS = {N_("File"): ("new_chat", "add_files", "quit")}


def keys(command_id: str) -> str:
    """Its first key, as the system writes it: "Ctrl+E", "⌘E"; "" when it has none. Raises KeyError."""
    return next(iter(all_keys(BY_ID[command_id])), "")


def all_keys(command: Command) -> list[str]:
    """Its keys as the system writes them."""
    return [
        QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        for shortcut in command.shortcuts
    ]


def overlap(one: str, other: str) -> bool:
    """Whether the keyboard can be in both places at once. The keys of an area work on the desk beside it, too."""
    if "desk" in (one, other) and {one, other} & set(_BESIDE_DESK):
        return True
    return any(a in (ANYWHERE, b) or b.startswith(f"{a}/") for a, b in ((one, other), (other, one)))


def bind(target: QAction | QShortcut | QAbstractButton, command_id: str) -> None:
    """What an area has for a command: it gets its keys, and the palette can use it. Raises KeyError.

    The keys of a whole area work while it is shown, wherever in the window the keyboard is; those of a part of it
    (``chats/list``) where the owner says so with ``setShortcutContext``.
    """
    shortcuts = [QKeySequence(shortcut) for shortcut in BY_ID[command_id].shortcuts]
    target.setProperty(_PROPERTY, command_id)
    if isinstance(target, QAbstractButton):
        if shortcuts:
            target.setShortcut(shortcuts[0])
    elif isinstance(target, QShortcut):
        target.setKeys(shortcuts)
    else:
        target.setShortcuts(shortcuts)


def find(area: QWidget, command_id: str) -> QObject | None:
    """What is bound to the command in an area and can be used now."""
    for kind in (QAction, QShortcut, QAbstractButton):
        for child in area.findChildren(kind):
            if child.property(_PROPERTY) == command_id and _usable(child):
                return child
    return None


def use(target: QObject) -> None:
    """Do what it is for."""
    if isinstance(target, QShortcut):
        target.activated.emit()
    elif isinstance(target, QAction):
        target.trigger()
    elif isinstance(target, QAbstractButton):
        target.click()


def make_actions(window: QWidget, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """One action per command of the window. Raises KeyError when a command has no handler."""
    actions = {}
    for command in WINDOW:
        action = QAction(tr(command.text), window)
        bind(action, command.id)
        action.triggered.connect(handlers[command.id])
        window.addAction(action)
        actions[command.id] = action
    return actions


def fill_menu_bar(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """The menus, for systems where a program without a menu bar looks broken."""
    in_menus = {name for names in _MENUS.values() for name in names}
    menus = {**_MENUS, N_("View"): tuple(name for name in actions if name not in in_menus)}
    for title, names in menus.items():
        menu = bar.addMenu(tr(title))
        for name in names:
            menu.addAction(actions[name])


def _usable(target: QObject) -> bool:
    if isinstance(target, QAction):
        return target.isEnabled() and target.isVisible()
    return not isinstance(target, (QShortcut, QAbstractButton)) or target.isEnabled()

"""The scenes of the matrix of pictures: a state of the window each, put up over real documents, chats and minutes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QMenu, QMessageBox, QWidget

from app.domain.errors import ErrorInfo
from app.domain.jobs import JobKind, JobState, Progress
from app.domain.writing import Doubt, How, Marks, Row, TaskResult, TextOutput
from app.services.text_changes import changes
from app.ui.bridge.jobs import JobVerbs
from app.ui.main_window import MainWindow
from app.ui.tasks.running import Done
from tests.gui.real_screenshots import chats, cite, services_of, settle, until

Scene = Callable[[MainWindow], QWidget | None]
"""Puts a state up; what is photographed instead of the window, if it is a window of its own."""

LONG_NAME = (
    "Minutes of the extraordinary general meeting of the residents of Lindenweg 7 and their neighbours"
)
MESSAGE = (
    "Dear Ms Quill, thank you for your letter of 3 March. The roof at 12 Harbour Street was mended on the 9th, as you "
    "can see from the bill over 1,450 that lies beside this letter. We would be glad to have the rest of the deposit "
    "back by the end of the month. Yours sincerely, Tobias Renn"
)
SHORTER = "The roof was mended on 9 March for 1,540. Please pay the rest of the deposit back by the end of the month."


def open_chat(window: MainWindow, words: str) -> None:
    """The chat that was begun with a question with these words."""
    window.open_area("chats")
    (chat, *_others) = [c for c in services_of(window).conversations.list() if words in c.title]
    area = chats(window)
    area.open_conversation(chat.id)
    until(lambda: area.open_chat() == chat.id and area.view.turns)


def chat(words: str, then: Callable[[MainWindow], object] | None = None) -> Scene:
    def scene(window: MainWindow) -> None:
        open_chat(window, words)
        settle(100)
        if then is not None:
            then(window)

    return scene


def area(name: str) -> Scene:
    return lambda window: window.open_area(name)


def new_chat(window: MainWindow) -> None:
    window.open_area("chats")
    chats(window).new_chat()


def explain(window: MainWindow) -> None:
    chats(window).shortcuts.explain()


def complain(window: MainWindow) -> None:
    footer = chats(window).view.turns[-1].answer_view.footer
    assert footer is not None
    footer.feedback.bad.click()


def sentence(window: MainWindow) -> None:
    text = chats(window).view.turns[-1].answer_view.text
    if text is not None and text.isVisible():
        text.go_to(0)


def find_in_document(window: MainWindow) -> None:
    cite(window)
    assert window.desk is not None
    window.desk.open_search()
    window.desk.search_bar.field.setText("notice")
    settle(400)


def search_chats(window: MainWindow) -> None:
    new_chat(window)
    chats(window).list.search.setText("notice")
    settle(600)


def search_nothing(window: MainWindow) -> None:
    new_chat(window)
    chats(window).list.search.setText("zebra")
    settle(600)


def scope(window: MainWindow) -> QWidget:
    new_chat(window)
    chooser = chats(window).scope_chooser
    chooser._on_requested()
    until(chooser.picker.isVisible)
    return chooser.picker


def scoped(window: MainWindow) -> None:
    new_chat(window)
    paths = [d.path for d in services_of(window).library.documents()]
    chats(window).composer.scope.set_paths(paths[:4])
    chats(window).insert("What do these say about the deposit, and who pays for the repair of the roof? " * 3)


def chooser_menu(window: MainWindow) -> QWidget:
    new_chat(window)
    services = services_of(window)
    menu = chats(window).chooser.menu(
        services.assistants.list(), ["SmolLM2-135M-Instruct", "Qwen3-4B-Q4_K_M"]
    )
    menu.adjustSize()
    return menu


def assistants(window: MainWindow) -> QWidget:
    new_chat(window)
    chats(window).edit_assistants()
    return dialog_of(window)


def dialog_of(window: MainWindow) -> QWidget:
    """The one that is open."""
    settle(150)
    return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())


def library(window: MainWindow, words: str = "") -> None:
    window.open_area("library")
    area = window.areas.library()
    until(lambda: area.documents.documents() and not area.intake.reading)
    area.table.clearSelection()
    if words:
        row = next(d for d in area.documents.documents() if words in d.path.name)
        area.table.selectRow(area.documents.row_of(row.id) or 0)


def library_search(window: MainWindow) -> None:
    library(window)
    window.areas.library().filters.search.setText("zebra")
    settle(400)


def folders(window: MainWindow) -> QWidget:
    library(window)
    window.areas.library().show_folders()
    settle(300)
    return dialog_of(window)


def removal(window: MainWindow) -> QWidget:
    library(window, "Leaflet")
    window.areas.library().verbs.ask_to_remove()
    settle(150)
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def meetings(window: MainWindow) -> Any:
    window.open_area("meetings")
    area = window.areas.meetings()
    until(lambda: area.view.note_model.rowCount())
    return area


def ask_meeting(window: MainWindow) -> None:
    meetings(window).view.ask.field.setText("Who writes to the supplier?")


def edit_line(window: MainWindow) -> None:
    view = meetings(window).view
    (index, *_more) = view.note_model.rows_where(lambda row: row.section == "actions")
    view.notes.setCurrentIndex(index)
    view.notes.setFocus()
    view.notes.edit(index)


def paste(window: MainWindow) -> QWidget:
    meetings(window).intake.paste()
    return dialog_of(window)


def templates(window: MainWindow) -> QWidget:
    from app.ui.meetings.template_dialog import TemplateDialog

    kept = services_of(window).meeting_series.templates
    dialog = TemplateDialog(window.theme, kept, kept.all()[0].id, window.areas.meetings())
    dialog.show()
    settle()
    return dialog


def menu_of(name: str) -> Scene:
    def scene(window: MainWindow) -> QWidget:
        menu: QMenu = getattr(meetings(window).view, name).menu()
        menu.aboutToShow.emit()
        menu.adjustSize()
        return menu

    return scene


def write(window: MainWindow) -> Any:
    window.open_area("write")
    area = window.areas.write()
    area.write_with(MESSAGE, "rewrite")
    return area


def result(window: MainWindow) -> None:
    start = SHORTER.index("1,540")
    made = TaskResult(
        "rewrite", TextOutput(SHORTER), How.MODEL, "SmolLM2-135M-Instruct", Marks(3, 4),
        doubts=(Doubt(start, start + 5, "1,540"),), tokens=28, total_ms=4200.0,
    )  # fmt: skip
    write(window).result.show_result(Done(made, tuple(changes(MESSAGE, SHORTER))))


def fields(window: MainWindow) -> None:
    area = write(window)
    area.write_with("", "extract_fields")
    rows = (Row("Date", "3 March"), Row("Amount", "1,450"), Row("Order number", ""))
    made = TaskResult("extract_fields", TextOutput("Date: 3 March", rows), How.RULES, None)
    area.result.show_result(Done(made, ()))


def too_small(window: MainWindow) -> None:
    facts = {"name": "SmolLM2-135M-Instruct", "task": "Rewrite", "passed": 1, "papers": 4}
    write(window).result.show_failure(ErrorInfo("model_too_small", facts))


def to_get(window: MainWindow) -> Any:
    window.open_area("models")
    area = window.areas.models()
    area.show_catalogue()
    until(lambda: area.catalogue.list.model().rowCount())
    return area


def model_here(window: MainWindow) -> None:
    window.open_area("models")
    area = window.areas.models()
    area.tabs.setCurrentIndex(0)
    until(lambda: area.model.rowCount())


def settings(number: int = 0, typed: str = "") -> Scene:
    """The settings from the card of this number on."""

    def scene(window: MainWindow) -> None:
        window.open_area("settings")
        area = window.areas.settings()
        area.search.setText(typed)
        until(lambda: "…" not in area.recognition.engine.text())
        settle(100)
        area.scroll_area.verticalScrollBar().setValue(area.sections[number].card.y())

    return scene


def passphrase(window: MainWindow) -> QWidget:
    from app.ui.settings.encryption_card import EncryptionCard

    window.open_area("settings")
    card = window.findChild(EncryptionCard)
    assert card is not None
    card.ask_to_encrypt()
    assert card.dialog is not None
    card.dialog.fields[0].setText("short")
    return dialog_of(window)


def wipe(window: MainWindow) -> QWidget:
    from app.ui.settings.wipe_card import WipeCard

    window.open_area("settings")
    card = window.findChild(WipeCard)
    assert card is not None
    card.ask()
    settle(300)
    return dialog_of(window)


def jobs(window: MainWindow) -> None:
    """One of each kind, in every state."""
    assert window.context is not None
    board = window.context.jobs
    if not board.under_way():
        verbs = JobVerbs(*([lambda: None] * 5))
        board.begin(JobKind.EXPORT, "Lease terms.pdf", verbs=verbs).finish(JobState.DONE)
        failed = board.begin(JobKind.MINUTES, f"{LONG_NAME}.vtt", verbs=verbs)
        failed.finish(JobState.FAILED, ErrorInfo("encrypted_document"))
        paused = board.begin(JobKind.DOWNLOAD, "Qwen3 4B", verbs=verbs)
        paused.progress(Progress(1_200_000_000, 2_500_000_000), JobState.PAUSED)
        reading = board.begin(JobKind.INTAKE, "Documents", verbs=verbs)
        reading.progress(Progress(312, 1204, "Annual report 2024.pdf", 740))
    window.open_area("jobs")
    settle(100)
    area: Any = window.areas.area("jobs")
    area.list.setCurrentIndex(area.model.index(2))
    area.list.setFocus()


def palette(typed: str) -> Scene:
    def scene(window: MainWindow) -> None:
        new_chat(window)
        window.commands.find_anything()
        settle(100)
        window.palette_panel().field.setText(typed)
        settle(300)

    return scene


def keys(window: MainWindow) -> QWidget:
    window.commands.show_shortcuts()
    return dialog_of(window)


def dropping(window: MainWindow) -> None:
    from app.ui.drops.sorting import sort_drop

    new_chat(window)
    paths = [Path("/a/Lease.pdf"), Path("/a/Notes.docx"), Path("/a/Board.vtt"), Path("/a/qwen.gguf")]
    window._drops().overlay.say(sort_drop(paths, "chats", lambda _path: False).words())


def told(code: str, **params: object) -> Scene:
    def scene(window: MainWindow) -> None:
        new_chat(window)
        window.notifications.error(ErrorInfo(code, params))  # type: ignore[arg-type]

    return scene


def undo(window: MainWindow) -> None:
    from app.i18n import tr

    new_chat(window)
    window.notifications.undo(tr("{name} was deleted", name=LONG_NAME), lambda: None)


def bug(window: MainWindow) -> QWidget:
    from app.ui.bug_report import BugDialog

    new_chat(window)
    dialog = BugDialog(window)
    dialog._show(
        "Carrel 0.1, Python 3.11, Qt 6.11, Linux\nbuiltins.ValueError\n  desk/page_view.py:41 in _fit"
    )
    assert dialog.box is not None
    dialog.box.setParent(window, dialog.box.windowFlags())
    settle(100)
    return dialog.box


NOTICE, TABLE, NOWHERE = "notice period", "Noravex", "football"
FULL: dict[str, Scene] = {
    "chat-new": new_chat,
    "chat": chat(NOTICE),
    "chat-desk": chat(NOTICE, cite),
    "chat-find": chat(NOTICE, find_in_document),
    "chat-text-desk": chat("Lantern", cite),
    "chat-table": chat(TABLE, cite),
    "chat-why": chat(NOTICE, explain),
    "chat-feedback": chat(NOTICE, complain),
    "chat-sentence": chat("policy", sentence),
    "not-found": chat(NOWHERE),
    "not-found-why": chat(NOWHERE, explain),
    "chat-search": search_chats,
    "chat-search-nothing": search_nothing,
    "chat-scope": scope,
    "chat-scoped": scoped,
    "chat-assistants": chooser_menu,
    "assistants": assistants,
    "library": library,
    "library-chosen": lambda window: library(window, "Leaflet"),
    "library-failed": lambda window: library(window, "Broken"),
    "library-nothing": library_search,
    "library-folders": folders,
    "library-remove": removal,
    "meetings": lambda window: (meetings(window), None)[1],
    "meetings-ask": ask_meeting,
    "meetings-edit": edit_line,
    "meetings-paste": paste,
    "meetings-templates": templates,
    "meetings-menu": menu_of("edit"),
    "write": lambda window: (write(window), None)[1],
    "write-result": result,
    "write-table": fields,
    "write-refused": too_small,
    "models": model_here,
    "models-get": lambda window: (to_get(window), None)[1],
    "settings": settings(),
    "settings-2": settings(2),
    "settings-3": settings(5),
    "settings-4": settings(8),
    "settings-5": settings(11),
    "settings-6": settings(14),
    "settings-found": settings(0, "privacy"),
    "settings-nothing": settings(0, "zebra"),
    "passphrase": passphrase,
    "wipe": wipe,
    "jobs": jobs,
    "palette": palette(""),
    "palette-typed": palette("exp"),
    "palette-nothing": palette("qqqq"),
    "keys": keys,
    "drop": dropping,
    "error": told("encrypted_document"),
    "undo": undo,
    "bug": bug,
}
"""Over a library that was read."""
EMPTY: dict[str, Scene] = {
    "first-run": lambda window: None,
    "empty-chats": new_chat,
    "empty-library": area("library"),
    "empty-meetings": area("meetings"),
    "empty-write": area("write"),
    "empty-jobs": area("jobs"),
}
"""Over a profile of which nothing was made yet."""

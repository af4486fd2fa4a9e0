"""What can be done with lines of the minutes: by context menu, by keys, and by the "Edit" button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.ids import MeetingId
from app.i18n import N_, tr
from app.ui.actions import bind
from app.ui.meetings.again import SECTION_NAMES
from app.ui.meetings.editing import MinutesEditing
from app.ui.meetings.line_dialogs import DueDialog, ask_words
from app.ui.meetings.note_item_model import NoteRole, NoteRow
from app.ui.meetings.text_list import TextList
from app.ui.meetings.utterance_item_model import UtteranceRole

NEW_LINES = {
    "decisions": (N_("Add decision…"), N_("Add as decision…"), N_("Add decision")),
    "actions": (N_("Add action…"), N_("Add as action…"), N_("Add action")),
    "questions": (N_("Add open question…"), N_("Add as open question…"), N_("Add open question")),
    "summary": (N_("Add summary line…"), N_("Add as summary line…"), N_("Add summary line")),
}
"""By section: in the menu, in the menu of what was said, and over the dialog."""
SECTIONS = {
    "summary": N_("The summary"),
    "decisions": N_("The decisions"),
    "actions": N_("The actions"),
    "questions": N_("The open questions"),
}
_MOST_NAMES = 15


class NoteMenu(QObject):
    """Belongs to the two lists. ``names`` gives the people an action can be given to without typing.

    Signals: ``again_requested`` (section), ``done_requested`` (list of (meeting or None for this one, line), done),
    ``origin_requested`` (meeting, line).
    """

    again_requested = Signal(str)
    done_requested = Signal(list, bool)
    origin_requested = Signal(object, str)

    def __init__(
        self,
        notes: TextList,
        transcript: TextList,
        editing: MinutesEditing,
        names: Callable[[], Sequence[str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._notes, self._transcript, self._editing, self._names = notes, transcript, editing, names
        self._window = parent
        self.edit = self._action(tr("Edit"), self._on_edit, "edit_line")
        self.accept = self._action(tr("Accept"), lambda: self._set_state("accepted"), "accept_line")
        self.reject = self._action(tr("Reject"), lambda: self._set_state("rejected"), "reject_line")
        self.reopen = self._action(tr("Neither accepted nor rejected"), lambda: self._set_state("open"))
        self.done = self._action(tr("Mark as done"), self._on_done, "line_done")
        self.origin = self._action(tr("Go to where it was said"), self._on_origin, "line_origin")
        self.again = self._action(tr("Make this section again"), self._on_again, "section_again", parent)
        self.ask = self._action(tr("Ask this meeting"), lambda: None, "ask_meeting", parent)
        self.undo = self._action(tr("Undo"), editing.undo, "undo_line", parent)
        self.redo = self._action(tr("Redo"), editing.redo, "redo_line", parent)
        for part, handler in ((notes, self._on_menu), (transcript, self._on_transcript_menu)):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(handler)

    def set_steps(self, undoable: int, redoable: int) -> None:
        """How many steps there are each way."""
        self.undo.setEnabled(undoable > 0)
        self.redo.setEnabled(redoable > 0)

    def fill(self, menu: QMenu) -> None:
        """The commands that need no line."""
        for section, (words, _as_it_was_said, _title) in NEW_LINES.items():
            added = menu.addAction(tr(words))
            added.triggered.connect(self._adder(section))
        menu.addSeparator()
        again = menu.addMenu(tr("Make a section again"))
        for section, name in SECTIONS.items():
            made = again.addAction(tr(name))
            made.triggered.connect(lambda _checked=False, section=section: self.again_requested.emit(section))
        menu.addAction(self.again)
        menu.addAction(self.ask)
        menu.addSeparator()
        menu.addActions([self.undo, self.redo])

    def menu_for(self, rows: Sequence[NoteRow]) -> QMenu:
        """The context menu of these lines of the minutes."""
        menu = QMenu(self._notes)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if rows:
            menu.addActions([*([self.edit] if len(rows) == 1 else []), self.accept, self.reject])
            if any(row.state != "open" for row in rows):
                menu.addAction(self.reopen)
            menu.addSeparator()
        if doable := self._doable():
            self.done.setText(
                tr("Not done after all") if all(row.done for row in doable) else tr("Mark as done")
            )
            menu.addAction(self.done)
            if any(row.origin for row in doable):
                menu.addAction(self.origin)
            menu.addSeparator()
        if actions := [row for row in rows if row.section == "actions"]:
            self._add_owners(menu.addMenu(tr("Owner")), actions)
            self._add_dates(menu.addMenu(tr("Due")), actions)
            menu.addSeparator()
        self.fill(menu)
        return menu

    def transcript_menu(self) -> QMenu:
        """What can be made of the chosen utterances."""
        menu = QMenu(self._transcript)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = sorted(self._transcript.selectionModel().selectedIndexes(), key=lambda index: index.row())
        said = [index.data(UtteranceRole.RECORD) for index in chosen]
        for section, (_words, name, _title) in NEW_LINES.items():
            added = menu.addAction(tr(name))
            words = " ".join(utterance.text for utterance in said)
            added.triggered.connect(self._adder(section, words, [utterance.id for utterance in said]))
            added.setEnabled(bool(said))
        return menu

    def _action(
        self,
        text: str,
        handler: Callable[[], None],
        command: str = "",
        owner: QWidget | None = None,
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if command:
            bind(action, command)
        action.triggered.connect(lambda: handler())
        (owner or self._notes).addAction(action)
        return action

    def _add_owners(self, menu: QMenu, rows: Sequence[NoteRow]) -> None:
        ids = [row.id for row in rows]
        for name in list(self._names())[:_MOST_NAMES]:
            chosen = menu.addAction(name.replace("&", "&&"))
            chosen.setCheckable(True)
            chosen.setChecked(all(row.owner == name for row in rows))
            chosen.triggered.connect(self._assigner(ids, name))
        menu.addSeparator()
        menu.addAction(tr("Somebody else…")).triggered.connect(lambda: self._ask_owner(rows))
        menu.addAction(tr("Nobody")).triggered.connect(self._assigner(ids, None))

    def _add_dates(self, menu: QMenu, rows: Sequence[NoteRow]) -> None:
        ids = [row.id for row in rows]

        def ask() -> None:
            DueDialog(
                self._editing.theme,
                self._window,
                rows[0].due_date,
                lambda day: self._editing.set_due(ids, day),
            ).open()

        menu.addAction(tr("Set date…")).triggered.connect(ask)
        menu.addAction(tr("No date")).triggered.connect(lambda: self._editing.set_due(ids, None))

    def _assigner(self, ids: Sequence[str], name: str | None) -> Callable[[], None]:
        return lambda: self._editing.assign(ids, name)

    def _ask_owner(self, rows: Sequence[NoteRow]) -> None:
        ids = [row.id for row in rows]
        ask_words(
            self._window, tr("Owner"), tr("Who is to do this?"), rows[0].owner or "",
            lambda name: self._editing.assign(ids, name),
        )  # fmt: skip

    def _adder(self, section: str, words: str = "", utterances: Sequence[int] = ()) -> Callable[[], None]:
        def ask() -> None:
            rows = self.chosen()
            behind = rows[-1].id if rows and rows[-1].section == section else None
            ask_words(
                self._window, tr(NEW_LINES[section][2]), tr("What shall the minutes say?"), words,
                lambda text: self._editing.add(section, text, behind, utterances),
            )  # fmt: skip

        return ask

    def chosen(self, *, carried: bool = False) -> list[NoteRow]:
        """The chosen lines that can be changed, top to bottom; ``carried``: those of earlier meetings as well."""
        indexes = sorted(self._notes.selectionModel().selectedIndexes(), key=lambda i: i.row())
        rows = [index.data(NoteRole.RECORD) for index in indexes]
        return [row for row in rows if row.id or (carried and row.origin)]

    def _doable(self) -> list[NoteRow]:
        return [row for row in self.chosen(carried=True) if row.section in ("actions", "carried")]

    def _on_done(self) -> None:
        if rows := self._doable():
            lines: list[tuple[MeetingId | None, str]] = [row.origin or (None, row.id) for row in rows]
            self.done_requested.emit(lines, not all(row.done for row in rows))

    def _on_origin(self) -> None:
        if origins := [row.origin for row in self._doable() if row.origin]:
            self.origin_requested.emit(*origins[0])

    def _on_again(self) -> None:
        row: NoteRow | None = self._notes.currentIndex().data(NoteRole.RECORD)
        if row is not None and row.section in SECTION_NAMES:
            self.again_requested.emit(row.section)

    def _set_state(self, state: str) -> None:
        if rows := self.chosen():
            self._editing.set_state([row.id for row in rows], state)

    def _on_edit(self) -> None:
        if self.chosen():
            self._notes.edit(self._notes.currentIndex())

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        self._open_menu(self._notes, self.menu_for(self.chosen()), place)

    @Slot(QPoint)
    def _on_transcript_menu(self, place: QPoint) -> None:
        self._open_menu(self._transcript, self.transcript_menu(), place)

    @staticmethod
    def _open_menu(part: TextList, menu: QMenu, place: QPoint) -> None:
        menu.popup(part.viewport().mapToGlobal(part.menu_place(place)))

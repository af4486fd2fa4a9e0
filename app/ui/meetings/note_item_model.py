"""The minutes as a Qt list: section titles, and lines that know which utterances they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.ids import MeetingId
from app.domain.meetings import ActionItem, Minutes, NoteItem, Topic
from app.domain.minutes_templates import AS_STANDARD, CarriedAction, Layout
from app.i18n import figure, tr
from app.services.minutes_words import PERHAPS, Line, Section, sections_of
from app.ui.meetings.words import (
    action_detail,
    carried_detail,
    marks_text,
    nothing_text,
    time_text,
)

Index = QModelIndex | QPersistentModelIndex


class NoteRole(IntEnum):
    """The :class:`NoteRow` of an index."""

    RECORD = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row. ``title`` rows head a section, ``hint`` rows say why there is nothing; neither can be chosen.

    A title that can be folded says in ``folded`` whether it is; its lines (``perhaps``) follow it all the same.

    Rows with an ``id`` can be changed; ``section``, ``state``, ``owner``, ``due_date`` and ``done`` are those of the
    line. ``origin`` is the (meeting, line) of an action that was said elsewhere. ``utterances`` are ids.
    """

    text: str
    title: bool = False
    detail: str = ""
    time: str = ""
    utterances: tuple[int, ...] = ()
    id: str = ""
    section: str = ""
    state: str = "open"
    owner: str | None = None
    due_date: str | None = None
    done: bool = False
    origin: tuple[MeetingId, str] | None = None
    hint: bool = False
    folded: bool | None = None
    perhaps: bool = False


def note_rows(minutes: Minutes, layout: Layout = AS_STANDARD, *, folded: bool = True) -> list[NoteRow]:
    """The minutes as the template orders them; sections without lines are left out.

    What is only perhaps decided stands under a title that is ``folded`` or not.
    """
    rows: list[NoteRow] = []
    for section in sections_of(minutes, layout):
        kind = "decisions" if section.kind == PERHAPS else section.kind
        rows.append(
            _fold(section, folded=folded)
            if section.kind == PERHAPS
            else NoteRow(section.heading, title=True, section=kind)
        )
        rows += [_row(kind, line) for line in section.lines]
    return rows or [NoteRow(nothing_text(layout.template.name), hint=True)]


def _fold(section: Section, *, folded: bool) -> NoteRow:
    """ "Perhaps decided (2)", with the word for what a click does."""
    heading = tr("{heading} ({count})", heading=section.heading, count=figure(len(section.lines)))
    does = tr("Show") if folded else tr("Hide")
    return NoteRow(heading, title=True, time=does, section="decisions", folded=folded)


def carried_row(carried: CarriedAction, detail: str) -> NoteRow:
    """An action of another meeting; its own transcript is not the one that is shown."""
    item = carried.item
    done = f" · {marks_text(item)}" if item.done_on else ""
    return NoteRow(
        item.text,
        detail=detail + done,
        time=time_text(item.start_ms),
        section="carried",
        state=item.state,
        owner=item.owner,
        due_date=item.due_date,
        done=item.done_on is not None,
        origin=(carried.meeting, item.id),
    )


def _row(section: str, line: Line) -> NoteRow:
    if isinstance(line, CarriedAction):
        return carried_row(line, carried_detail(line))
    if isinstance(line, Topic):
        said = tuple(range(line.first, line.last + 1))
        return NoteRow(line.title, time=time_text(line.start_ms), utterances=said, section=section)
    return _item_row(section, line)


def _item_row(section: str, item: NoteItem | ActionItem) -> NoteRow:
    action = item if isinstance(item, ActionItem) else None
    parts = (action_detail(action) if action else "", marks_text(item))
    return NoteRow(
        item.text,
        detail=" · ".join(part for part in parts if part),
        time=time_text(item.start_ms),
        utterances=item.utterances,
        id=item.id,
        section=section,
        state=item.state,
        owner=action.owner if action else None,
        due_date=action.due_date if action else None,
        done=action is not None and action.done_on is not None,
        perhaps=isinstance(item, NoteItem) and item.perhaps,
    )


def _in_view(rows: Iterable[NoteRow]) -> list[NoteRow]:
    """Without the lines under a title that is folded."""
    shown: list[NoteRow] = []
    hidden = False
    for row in rows:
        hidden = bool(row.folded) if row.title else hidden
        if row.title or not hidden:
            shown.append(row)
    return shown


def _chosen_by(wanted: Callable[[NoteRow], bool]) -> Callable[[NoteRow], bool]:
    """Lines of the minutes only: a topic rests on everything that was said in it."""
    return lambda row: bool(row.id) and wanted(row)


class NoteItemModel(QAbstractListModel):
    """Rows of :func:`note_rows`.

    Signals: ``rewritten`` (line id, words): the person wrote other words; they are shown once they are stored.
    """

    rewritten = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[NoteRow] = []
        self._shown: tuple[Minutes | None, Layout] = (None, AS_STANDARD)
        self._folded = True

    def set_minutes(self, minutes: Minutes | None, layout: Layout = AS_STANDARD) -> None:
        """Show these minutes (None: nothing), folded as the ones before."""
        self._shown = minutes, layout
        self.set_rows(_in_view(note_rows(minutes, layout, folded=self._folded)) if minutes else [])

    def fold(self, *, folded: bool) -> None:
        """Hide or show the lines under the title that can be folded."""
        if folded != self._folded:
            self._folded = folded
            self.set_minutes(*self._shown)

    def bring_out(self, wanted: Callable[[NoteRow], bool]) -> None:
        """Unfold where none of the wanted lines is in view, and one would be."""
        minutes, layout = self._shown
        if minutes is None or not self._folded or self.rows_where(_chosen_by(wanted)):
            return
        if any(row.id and wanted(row) for row in note_rows(minutes, layout)):
            self.fold(folded=False)

    def set_rows(self, rows: Iterable[NoteRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Titles and lines."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Titles are neither selectable nor reached by the arrow keys, but for one that can be folded."""
        if index.isValid() and self._rows[index.row()].folded is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if not index.isValid() or self._rows[index.row()].title or self._rows[index.row()].hint:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self._rows[index.row()].id else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Other words for a line; none at all are not taken."""
        words = " ".join(str(value).split())
        row = self._rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or not words or not row.id:
            return False
        if words != row.text:
            self.rewritten.emit(row.id, words)
        return True

    def rows_where(self, wanted: Callable[[NoteRow], bool]) -> list[QModelIndex]:
        """The lines, top to bottom, that are wanted."""
        return [
            self.index(i) for i, row in enumerate(self._rows) if not (row.title or row.hint) and wanted(row)
        ]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, accessible text and record."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == NoteRole.RECORD:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.text, row.detail, row.time) if part)
        return None

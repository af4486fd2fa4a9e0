"""Templates, and the sections of one of them, as Qt lists."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.domain.minutes_templates import SECTION_HEADINGS, MinutesTemplate, TemplateSection
from app.i18n import N_, tr
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class TemplateRole(IntEnum):
    """The :class:`MinutesTemplate` of an index."""

    RECORD = Qt.ItemDataRole.UserRole + 1


class TemplateItemModel(QAbstractListModel):
    """One row per template."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._templates: list[MinutesTemplate] = []

    def set_templates(self, templates: Sequence[MinutesTemplate]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._templates = list(templates)
        self.endResetModel()

    def row_of(self, template_id: str) -> int:
        """The row of a template, 0 when it is not there."""
        return next((i for i, t in enumerate(self._templates) if t.id == template_id), 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Templates."""
        return 0 if parent.isValid() else len(self._templates)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, accessible text and record."""
        if not index.isValid():
            return None
        template = self._templates[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return template.name
        if role == TemplateRole.RECORD:
            return template
        if role == Qt.ItemDataRole.ToolTipRole:  # a template may be somebody else's file
            return plain_tool_tip(_words(template))
        return _words(template) if role == Qt.ItemDataRole.AccessibleTextRole else None


def _words(template: MinutesTemplate) -> str:
    return tr("{name}, comes with Carrel", name=template.name) if template.built_in else template.name


class SectionItemModel(QAbstractTableModel):
    """Every kind of section: ticked when it is shown, with its heading to be written over. Signals: ``edited``."""

    edited = Signal()
    _HEADERS = (N_("Section"), N_("Heading"))

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[TemplateSection, bool]] = []
        self._locked = False

    def set_template(self, template: MinutesTemplate) -> None:
        """The template's sections in their order, then those that it leaves out."""
        self.beginResetModel()
        shown = {section.kind for section in template.sections}
        self._rows = [(section, True) for section in template.sections]
        self._rows += [
            (TemplateSection(k, tr(h)), False) for k, h in SECTION_HEADINGS.items() if k not in shown
        ]
        self._locked = template.built_in
        self.endResetModel()

    def sections(self) -> tuple[TemplateSection, ...]:
        """Those that are ticked."""
        return tuple(section for section, shown in self._rows if shown)

    def move(self, row: int, by: int) -> int:
        """Up (-1) or down (1); the row it has then."""
        target = row + by
        if self._locked or not (0 <= row < len(self._rows) and 0 <= target < len(self._rows)):
            return row
        self.beginMoveRows(_NOWHERE, row, row, _NOWHERE, target + 1 if by > 0 else target)
        self._rows.insert(target, self._rows.pop(row))
        self.endMoveRows()
        self.edited.emit()
        return target

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Kinds of sections."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Kind and heading."""
        return 0 if parent.isValid() else len(self._HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self._HEADERS[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What comes with Carrel can be looked at, and no more."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if self._locked:
            return flags
        more = Qt.ItemFlag.ItemIsEditable if index.column() else Qt.ItemFlag.ItemIsUserCheckable
        return flags | more

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Usual name with a tick; the heading."""
        if not index.isValid():
            return None
        section, shown = self._rows[index.row()]
        if index.column() == 0 and role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return section.heading if index.column() else tr(SECTION_HEADINGS[section.kind])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = (
                N_("{section}, shown, heading {heading}")
                if shown
                else N_("{section}, left out, heading {heading}")
            )
            return tr(words, section=tr(SECTION_HEADINGS[section.kind]), heading=section.heading)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick, or other words for a heading."""
        if self._locked or not index.isValid():
            return False
        section, shown = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            shown = Qt.CheckState(value) == Qt.CheckState.Checked
        elif role == Qt.ItemDataRole.EditRole and index.column() == 1 and str(value).strip():
            section = TemplateSection(section.kind, " ".join(str(value).split()))
        else:
            return False
        self._rows[index.row()] = (section, shown)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

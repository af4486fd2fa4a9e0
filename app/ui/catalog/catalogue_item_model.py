"""The catalogue as a Qt list: what can be had, what fits, what is here already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import N_, tr
from app.ui.catalog.model_file_item_model import ModelFileRole
from app.ui.catalog.words import entry_facts, fit_words

if TYPE_CHECKING:
    from app.services.recommending import Suggestion

Index = QModelIndex | QPersistentModelIndex
HERE, BEST, ON_THE_WAY = N_("on this computer"), N_("recommended"), N_("on its way")


class CatalogueItemModel(QAbstractListModel):
    """One row per entry; the roles are those of :class:`ModelFileRole`, the record is a ``Suggestion``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._suggestions: list[Suggestion] = []
        self._here: set[str] = set()
        self._moving: set[str] = set()

    def set_suggestions(self, suggestions: Sequence[Suggestion], here: Mapping[str, object]) -> None:
        """Replace everything; ``here`` has the ids of what is on this computer."""
        self.beginResetModel()
        self._suggestions = list(suggestions)
        self._here = set(here)
        self.endResetModel()

    def set_moving(self, entries: set[str]) -> None:
        """The ids of what is being fetched."""
        if entries != self._moving:
            self._moving = entries
            if self._suggestions:
                self.dataChanged.emit(self.index(0), self.index(len(self._suggestions) - 1))

    def row_of(self, entry: str) -> int:
        """The row of an id, -1 when it is not there."""
        return next((row for row, s in enumerate(self._suggestions) if s.entry.id == entry), -1)

    def best_row(self) -> int:
        """The recommended one's, else the first."""
        return next((row for row, suggestion in enumerate(self._suggestions) if suggestion.best), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Entries."""
        return 0 if parent.isValid() else len(self._suggestions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, facts, status, accessible text and record."""
        if not index.isValid():
            return None
        suggestion = self._suggestions[index.row()]
        facts = f"{entry_facts(suggestion.entry)}\n{tr(suggestion.entry.good_for)}\n{fit_words(suggestion)}"
        if role == Qt.ItemDataRole.DisplayRole:
            return suggestion.entry.name
        if role == ModelFileRole.FACTS:
            return facts
        if role == ModelFileRole.STATUS:
            return self._status(suggestion)
        if role == ModelFileRole.RECORD:
            return suggestion
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (suggestion.entry.name, self._status(suggestion), facts.replace("\n", ", "))
            return ", ".join(part for part in parts if part)
        return None

    def _status(self, suggestion: Suggestion) -> str:
        if suggestion.entry.id in self._moving:
            return tr(ON_THE_WAY)
        if suggestion.entry.id in self._here:
            return tr(HERE)
        return tr(BEST) if suggestion.best else ""

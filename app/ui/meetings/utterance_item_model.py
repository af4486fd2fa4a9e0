"""A transcript as a Qt list, with a set of utterances that are highlighted."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.meetings import Transcript, Utterance
from app.ui.meetings.words import time_text

Index = QModelIndex | QPersistentModelIndex


class UtteranceRole(IntEnum):
    """What an index offers beside Qt's own roles."""

    RECORD = Qt.ItemDataRole.UserRole + 1
    HIGHLIGHTED = Qt.ItemDataRole.UserRole + 2
    HEADING = Qt.ItemDataRole.UserRole + 3


class UtteranceItemModel(QAbstractListModel):
    """One row per utterance, in the order of the transcript."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._utterances: tuple[Utterance, ...] = ()
        self._rows: dict[int, int] = {}
        self._highlighted: frozenset[int] = frozenset()

    def set_transcript(self, transcript: Transcript | None) -> None:
        """Show this transcript (None: nothing), with nothing highlighted."""
        self.beginResetModel()
        self._utterances = transcript.utterances if transcript else ()
        self._rows = {utterance.id: row for row, utterance in enumerate(self._utterances)}
        self._highlighted = frozenset()
        self.endResetModel()

    def highlight(self, utterance_ids: Collection[int]) -> QModelIndex:
        """Mark these utterances and no others; the index of the first, invalid when there is none."""
        old, self._highlighted = self._highlighted, frozenset(utterance_ids)
        for utterance_id in old ^ self._highlighted:
            row = self._rows.get(utterance_id)
            if row is not None:
                self.dataChanged.emit(self.index(row), self.index(row), [int(UtteranceRole.HIGHLIGHTED)])
        rows = [self._rows[utterance_id] for utterance_id in self._highlighted if utterance_id in self._rows]
        return self.index(min(rows)) if rows else QModelIndex()

    def highlighted(self) -> frozenset[int]:
        """The ids that are marked."""
        return self._highlighted

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Utterances."""
        return 0 if parent.isValid() else len(self._utterances)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, heading ("4:07  Maria"), record, highlight and accessible text."""
        if not index.isValid():
            return None
        utterance = self._utterances[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return utterance.text
        if role == UtteranceRole.RECORD:
            return utterance
        if role == UtteranceRole.HIGHLIGHTED:
            return utterance.id in self._highlighted
        if role == UtteranceRole.HEADING:
            return self._heading(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (utterance.speaker or "", time_text(utterance.start_ms), utterance.text)
            marked = "highlighted, " if utterance.id in self._highlighted else ""
            return marked + ", ".join(part for part in parts if part)
        return None

    def _heading(self, row: int) -> tuple[str, str]:
        """Speaker and time. The speaker is left out while the same one goes on."""
        utterance = self._utterances[row]
        same = row > 0 and self._utterances[row - 1].speaker == utterance.speaker
        return ("" if same else utterance.speaker or ""), time_text(utterance.start_ms)

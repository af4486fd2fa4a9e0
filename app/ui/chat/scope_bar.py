"""Which documents are asked: the whole library, or the ones that stand here as chips."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets import Chip

_SHOWN = 2


class ScopeBar(QWidget):
    """Signals: ``choose_requested``, ``changed``."""

    choose_requested = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paths: tuple[Path, ...] = ()
        self.chips: list[Chip] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.S)
        self._row.addStretch(1)
        self._rebuild()

    def paths(self) -> tuple[Path, ...]:
        """The chosen files and folders; empty for the whole library."""
        return self._paths

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Choose these."""
        self._paths = tuple(dict.fromkeys(paths))
        self._rebuild()
        self.changed.emit()

    def _rebuild(self) -> None:
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for path in self._paths[:_SHOWN]:
            chip = Chip(self._theme, path.name, "document" if path.suffix else "folder", removable=True)
            chip.setProperty("path", str(path))
            chip.removed.connect(self._on_removed)
            self._add(chip)
        rest = len(self._paths) - _SHOWN
        if not self._paths:
            self._add(Chip(self._theme, tr("Whole library"), "library"))
            self.chips[-1].setToolTip(tr("Choose which documents to ask"))
        elif rest > 0:
            self._add(Chip(self._theme, tr("and {number} more", number=rest)))
        else:
            self._add(Chip(self._theme, tr("Add…"), "plus"))

    def _add(self, chip: Chip) -> None:
        chip.clicked.connect(self.choose_requested)
        self._row.insertWidget(len(self.chips), chip)
        self.chips.append(chip)

    @Slot()
    def _on_removed(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            removed = Path(str(chip.property("path")))
            self.set_paths([path for path in self._paths if path != removed])

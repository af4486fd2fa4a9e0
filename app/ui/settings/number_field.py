"""A field for a whole number within bounds; typed, or stepped with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberField(QLineEdit):
    """``value_changed`` comes once typing is over (Enter, or leaving the field) and after each step.

    What is out of bounds becomes the nearest bound; what is no number becomes the value before.
    """

    value_changed = Signal(int)

    def __init__(self, minimum: int, maximum: int, step: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.minimum, self.maximum, self._step = minimum, maximum, step
        self._value = minimum
        self.setValidator(QIntValidator(self))
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * 18)
        self.editingFinished.connect(self._on_finished)

    def value(self) -> int:
        """The number that counts now."""
        return self._value

    def show_value(self, value: int) -> None:
        """Show a number without saying that it was changed."""
        self._value = value
        self.setText(str(value))

    def set_value(self, value: int) -> None:
        """Change the number, within the bounds."""
        bounded = min(max(value, self.minimum), self.maximum)
        changed = bounded != self._value
        self.show_value(bounded)
        if changed:
            self.value_changed.emit(bounded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step."""
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if direction:
            self.set_value(self._typed() + direction * self._step)
        else:
            super().keyPressEvent(event)

    def _typed(self) -> int:
        try:
            return int(self.text())
        except ValueError:
            return self._value

    @Slot()
    def _on_finished(self) -> None:
        self.set_value(self._typed())

"""The form of a task, made from what it declares: a drop-down list or a line of text for each option."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.domain.writing import TaskDeclaration, TaskOption
from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel
from app.ui.widgets.combo_box import ComboBox
from app.ui.widgets.flow_layout import FlowLayout

_LINE_WIDTH = 280


class OptionsForm(QWidget):
    """What was chosen for a task is remembered while the window is open. Signal: ``submitted`` (Enter in a line)."""

    submitted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._remembered: dict[str, dict[str, str]] = {}
        self._task = ""
        self.fields: dict[str, QComboBox | QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._box: QWidget | None = None

    def show_task(self, declared: TaskDeclaration) -> None:
        """Another form."""
        if self._task:
            self._remembered[self._task] = self.chosen()
        if self._box is not None:
            self._column.removeWidget(self._box)
            self._box.hide()
            self._box.deleteLater()
        self._task, self.fields = declared.id, {}
        self._box = QWidget()
        flow = FlowLayout(self._box, spacing=Space.M)
        before = self._remembered.get(declared.id, {})
        for option in declared.options:
            flow.addWidget(self._row(option, before.get(option.id, option.default)))
        self._column.addWidget(self._box)
        self._box.setVisible(bool(declared.options))

    def chosen(self) -> dict[str, str]:
        """Every option's value by its id."""
        return {
            name: str(field.currentData()) if isinstance(field, QComboBox) else field.text()
            for name, field in self.fields.items()
        }

    def _row(self, option: TaskOption, value: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        label = PlainLabel(tr(option.label), "caption")
        field = self._choices(option, value) if option.choices else self._line(option, value)
        field.setAccessibleName(tr(option.label))
        label.setBuddy(field)
        column.addWidget(label)
        column.addWidget(field)
        self.fields[option.id] = field
        return box

    def _choices(self, option: TaskOption, value: str) -> QComboBox:
        box = ComboBox(self._theme, 16)
        for choice in option.choices:
            box.addItem(tr(choice.label), choice.value)
        box.setCurrentIndex(max(0, box.findData(value)))
        return box

    def _line(self, option: TaskOption, value: str) -> QLineEdit:
        line = QLineEdit(value)
        line.setPlaceholderText(tr(option.example) if option.example else "")
        line.setMinimumWidth(_LINE_WIDTH if len(option.example) > 8 else 90)
        line.returnPressed.connect(self.submitted)
        return line

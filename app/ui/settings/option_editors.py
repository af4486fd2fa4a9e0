"""One editor for every kind of option; what can be set follows from the declaration alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.services.settings import Option, Value
from app.ui.settings.number_field import NumberField
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, set_kind
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.combo_box import ComboBox

_NO_BOUND = 1_000_000
LINES = 3
_LARGE, _COARSE = 10_000, 512  # numbers of tokens are stepped in half thousands


class OptionEditor(QWidget):
    """Label, control and help of one option. Signal: ``edited`` (option, value) when the person changed it."""

    edited = Signal(object, object)

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.option = option
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.XS)

    def add(self, control: QWidget, *, labelled: bool) -> None:
        """Put the control between label and help."""
        if not labelled:
            label = PlainLabel(tr(self.option.label), wrap=True)
            label.setBuddy(control)
            self.column.addWidget(label)
        self.column.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(PlainLabel(tr(self.option.help), "caption", wrap=True))
        control.setAccessibleName(tr(self.option.label))
        control.setAccessibleDescription(tr(self.option.help))

    def show_value(self, value: Any) -> None:
        """Show a value without saying that the person changed it."""
        raise NotImplementedError

    def _tell(self, value: Value) -> None:
        self.edited.emit(self.option, value)


class SwitchEditor(OptionEditor):
    """For booleans."""

    def __init__(self, theme: Theme, option: Option) -> None:
        super().__init__(option)
        self.control = CheckBox(theme, tr(option.label))
        self.control.clicked.connect(self._on_clicked)
        self.add(self.control, labelled=True)

    def show_value(self, value: Any) -> None:
        """Tick or not."""
        self.control.setChecked(bool(value))

    @Slot(bool)
    def _on_clicked(self, checked: bool) -> None:
        self._tell(checked)


class ChoiceEditor(OptionEditor):
    """For options with choices."""

    def __init__(self, theme: Theme, option: Option) -> None:
        super().__init__(option)
        self.control = ComboBox(theme)
        for value, label in option.choices:
            self.control.addItem(tr(label), value)
        self.control.activated.connect(self._on_activated)
        self.add(self.control, labelled=False)

    def show_value(self, value: Any) -> None:
        """Choose it."""
        self.control.setCurrentIndex(self.control.findData(value))

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        self._tell(self.control.itemData(row))


class NumberEditor(OptionEditor):
    """For whole numbers within bounds."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        low, high = int(option.minimum or 0), int(option.maximum or _NO_BOUND)
        self.control = NumberField(low, high, _COARSE if high > _LARGE else 1)
        self.control.value_changed.connect(self._tell)
        self.add(self.control, labelled=False)

    def show_value(self, value: Any) -> None:
        """Show the number."""
        self.control.show_value(int(value))


class TextEditor(OptionEditor):
    """For text that may be longer than a line."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.control = _TextField()
        self.control.finished.connect(self._on_finished)
        self.add(self.control, labelled=False)
        self.column.setAlignment(self.control, Qt.AlignmentFlag(0))  # as wide as there is room

    def show_value(self, value: Any) -> None:
        """Show the text."""
        self.control.shown = str(value)
        self.control.setPlainText(str(value))

    @Slot()
    def _on_finished(self) -> None:
        text = self.control.toPlainText().strip()
        if text != self.control.shown:
            self.control.shown = text
            self._tell(text)


class LineEditor(OptionEditor):
    """For one line of text."""

    def __init__(self, option: Option) -> None:
        super().__init__(option)
        self.control = QLineEdit()
        self.control.setMinimumWidth(self.control.fontMetrics().averageCharWidth() * 40)
        self.control.editingFinished.connect(self._on_finished)
        self._shown = ""
        self.add(self.control, labelled=False)

    def show_value(self, value: Any) -> None:
        """Show the text."""
        self._shown = str(value)
        self.control.setText(self._shown)

    @Slot()
    def _on_finished(self) -> None:
        text = self.control.text().strip()
        if text != self._shown:
            self._shown = text
            self._tell(text)


class _TextField(QPlainTextEdit):
    """Three lines, more by scrolling. Signal: ``finished`` when the person leaves it."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        set_kind(self, "field")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 2 * Space.M)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finished.emit()


def editor_for(theme: Theme, option: Option) -> OptionEditor | None:
    """The editor for an option; None for kinds that nobody edits by hand."""
    if option.choices:
        return ChoiceEditor(theme, option)
    if option.type is bool:
        return SwitchEditor(theme, option)
    if option.type is int:
        return NumberEditor(option)
    if option.type is str:
        return TextEditor(option) if option.default else LineEditor(option)
    return None

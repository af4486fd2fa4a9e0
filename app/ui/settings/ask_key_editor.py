"""The switch for the key that brings Carrel to the front from any program, and the field that takes the key.

Where the system lets no program have such a key, it says so, with the command that the system itself can start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QGuiApplication,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLineEdit, QWidget

from app.domain.errors import ErrorInfo
from app.i18n import tr
from app.paths import ask_command
from app.services.settings import ASK_ANYWHERE, ASK_KEYS
from app.ui.hotkeys.checks import proposal
from app.ui.settings.option_editors import OptionEditor
from app.ui.theme import Space
from app.ui.widgets import ElidedLabel, PlainLabel, QuietButton
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.flow_layout import FlowLayout
from app.wording import describe

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

_NOT_HERE = ErrorInfo("hotkey_unavailable", {})
_WIDTH = 22  # characters of the field


class AskKeyEditor(OptionEditor):
    """Keeps by itself what is changed here (:class:`app.ui.hotkeys.ask_key.AskKey`), so that it emits no ``edited``."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(ASK_ANYWHERE, parent)
        self._key = context.ask_key
        self.control = CheckBox(context.theme, tr(ASK_ANYWHERE.label))
        self.control.clicked.connect(self._on_clicked)
        self.add(self.control, labelled=True)
        self.field = KeyField()
        self.field.typed.connect(self._on_typed)
        self.field.listening.connect(self._on_listening)
        self.propose = QuietButton("", context.theme, "keyboard")
        self.propose.clicked.connect(self._on_proposed)
        self.problem, self.state = (
            PlainLabel("", "danger-text", wrap=True),
            PlainLabel("", "muted", wrap=True),
        )
        self.key_row, self.command_row = self._row_of_key(), _row_of_command(context)
        self.column.setSpacing(Space.S)
        for part in (self.key_row, self.problem, self.state, self.command_row):
            self.column.addWidget(part)
        if self._key is not None:
            self._key.changed.connect(self.look)
        self.look()

    def show_value(self, value: Any) -> None:
        """See :class:`OptionEditor`; what is so is known better."""
        del value
        self.look()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt override: a key that another program had may be free by now."""
        super().showEvent(event)
        if self._key is not None and self._key.wanted() and not self._key.held():
            self._key.follow()

    @Slot()
    def look(self) -> None:
        """Show what is so."""
        key = self._key
        reason = _NOT_HERE if key is None else key.why_not()
        self.control.setEnabled(reason is None)
        self.key_row.setVisible(reason is None)
        self.command_row.setVisible(reason is not None)
        if key is None or reason is not None:
            told = describe(reason or _NOT_HERE)
            self._say(None, f"{told.message}. {told.hint}")
            return
        self.control.setChecked(key.wanted())
        self.field.show_key(key.sequence())
        native = QKeySequence.SequenceFormat.NativeText
        self.propose.setText(tr("Use {keys}", keys=proposal().toString(native)))
        self.propose.setVisible(key.sequence() != proposal())
        works = tr("{keys} brings Carrel to the front while it runs.", keys=key.words())
        self._say(key.problem, works if key.held() else "")

    def _row_of_key(self) -> QWidget:
        whole = QWidget()
        row = FlowLayout(whole, spacing=Space.M)
        label = PlainLabel(tr("Key"))
        label.setBuddy(self.field)
        for control in (label, self.field, self.propose):
            row.addWidget(control)
        return whole

    def _say(self, problem: ErrorInfo | None, state: str) -> None:
        told = None if problem is None else describe(problem)
        words = "" if told is None else f"{told.message}. {told.hint}"
        before = self.problem.text(), self.state.text()
        for label, text in ((self.problem, words), (self.state, state)):
            label.setText(text)
            label.setVisible(bool(text))
        if self.isVisible() and before != (words, state):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words or state))

    @Slot(bool)
    def _on_clicked(self, checked: bool) -> None:
        if self._key is not None:
            self._key.switch(checked)

    @Slot(QKeySequence)
    def _on_typed(self, sequence: QKeySequence) -> None:
        if self._key is not None:
            self._key.choose(sequence)

    @Slot()
    def _on_proposed(self) -> None:
        self.field.setFocus()  # the button goes away
        self._on_typed(proposal())

    @Slot(bool)
    def _on_listening(self, listens: bool) -> None:
        if self._key is not None:
            self._key.choosing = listens


class KeyField(QKeySequenceEdit):
    """Takes one key with its modifiers; Tab leaves it. Signals: ``typed`` (QKeySequence), ``listening`` (bool)."""

    typed = Signal(QKeySequence)
    listening = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumSequenceLength(1)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _WIDTH)
        self.editingFinished.connect(self._on_finished)
        self.setAccessibleName(tr(ASK_KEYS.label))
        inner = self.findChild(QLineEdit)
        if inner is not None:
            inner.setPlaceholderText(tr("Press the key that you want"))
            inner.setAccessibleName(tr(ASK_KEYS.label))

    def show_key(self, sequence: QKeySequence) -> None:
        """Show a key without saying that it was typed. It stands in the description, for Qt tells no value here."""
        self.setKeySequence(sequence)
        native = sequence.toString(QKeySequence.SequenceFormat.NativeText)
        hint = tr("Press the key that you want. Tab goes on without a change.")
        self.setAccessibleDescription(f"{native}. {hint}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt override."""
        super().focusInEvent(event)
        self.listening.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt override."""
        super().focusOutEvent(event)
        self.listening.emit(False)

    @Slot()
    def _on_finished(self) -> None:
        self.typed.emit(self.keySequence())


def _row_of_command(context: UiContext) -> QWidget:
    """The command to bind, and a button that copies it."""
    whole, command = QWidget(), ask_command()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.M)
    row.addWidget(ElidedLabel(command, "strong"), 1)
    button = QuietButton(tr("Copy the command"), context.theme, "copy")

    def copy() -> None:
        QGuiApplication.clipboard().setText(command)
        context.notifications.info(tr("The command was copied."))

    button.clicked.connect(copy)
    row.addWidget(button)
    return whole

"""The assistants: looked at, made, changed, copied, deleted (with a way back), handed on as a file and taken over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.assistants import Assistant
from app.domain.errors import UserError
from app.domain.ids import AssistantId
from app.i18n import tr
from app.services.assistant_file import SUFFIX
from app.ui.assistants.form import AssistantForm
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.theme import Space
from app.ui.widgets import Banner, EmptyState, IconButton, PrimaryButton
from app.ui.widgets.room import roomy
from app.wording import describe

_PAUSE_MS = 400


class AssistantsDialog(QDialog):
    """Every change is kept at once; records are small, so nothing runs in the background. Signal: ``changed``."""

    changed = Signal()

    def __init__(
        self, context: UiContext, chosen: Assistant | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Assistants"))
        self.resize(roomy(self, 760, 560))
        self._context = context
        self._services = context.services
        self._assistants: list[Assistant] = []
        self._shown: Assistant | None = None  # whom the form speaks of, also while the list moves on
        self._deleted = ""
        theme = context.theme
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Assistants"))
        self.list.setMinimumWidth(180)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # long names end in "…"
        self.list.currentRowChanged.connect(self._on_row)
        self.new_button = IconButton(theme, "plus", tr("New assistant"))
        self.copy_button = IconButton(theme, "copy", tr("Copy this assistant"))
        self.delete_button = IconButton(theme, "trash", tr("Delete this assistant"))
        self.import_button = IconButton(theme, "download", tr("Take over an assistant from a file"))
        self.export_button = IconButton(theme, "upload", tr("Save this assistant as a file"))
        self.form = AssistantForm(theme)
        self.form.changed.connect(self._on_changed)
        self.form.documents_requested.connect(self._on_documents)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self.banner = Banner(theme)
        self.banner.hide()
        self.banner.closed.connect(self.banner.hide)
        self.banner.action_requested.connect(self.undo_delete)
        first = PrimaryButton(tr("New assistant"))
        first.clicked.connect(self.new)
        self.empty = EmptyState(
            theme,
            "person",
            tr("No assistant yet"),
            tr(
                "An assistant is a name for who answers: a model, instructions, and the documents it looks in."
            ),
            (first,),
        )
        self._lay_out()
        for button, slot in (
            (self.new_button, self.new),
            (self.copy_button, self.duplicate),
            (self.delete_button, self.delete),
            (self.import_button, self._on_import),
            (self.export_button, self._on_export),
        ):
            button.clicked.connect(slot)
        self.form.set_choices(
            [model.name for model in self._services.catalog.models()],
            [adapter.name for adapter in self._services.adapters.adapters()],
        )
        self._refresh(chosen.id if chosen is not None else None)
        self.finished.connect(self.save)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        for button in (self.new_button, self.copy_button, self.delete_button):
            tools.addWidget(button)
        tools.addStretch(1)
        for button in (self.import_button, self.export_button):
            tools.addWidget(button)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(tools)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        self.form.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(scroll)
        both = QHBoxLayout()
        both.setSpacing(Space.L)
        both.addLayout(left)
        both.addWidget(self.pages, 1)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(both, 1)
        column.addWidget(self.banner)
        column.addWidget(buttons)

    def current(self) -> Assistant | None:
        """The one that is shown."""
        row = self.list.currentRow()
        return self._assistants[row] if 0 <= row < len(self._assistants) else None

    @Slot()
    def new(self) -> None:
        """One with a name of its own and nothing else."""
        names = {assistant.name.casefold() for assistant in self._services.assistants.list()}
        name, number = tr("Assistant"), 1
        while name.casefold() in names:
            number += 1
            name = tr("Assistant {number}", number=number)
        self._do(lambda: self._services.assistants.save(Assistant(name)))
        self.form.name.setFocus()
        self.form.name.selectAll()

    @Slot()
    def duplicate(self) -> None:
        """A copy."""
        self.save()
        current = self.current()
        if current is not None:
            self._do(lambda: self._services.assistants.duplicate(current))

    @Slot()
    def delete(self) -> None:
        """It can be taken back."""
        current = self.current()
        if current is None:
            return
        self._pause.stop()
        self._services.assistants.delete(current)
        self._shown, self._deleted = None, current.name
        self._refresh(None)
        self.changed.emit()
        self.banner.say("info", tr("“{name}” was deleted", name=current.name), "", tr("Undo"))
        self.banner.show()

    @Slot()
    def undo_delete(self) -> None:
        """Take the last deleted one back."""
        name = self._deleted
        self.banner.hide()
        self._do(lambda: self._services.assistants.restore(name))

    @Slot()
    def save(self) -> None:
        """Keep what the form says, if it says anything new. Where the name cannot be had, the rest is kept."""
        self._pause.stop()
        shown, made = self._shown, self.form.assistant()
        if shown is None or made == shown:
            return
        try:
            kept = self._services.assistants.save(made)
        except UserError as error:
            self._say(error)
            self._keep(shown, replace(made, name=shown.name))
            return
        self._took(kept)
        self._tell_missing(kept)

    def _keep(self, shown: Assistant, made: Assistant) -> None:
        if made != shown:
            with suppress(UserError):  # what is wrong was said already
                self._took(self._services.assistants.save(made))

    def _took(self, kept: Assistant) -> None:
        self._shown = kept
        rows = [row for row, assistant in enumerate(self._assistants) if assistant.id == kept.id]
        for row in rows:
            self._assistants[row] = kept
            self.list.item(row).setText(kept.name)
        self.changed.emit()

    def _do(self, call: Callable[[], Assistant]) -> None:
        self.save()
        try:
            made = call()
        except UserError as error:
            self._say(error)
            return
        self._refresh(made.id)
        self.changed.emit()

    def _refresh(self, chosen: AssistantId | None) -> None:
        self._assistants = list(self._services.assistants.list())
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([assistant.name for assistant in self._assistants])
        ids = [assistant.id for assistant in self._assistants]
        self.list.setCurrentRow(ids.index(chosen) if chosen in ids else 0 if ids else -1)
        self.list.blockSignals(False)
        self._on_row(self.list.currentRow())

    def _say(self, error: UserError) -> None:
        self.banner.say("warning", *describe(error))
        self.banner.show()

    def _tell_missing(self, assistant: Assistant) -> None:
        missing = self._services.assistants.missing(assistant)
        if missing:
            self.banner.say("warning", describe(missing[0]).message, describe(missing[0]).hint)
        self.banner.setVisible(bool(missing))

    @Slot(int)
    def _on_row(self, _row: int) -> None:
        if self._pause.isActive():
            self.save()  # of whom was shown so far
        current = self._shown = self.current()
        self.pages.setCurrentIndex(1 if current is not None else 0)
        for button in (self.copy_button, self.delete_button, self.export_button):
            button.setEnabled(current is not None)
        if current is not None:
            self.form.show_assistant(current)
            self._tell_missing(current)

    @Slot()
    def _on_changed(self) -> None:
        self._pause.start()

    @Slot()
    def _on_documents(self) -> None:
        services = self._services
        self._context.operations.run(self, lambda _job: verbs.documents_to_ask(services)).on_success(
            self.form.pick
        ).start()

    @Slot()
    def _on_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Take over an assistant"), "", f"*{SUFFIX} *.json")
        if chosen:
            self._do(lambda: self._services.assistants.bring_in(Path(chosen)).assistant)

    @Slot()
    def _on_export(self) -> None:
        self.save()
        current = self.current()
        if current is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the assistant"), f"{current.name}{SUFFIX}", f"*{SUFFIX}"
        )
        if chosen:
            try:
                self._services.assistants.export(current, Path(chosen))
            except UserError as error:
                self._say(error)

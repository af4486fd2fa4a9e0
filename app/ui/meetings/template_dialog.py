"""The person's templates: looked at, copied, changed, deleted (with a way back), handed on as a file and taken over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app import wording
from app.domain.errors import UserError
from app.domain.minutes_templates import LONGEST_TEXT, MinutesTemplate
from app.i18n import tr
from app.services.minutes_templates import SUFFIX, MinutesTemplates
from app.services.minutes_words import file_name_of
from app.ui.actions import bind, keys
from app.ui.meetings.template_item_model import SectionItemModel, TemplateItemModel, TemplateRole
from app.ui.theme import Space, Theme
from app.ui.widgets import Banner, IconButton, PlainLabel
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.room import roomy
from app.ui.widgets.tick_delegate import TickDelegate


class TemplateDialog(QDialog):
    """Every change is kept at once; files are small, so nothing runs in the background."""

    def __init__(
        self, theme: Theme, templates: MinutesTemplates, chosen: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Templates of minutes"))
        self.resize(roomy(self, 720, 480))
        self._templates = templates
        self._theme = theme
        self._deleted: MinutesTemplate | None = None
        self._saving = False
        self._build_list()
        self._build_editor()
        self._build_frame()
        self._show_all(chosen)

    def _build_list(self) -> None:
        self.model = TemplateItemModel(self)
        self.list = QListView()
        self.list.setAccessibleName(tr("Templates"))
        self.list.setModel(self.model)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setMinimumWidth(180)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.copy_button = IconButton(
            self._theme, "copy", tr("Copy this template ({keys})", keys=keys("copy_template"))
        )
        self.delete_button = IconButton(
            self._theme, "trash", tr("Delete this template ({keys})", keys=keys("delete_template"))
        )
        self.import_button = IconButton(self._theme, "download", tr("Take over a template from a file"))
        self.export_button = IconButton(self._theme, "upload", tr("Save this template as a file"))
        self.copy_button.clicked.connect(self.duplicate)
        self.delete_button.clicked.connect(self.delete)
        self.import_button.clicked.connect(self._on_import_requested)
        self.export_button.clicked.connect(self._on_export_requested)
        self._key("copy_template", self, self.duplicate)
        self._key("delete_template", self.list, self.delete, Qt.ShortcutContext.WidgetShortcut)

    def _build_editor(self) -> None:
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the template"))
        self.name.setMaxLength(LONGEST_TEXT)
        self.name.editingFinished.connect(self._save)
        self.sections = SectionItemModel(self)
        # Queued: a heading's field must be closed before the list is shown anew.
        self.sections.edited.connect(self._save, Qt.ConnectionType.QueuedConnection)
        self.table = QTableView()
        self.table.setAccessibleName(tr("Sections, in the order they are shown"))
        self.table.setModel(self.sections)
        self.table.setItemDelegateForColumn(0, TickDelegate(self._theme, self.table))
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.up_button = IconButton(
            self._theme, "chevron-up", tr("Move this section up ({keys})", keys=keys("section_up"))
        )
        self.down_button = IconButton(
            self._theme, "chevron-down", tr("Move this section down ({keys})", keys=keys("section_down"))
        )
        for button, command, by in (
            (self.up_button, "section_up", -1),
            (self.down_button, "section_down", 1),
        ):
            button.clicked.connect(self._mover(by))
            self._key(command, self, self._mover(by))
        self.transcript = CheckBox(self._theme, tr("Files end with the transcript"))
        self.transcript.clicked.connect(self._save)

    def _build_frame(self) -> None:
        self.banner = Banner(self._theme)
        self.banner.hide()
        self.banner.closed.connect(self.banner.hide)
        self.banner.action_requested.connect(self._on_undo)
        self.hint = PlainLabel("", "muted", wrap=True)
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        verbs, order = QHBoxLayout(), QHBoxLayout()
        for button in (self.copy_button, self.delete_button, self.import_button, self.export_button):
            verbs.addWidget(button)
        verbs.addStretch(1)
        left.addWidget(self.list, 1)
        left.addLayout(verbs)
        for button in (self.up_button, self.down_button):
            order.addWidget(button)
        order.addStretch(1)
        order.addWidget(self.transcript)
        label = PlainLabel(tr("Name"), "strong")
        label.setBuddy(self.name)
        for part in (label, self.name, self.hint):
            right.addWidget(part)
        right.addWidget(self.table, 1)
        right.addLayout(order)
        columns.setSpacing(Space.L)
        columns.addLayout(left, 2)
        columns.addLayout(right, 5)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        whole.setSpacing(Space.M)
        whole.addWidget(self.banner)
        whole.addLayout(columns, 1)
        whole.addWidget(buttons)

    def chosen(self) -> MinutesTemplate | None:
        """The template that is looked at."""
        template: MinutesTemplate | None = self.list.currentIndex().data(TemplateRole.RECORD)
        return template

    @Slot()
    def duplicate(self) -> None:
        """A copy, which can be changed."""
        template = self.chosen()
        if template is not None:
            self._try(lambda: self._show_all(self._templates.duplicate(template).id))
            self.name.setFocus()
            self.name.selectAll()

    @Slot()
    def delete(self) -> None:
        """Take it away; the banner brings it back."""
        template = self.chosen()
        if template is None or template.built_in:
            return

        def work() -> None:
            self._deleted = self._templates.delete(template.id)
            self._show_all("")
            self._say("info", tr("“{name}” was deleted.", name=template.name), "", tr("Undo"))

        self._try(work)

    def import_file(self, path: Path) -> None:
        """Take over a template that somebody exported."""
        self._try(lambda: self._show_all(self._templates.import_file(path).id))

    def export_file(self, path: Path) -> None:
        """Hand on the one that is looked at."""
        template = self.chosen()
        if template is not None:
            self._try(lambda: self._templates.export_file(template, path))

    def _show_all(self, choose: str) -> None:
        self.model.set_templates(self._templates.all())
        self.list.setCurrentIndex(self.model.index(self.model.row_of(choose)))
        if broken := self._templates.broken():
            names = ", ".join(path.name for path in broken)
            self._say("warning", tr("Not every file in the folder of templates is one."), names)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        template: MinutesTemplate | None = current.data(TemplateRole.RECORD)
        if template is None or self._saving:  # what is being written in stays as it is
            return
        own = not template.built_in
        self.name.setText(template.name)
        self.sections.set_template(template)
        self.transcript.setChecked(template.transcript)
        self.name.setReadOnly(not own)
        for part in (self.transcript, self.up_button, self.down_button, self.delete_button):
            part.setEnabled(own)
        self.hint.setText(
            tr("Tick what the minutes show, and write over the headings.") if own
            else tr("This one comes with Carrel. Copy it to change it.")
        )  # fmt: skip

    @Slot()
    def _save(self) -> None:
        template = self.chosen()
        if template is None or template.built_in:
            return
        changed = replace(
            template,
            name=self.name.text(),
            sections=self.sections.sections(),
            transcript=self.transcript.isChecked(),
        )
        if changed != template:
            self._try(lambda: self._saved(changed))

    def _saved(self, changed: MinutesTemplate) -> None:
        kept = self._templates.save(changed)
        self.banner.hide()
        self._saving = True
        self._show_all(kept.id)
        self._saving = False

    def _key(
        self,
        command: str,
        owner: QWidget,
        slot: Callable[[], None],
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    ) -> None:
        shortcut = QShortcut(owner)
        bind(shortcut, command)
        shortcut.setContext(context)
        shortcut.activated.connect(slot)

    def _mover(self, by: int) -> Callable[[], None]:
        def move() -> None:
            row = self.table.currentIndex().row()
            target = self.sections.move(row, by) if row >= 0 else row
            if target >= 0:
                self.table.setCurrentIndex(self.sections.index(target, self.table.currentIndex().column()))

        return move

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except UserError as error:
            self._say("warning", *wording.describe(error.info()))

    def _say(self, tone: str, message: str, hint: str, action: str = "") -> None:
        self.banner.say(tone, message, hint, action)
        self.banner.show()

    @Slot()
    def _on_undo(self) -> None:
        template, self._deleted = self._deleted, None
        self.banner.hide()
        if template is not None:
            self._try(lambda: self._show_all(self._templates.save(template).id))

    @Slot()
    def _on_import_requested(self) -> None:
        dialog = QFileDialog(self, tr("Take over a template"))
        dialog.setNameFilters([_filter(), tr("All files") + " (*)"])
        dialog.fileSelected.connect(self._on_import_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_import_chosen(self, file: str) -> None:
        self.import_file(Path(file))

    @Slot()
    def _on_export_requested(self) -> None:
        template = self.chosen()
        if template is None:
            return
        dialog = QFileDialog(self, tr("Save this template"), file_name_of(template.name, SUFFIX))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.setNameFilter(_filter())
        dialog.fileSelected.connect(self._on_export_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_export_chosen(self, file: str) -> None:
        self.export_file(Path(file))


def _filter() -> str:
    return f"{tr('Templates of Carrel')} (*{SUFFIX})"

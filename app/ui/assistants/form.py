"""What an assistant is made of, as fields. Reading them gives the assistant back; nothing is kept here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from app.domain.assistants import HOTTEST, INSTRUCTIONS_LENGTH, LARGEST_SCALE, NAME_LENGTH, Assistant
from app.domain.language_models import SamplingParams
from app.i18n import tr
from app.ui.chat.scope_picker import ScopePicker
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, PlainLabel, QuietButton, set_kind
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.combo_box import ComboBox

_LARGEST_SEED = 2_147_483_647


class AssistantForm(QWidget):
    """Signals: ``changed`` after every finished change, ``documents_requested`` (then call :meth:`pick`)."""

    changed = Signal()
    documents_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Assistant("")
        self._filling = False
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.name.editingFinished.connect(self._on_changed)
        self.instructions = QPlainTextEdit()
        self.instructions.setTabChangesFocus(True)
        self.instructions.setPlaceholderText(
            tr("Said to the model before everything else, e.g. “Answer in plain words, as to a patient.”")
        )
        set_kind(self.instructions, "field")
        self.instructions.setMaximumHeight(self.instructions.fontMetrics().lineSpacing() * 6)
        self.instructions.textChanged.connect(self._on_changed)
        self.model = ComboBox(theme)
        self.model.activated.connect(self._on_changed)
        self.adapter = ComboBox(theme)
        self.adapter.activated.connect(self._on_changed)
        self.scale = _decimal(0.0, LARGEST_SCALE)
        self.scale.valueChanged.connect(self._on_changed)
        self.own_sampling = CheckBox(theme, tr("Choose words more freely than Carrel would"))
        self.own_sampling.toggled.connect(self._on_changed)
        self.temperature = _decimal(0.0, HOTTEST)
        self.temperature.valueChanged.connect(self._on_changed)
        self.seed = QSpinBox()
        self.seed.setRange(0, _LARGEST_SEED)
        _inset(self.seed)
        self.seed.valueChanged.connect(self._on_changed)
        self.places = ElidedLabel("")
        self.places_button = QuietButton(tr("Choose…"))
        self.places_button.setAccessibleName(tr("Choose the documents it answers from"))
        self.places_button.clicked.connect(self.documents_requested)
        self.picker = ScopePicker(theme, self)
        self.picker.set_words(tr("Documents it answers from"), tr("The whole library"))
        self.picker.chosen.connect(self._on_places)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(Space.M)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, field in (
            (tr("Name"), self.name),
            (tr("Instructions"), self.instructions),
            (tr("Model"), self.model),
            (tr("Adapter"), self.adapter),
            (tr("Strength of the adapter"), self.scale),
        ):
            _add(form, label, field)
        row = QWidget()
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.places, 1)
        beside.addWidget(self.places_button)
        form.addRow(PlainLabel(tr("Documents")), row)
        form.addRow(self.own_sampling)
        _add(form, tr("Temperature"), self.temperature)
        _add(form, tr("Seed"), self.seed)

    def set_choices(self, models: Sequence[str], adapters: Sequence[str]) -> None:
        """The models and adapters there are."""
        for box, none, names in (
            (self.model, tr("The chosen model"), models),
            (self.adapter, tr("The one made for the model"), adapters),
        ):
            box.clear()
            box.addItem(none, "")
            for name in names:
                box.addItem(name, name)

    def show_assistant(self, assistant: Assistant) -> None:
        """Fill the fields."""
        self._filling, self._shown = True, assistant
        self.name.setText(assistant.name)
        self.instructions.setPlainText(assistant.instructions)
        _choose(self.model, assistant.model)
        _choose(self.adapter, assistant.adapter)
        self.scale.setValue(assistant.adapter_scale)
        sampling = assistant.sampling
        self.own_sampling.setChecked(sampling is not None)
        self.temperature.setValue(sampling.temperature if sampling else 0.0)
        self.seed.setValue(max(0, sampling.seed) if sampling else 0)
        self._show_places()
        self._filling = False
        self._enable()

    def assistant(self) -> Assistant:
        """As the fields say it."""
        sampling = None
        if self.own_sampling.isChecked():
            sampling = replace(
                self._shown.sampling or SamplingParams(),
                temperature=self.temperature.value(),
                seed=self.seed.value(),
            )
        return replace(
            self._shown,
            name=self.name.text(),
            instructions=self.instructions.toPlainText()[:INSTRUCTIONS_LENGTH],
            model=str(self.model.currentData() or ""),
            adapter=str(self.adapter.currentData() or ""),
            adapter_scale=self.scale.value(),
            sampling=sampling,
        )

    def pick(self, rows: list[tuple[Path, str]]) -> None:
        """Let the person tick documents."""
        self.picker.open_over(self.places_button, rows, self._shown.scope or ())

    def _show_places(self) -> None:
        scope = self._shown.scope
        self.places.setText(", ".join(path.name for path in scope) if scope else tr("The whole library"))

    def _enable(self) -> None:
        free = self.own_sampling.isChecked()
        self.temperature.setEnabled(free)
        self.seed.setEnabled(free)

    @Slot(object)
    def _on_places(self, paths: Sequence[Path]) -> None:
        self._shown = replace(self._shown, scope=tuple(paths) or None)
        self._show_places()
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if not self._filling:
            self._enable()
            self.changed.emit()


def _add(form: QFormLayout, text: str, field: QWidget) -> None:
    label = PlainLabel(text)
    label.setBuddy(field)
    field.setAccessibleName(text)
    form.addRow(label, field)


def _decimal(least: float, most: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, most)
    box.setSingleStep(0.1)
    box.setDecimals(2)
    _inset(box)
    return box


def _inset(box: QAbstractSpinBox) -> None:
    """Its text begins where that of other fields does; a style sheet does not reach in there."""
    box.lineEdit().setTextMargins(Space.S, 0, Space.S, 0)


def _choose(box: ComboBox, name: str) -> None:
    """What is not here any more stays chosen, so that looking at it changes nothing."""
    place = box.findData(name)
    if place < 0:
        box.addItem(name, name)
        place = box.count() - 1
    box.setCurrentIndex(place)

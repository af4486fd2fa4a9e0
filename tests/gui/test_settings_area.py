"""Settings as a person uses them: changed, kept, refused; privacy and about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app import __version__
from app.domain.fences import FenceLayer, FenceReport
from app.services.settings import (
    APPEARANCE,
    EXCLUDE_PATTERNS,
    N_CTX,
    N_THREADS,
    OFFLINE,
    PROXY,
    STRICT,
    Settings,
)
from app.ui.settings.area import SettingsArea
from app.ui.settings.option_editors import ChoiceEditor, LineEditor, NumberEditor, SwitchEditor, TextEditor
from app.ui.settings.sections import PlaceRow
from app.ui.theme import Theme
from app.ui.widgets import PlainLabel
from tests.gui.fakes_areas import World, make_world


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def _area(qtbot: Any, world: World) -> SettingsArea:
    area = SettingsArea(world.context)
    qtbot.addWidget(area)
    area.resize(900, 600)
    area.show()
    qtbot.waitUntil(lambda: "Looking" not in area.privacy.ledger.text())
    return area


def _kept(world: World) -> Settings:
    """What a second start would read."""
    return Settings(world.services.paths.settings)


def test_every_option_but_the_model_has_an_editor(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    declared = {option.key for option in world.services.settings.options()}
    models = {"model", "embedder", "embedder_next", "reranker", "look_for_models"}  # in the models area
    assert set(area.editors) == declared - models - {"global_hotkey_keys"}  # the key stands beside its switch
    for editor in area.editors.values():
        assert editor.control.accessibleName() == editor.option.label  # type: ignore[attr-defined]


def test_a_switch_is_kept(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    editor = area.editors[STRICT.key]
    assert isinstance(editor, SwitchEditor)
    qtbot.mouseClick(editor.control, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _kept(world).get(STRICT) is False)


def test_a_number_is_kept(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    editor = area.editors[N_THREADS.key]
    assert isinstance(editor, NumberEditor)
    editor.control.selectAll()
    qtbot.keyClicks(editor.control, "4")
    qtbot.keyClick(editor.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _kept(world).get(N_THREADS) == 4)


def test_a_number_stays_within_its_bounds(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    editor = area.editors[N_CTX.key]
    assert isinstance(editor, NumberEditor)
    editor.control.setText("7")
    editor.control.editingFinished.emit()
    qtbot.waitUntil(lambda: _kept(world).get(N_CTX) == 512)
    qtbot.keyClick(editor.control, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: _kept(world).get(N_CTX) == 1024)
    editor.control.setText("")
    editor.control.editingFinished.emit()
    assert editor.control.text() == "1024"


def test_the_appearance_changes_at_once(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    editor = area.editors[APPEARANCE.key]
    assert isinstance(editor, ChoiceEditor)
    row = editor.control.findData("dark")
    editor.control.setCurrentIndex(row)
    editor.control.activated.emit(row)
    qtbot.waitUntil(lambda: world.context.theme.mode == "dark")
    assert world.context.theme.colors.dark
    assert _kept(world).get(APPEARANCE) == "dark"


def test_a_text_is_kept_when_its_field_is_left(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    editor = area.editors[EXCLUDE_PATTERNS.key]
    assert isinstance(editor, TextEditor)
    assert editor.control.toPlainText() == EXCLUDE_PATTERNS.default
    editor.control.setFocus()
    editor.control.setPlainText("*.bak; drafts/")
    qtbot.keyClick(editor.control, Qt.Key.Key_Tab)
    editor.control.clearFocus()
    qtbot.waitUntil(lambda: _kept(world).get(EXCLUDE_PATTERNS) == "*.bak; drafts/")


def test_what_reads_pictures_is_told(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: "Tesseract 5.5.4" in area.recognition.engine.text())
    assert "English, German, Latin" in area.recognition.languages.text()


def test_no_recognizer_is_told_with_its_reason(qtbot: Any, world: World) -> None:
    world.services.recognizer.broken = True
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: "cannot be read" in area.recognition.engine.text())
    assert "no language data" in area.recognition.languages.text()


def test_the_fence_is_told_layer_by_layer(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert "Known as soon as" in area.fence.summary.text()
    layers = (FenceLayer("files", True, "Landlock 7"), FenceLayer("system_calls", False, "not permitted"))
    world.services.parser.fence = FenceReport("parser", layers)
    for _ in range(2):
        area.hide()
        area.show()
    assert area.fence.summary.text() == "1 of 2 protections are in place."
    texts = [label.text() for label in area.fence.findChildren(PlainLabel)]
    assert "Can open none of your files" in texts
    assert "Not on this computer: Can make no connection and start no program" in texts


def test_a_value_that_cannot_be_kept_is_taken_back(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    world.services.paths.config.chmod(0o500)
    world.services.paths.config.rename(world.services.paths.config.with_name("gone"))
    world.services.paths.config.write_text("a file where the folder was", encoding="utf-8")
    editor = area.editors[STRICT.key]
    assert isinstance(editor, SwitchEditor)
    qtbot.mouseClick(editor.control, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(world.notifications.banner.message.text()))
    assert editor.control.isChecked()


def test_the_proxy_is_one_line_and_the_network_a_switch(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    proxy, off = area.editors[PROXY.key], area.editors[OFFLINE.key]
    assert isinstance(proxy, LineEditor)
    assert isinstance(off, SwitchEditor)
    proxy.control.setText(" http://proxy.example:3128 ")
    proxy.control.editingFinished.emit()
    qtbot.waitUntil(lambda: world.services.settings.get(PROXY) == "http://proxy.example:3128")
    off.control.click()
    qtbot.waitUntil(lambda: world.services.settings.get(OFFLINE))


def test_the_network_ledger_is_shown(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert "nothing has left this computer" in area.privacy.ledger.text()
    entry = SimpleNamespace(
        at=0.0, purpose="model", url="https://example.org/m.gguf", bytes_received=5_000_000, outcome="done"
    )
    world.services.store.ledger.entries.append(entry)
    area.hide()
    area.show()
    qtbot.waitUntil(lambda: "1 time" in area.privacy.ledger.text())
    assert "https://example.org/m.gguf, 5 MB (done)" in area.privacy.entries.text()


def test_folders_are_opened_locally(qtbot: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    area = _area(qtbot, world)
    row = area.findChildren(PlaceRow)[0]
    row.button.click()
    assert opened == [str(world.services.paths.data)]


def test_about_names_version_and_licence(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    texts = [label.text() for label in area.findChildren(PlainLabel)]
    assert f"Carrel {__version__}" in texts
    assert any("Apache License 2.0" in text for text in texts)


def test_it_fits_a_small_window(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    page = area.scroll_area.widget()
    assert page.minimumSizeHint().width() <= 800

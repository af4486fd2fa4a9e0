"""A folder that is gone: the person says where it is now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.ui.library.area import LibraryArea
from app.ui.theme import Theme
from tests.gui.fakes_areas import FakeSource, World, document, make_world


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def test_only_a_folder_that_is_gone_can_be_located(
    qtbot: Any, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, gone = document(1).path.parent, tmp_path / "gone" / "deep"
    library, said = world.services.library, []
    monkeypatch.setattr(library, "relocate", lambda old, new: said.append((old, new)), raising=False)
    library.folders |= {here: FakeSource(here), gone: FakeSource(gone)}
    world.services.watching.away = {gone}
    area = LibraryArea(world.context)
    qtbot.addWidget(area)
    area.show()
    area.show_folders()
    dialog = area.folder_verbs.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.sources.rowCount() == 2)
    for folder, away in ((here, False), (gone, True)):
        dialog.table.setCurrentIndex(dialog.sources.index(dialog.sources.row_of(folder), 0))
        assert dialog.locate.isVisibleTo(dialog) == away
    dialog.locate.click()
    (chooser,) = dialog.findChildren(QFileDialog)
    assert Path(chooser.directory().path()) == tmp_path  # what is still there above it
    assert "deep" in chooser.windowTitle()
    chooser.filesSelected.emit([str(tmp_path / "found")])
    chooser.reject()
    qtbot.waitUntil(lambda: said == [(gone, tmp_path / "found")])
    qtbot.waitUntil(lambda: ("rescan", None) in library.calls)
    dialog.accept()

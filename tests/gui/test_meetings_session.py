"""A whole session with the starter models: drop, template, section again, ask, export, and on to the next meeting."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.bootstrap import Services, build_services
from app.paths import profile_paths, resources_dir
from app.ui.bridge.context import UiContext
from app.ui.bridge.event_bridge import EventBridge
from app.ui.bridge.operation import OperationRunner
from app.ui.meetings.area import MeetingsArea
from app.ui.meetings.note_item_model import NoteRole, NoteRow
from app.ui.notifications import Notifications
from app.ui.theme import Theme
from tests.gui.closing import finish
from tests.gui.fakes_areas import Asked, drop

pytestmark = pytest.mark.models
LONG_MS = 300_000
NEXT = (
    "Marta Lindqvist: Good morning. Last week we decided about the workshop.\n"
    "Owen Achterberg: Yes. I have confirmed the date with the landlord.\n"
    "Tomás Ferreira: I will bring the lathe quotes by Friday.\n"
    "Priya Nandakumar: The invitation is ready.\n"
)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = build_services(profile_paths(tmp_path / "profile").create())
    yield made
    made.close()


@pytest.fixture
def area(qtbot: Any, qapp: QApplication, services: Services) -> Iterator[MeetingsArea]:
    theme, asked = Theme(qapp, "light"), Asked()
    notifications = Notifications(theme)
    context = UiContext(
        services=services,
        events=EventBridge(services.bus),
        notifications=notifications,
        theme=theme,
        operations=OperationRunner(notifications.error),
        open_citation=asked.open_citation,
        open_area=asked.areas.append,
        add_paths=asked.added.append,
        ask_in=asked.scopes.append,
    )
    made = MeetingsArea(context)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    yield made
    context.events.close()
    finish(context.operations)
    for part in (notifications, context.events, theme):
        shiboken6.delete(part)


def _rows(area: MeetingsArea, section: str) -> list[NoteRow]:
    indexes = area.view.note_model.rows_where(lambda row: row.section == section)
    return [index.data(NoteRole.RECORD) for index in indexes]


def test_from_a_transcript_to_the_next_meeting(
    qtbot: Any, area: MeetingsArea, services: Services, tmp_path: Path
) -> None:
    (sample,) = (resources_dir() / "sample_library" / "meetings").glob("*.vtt")
    drop(area, [sample])
    qtbot.waitUntil(lambda: bool(_rows(area, "actions")), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not area.progress.isVisible(), timeout=LONG_MS)
    (first,) = (row[0] for row in services.minutes.list())

    services.meeting_series.choose_template(first, "decisions")
    qtbot.waitUntil(lambda: not _rows(area, "actions"), timeout=LONG_MS)
    assert _rows(area, "decisions")
    services.meeting_series.choose_template(first, "standard")
    qtbot.waitUntil(lambda: bool(_rows(area, "actions")), timeout=LONG_MS)

    kept = _rows(area, "actions")[0]
    services.minutes.editor.rewrite(first, kept.id, "Words of my own.")
    area.view.menu.again_requested.emit("actions")
    qtbot.waitUntil(area.progress.isVisible)
    qtbot.waitUntil(lambda: not area.progress.isVisible(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: "Words of my own." in {row.text for row in _rows(area, "actions")})

    area.view.ask.field.setText("How much is the rent of the second workshop?")
    area.view.ask.ask()
    qtbot.waitUntil(lambda: not area.asking.running, timeout=LONG_MS)
    citation: NoteRow = area.view.ask.model.index(0).data(NoteRole.RECORD)
    assert "1,450" in area.view.ask.text.text() + citation.text
    assert (citation.detail, citation.time) == ("[1] Owen Achterberg", "1:00")
    area.view.ask.list.row_chosen.emit(area.view.ask.model.index(0))
    assert area.view.utterance_model.highlighted() == set(citation.utterances)

    for suffix in (".pdf", ".docx"):
        area.handing_on.export_to(tmp_path / f"minutes{suffix}")
        qtbot.waitUntil((tmp_path / f"minutes{suffix}").is_file, timeout=LONG_MS)
    assert (tmp_path / "minutes.pdf").read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(tmp_path / "minutes.docx") as package:
        assert "Words of my own." in package.read("word/document.xml").decode("utf-8")

    later = tmp_path / "Weekly planning 2026-03-23.txt"
    later.write_text(NEXT, encoding="utf-8")
    drop(area, [later])
    qtbot.waitUntil(lambda: len(services.minutes.list()) == 2, timeout=LONG_MS)
    qtbot.waitUntil(area.view.suggestion.isVisible, timeout=LONG_MS)
    area.view.suggestion.action_button.click()
    qtbot.waitUntil(lambda: bool(_rows(area, "carried")), timeout=LONG_MS)
    assert "Words of my own." in {row.text for row in _rows(area, "carried")}
    (own,) = area.view.note_model.rows_where(lambda row: row.text == "Words of my own.")
    area.view.notes.setCurrentIndex(own)
    area.view.menu.done.trigger()
    qtbot.waitUntil(lambda: {row.text: row.done for row in _rows(area, "carried")}["Words of my own."])
    assert {a.text: a.done_on is not None for a in services.minutes.get(first).actions}["Words of my own."]

"""Templates of minutes: kept, copied, deleted and brought back, handed on as one file; and what they do to files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.ids import MeetingId
from app.domain.meetings import ActionItem, Minutes, NoteItem, Topic, Transcript, Utterance
from app.domain.minutes_templates import (
    BUILT_IN,
    STANDARD,
    CarriedAction,
    Layout,
    MinutesTemplate,
    TemplateSection,
)
from app.services.minutes_export import export_minutes, minutes_mail, minutes_markdown
from app.services.minutes_templates import MinutesTemplates

BOARD = MinutesTemplate(
    "",
    "Board",
    (TemplateSection("actions", "To do"), TemplateSection("decisions", "Resolved")),
    transcript=False,
)
MINUTES = Minutes(
    Transcript("Roof", (Utterance(0, "Ana", "We take slate.", 0), Utterance(1, "Ben", "I call.", 5000)), "2026-03-18"),
    (),
    (NoteItem("About the roof.", (0,), 0),),
    (NoteItem("Slate.", (0,), 0),),
    (ActionItem("Call the builder.", (1,), "Ben", None, "2026-03-20", 5000),),
    (),
    (Topic("Roof", 0, 1, 0, 5000),),
    2,
)  # fmt: skip
CARRIED = CarriedAction(
    MeetingId(3), "Cellar", "2026-03-11", ActionItem("Buy a pump.", (4,), "Cem", None, "2026-03-25", 61000)
)


@pytest.fixture
def templates(tmp_path: Path) -> MinutesTemplates:
    return MinutesTemplates(tmp_path / "templates")


def test_carrels_own_come_first_and_stay_as_they_are(templates: MinutesTemplates) -> None:
    assert templates.all() == list(BUILT_IN)
    with pytest.raises(UserError, match="invalid_template"):
        templates.save(replace(STANDARD, name="Mine"))
    with pytest.raises(UserError, match="unknown_template"):
        templates.delete("standard")


def test_one_of_the_persons_own_is_kept_changed_and_brought_back(templates: MinutesTemplates) -> None:
    kept = templates.save(BOARD)
    assert templates.get(kept.id) == replace(BOARD, id=kept.id)
    changed = templates.save(replace(kept, name="  The   board "))
    assert [t.name for t in templates.all() if not t.built_in] == ["The board"]
    gone = templates.delete(kept.id)
    assert templates.get(kept.id) is STANDARD
    templates.save(gone)
    assert templates.get(kept.id) == changed


def test_copies_have_names_of_their_own(templates: MinutesTemplates) -> None:
    first = templates.duplicate(BUILT_IN[2])
    second = templates.duplicate(BUILT_IN[2])
    assert (first.name, second.name) == ("Stand-up 2", "Stand-up 3")
    assert first.sections == BUILT_IN[2].sections
    with pytest.raises(UserError, match="invalid_template"):
        templates.save(replace(second, name="stand-up 2"))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(BOARD, name=" "),
        replace(BOARD, name="x" * 81),
        replace(BOARD, name="a\u202eb"),
        replace(BOARD, sections=()),
        replace(BOARD, sections=(TemplateSection("weather", "Weather"),)),
        replace(BOARD, sections=(TemplateSection("actions", "A"), TemplateSection("actions", "B"))),
        replace(BOARD, sections=(TemplateSection("actions", ""),)),
    ],
)
def test_what_cannot_be_a_template_is_refused(templates: MinutesTemplates, wrong: MinutesTemplate) -> None:
    with pytest.raises(UserError, match="invalid_template"):
        templates.save(wrong)
    assert templates.all() == list(BUILT_IN)


def test_one_file_hands_a_template_on(templates: MinutesTemplates, tmp_path: Path) -> None:
    templates.export_file(templates.save(BOARD), tmp_path / "board.toml")
    other = MinutesTemplates(tmp_path / "elsewhere")
    taken = other.import_file(tmp_path / "board.toml")
    assert replace(taken, id="") == BOARD
    assert other.import_file(tmp_path / "board.toml").name == "Board 2"
    assert other.named("BOARD 2").name == "Board 2"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"name = ",
        b'name = "x"',
        b'format = "carrel-minutes-template"\nversion = 2\nname = "x"',
        b'format = "carrel-minutes-template"\nversion = 1\nname = "x"\nsections = [1]',
        b'format = "carrel-minutes-template"\nversion = 1\nname = "x"\nsections = [{kind = "weather"}]',
        b"#" * 70_000,
    ],
)
def test_files_that_are_no_templates_are_refused_and_passed_over(
    templates: MinutesTemplates, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "templates" / "own-x.toml"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UserError, match="not_a_template"):
        templates.import_file(path)
    assert templates.all() == list(BUILT_IN)
    assert templates.broken() == [path]


def test_a_template_decides_what_is_handed_on_and_in_which_order(tmp_path: Path) -> None:
    text = minutes_markdown(MINUTES, Layout(BOARD))
    assert text.index("## To do") < text.index("## Resolved")
    assert "About the roof" not in text
    mail = minutes_mail(MINUTES, Layout(BOARD))
    assert "To do:\n- Call the builder. (Ben (2026-03-20)) [0:05]" in mail
    export_minutes(MINUTES, tmp_path / "a.html", layout=Layout(BOARD))
    page = (tmp_path / "a.html").read_text()
    assert "<h2>Transcript</h2>" not in page
    assert "href=" not in page
    export_minutes(MINUTES, tmp_path / "a.json", layout=Layout(BOARD))
    data = json.loads((tmp_path / "a.json").read_text())
    assert data["summary"][0]["text"] == "About the roof."  # data leaves nothing out
    assert data["template"]["name"] == "Board"


@pytest.mark.parametrize("suffix", [".md", ".html", ".txt", ".json"])
def test_what_the_minutes_cannot_hold_is_said_in_every_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    export_minutes(replace(MINUTES, notice="Quoted, not written."), path)
    assert "Quoted, not written." in path.read_text()


def test_what_was_open_is_handed_on_with_the_meeting_it_comes_from(tmp_path: Path) -> None:
    layout = Layout(STANDARD, (CARRIED, replace(CARRIED, item=replace(CARRIED.item, done_on="2026-03-18"))))
    text = minutes_markdown(MINUTES, layout)
    assert "## Open from last time" in text
    assert "- [ ] Buy a pump. — **Cem (2026-03-25); from Cellar, 2026-03-11, 1:01**" in text
    assert "- [x] Buy a pump." in text
    export_minutes(MINUTES, tmp_path / "a.ics", layout=layout)
    calendar = (tmp_path / "a.ics").read_text()
    assert calendar.count("BEGIN:VEVENT") == 2  # what is done needs no day any more
    assert "SUMMARY:Cem: Buy a pump." in calendar

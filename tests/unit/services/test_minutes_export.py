from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.meetings import (
    ActionItem,
    DroppedItem,
    Minutes,
    NoteItem,
    Participant,
    Topic,
    Transcript,
    Utterance,
)
from app.services.minutes_export import export_minutes, minutes_json
from app.services.minutes_words import file_name_of, marks_of, sections_of

LONG = "Send the überlange Angebotsübersicht, the roof plan; the key \\ and <everything> else to Müller & Söhne GmbH"
MINUTES = Minutes(
    transcript=Transcript(
        "Roof *and* cellar",
        (
            Utterance(0, "Ana <b>", "We decided: <script>slate</script>.", 1500, 4000),
            Utterance(1, None, "Yes.", 3_727_000, 3_730_500),
        ),
        "2026-03-16",
        "en",
    ),
    participants=(Participant("Ana <b>", 1, 3),),
    summary=(NoteItem("About the roof.", (0, 1), 1500),),
    decisions=(NoteItem("Slate [really].", (0,), 1500),),
    actions=(
        ActionItem(LONG, (1,), "Ana", "by Friday", "2026-03-20", 3_727_000),
        ActionItem("Sometime", (1,), None, None, None, 3_727_000),
    ),
    questions=(),
    topics=(Topic("Roof", 0, 1, 1500, 3_730_500),),
    utterances_read=2,
    dropped=(DroppedItem("x", "unsupported_fact"),),
    total_ms=12.34,
)


def written(tmp_path: Path, suffix: str, minutes: Minutes = MINUTES) -> str:
    path = tmp_path / f"minutes{suffix}"
    export_minutes(minutes, path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    return path.read_bytes().decode("utf-8")


def test_json_as_the_contract_says(tmp_path: Path) -> None:
    data = json.loads(written(tmp_path, ".json"))
    assert data == minutes_json(MINUTES)
    assert data["duration_s"] == 3730.5
    assert data["transcript"][0] == {
        "id": 0,
        "start_s": 1.5,
        "end_s": 4.0,
        "speaker": "Ana <b>",
        "text": "We decided: <script>slate</script>.",
    }
    assert data["actions"][0]["due_date"] == "2026-03-20"
    assert data["topics"][0]["utterances"] == [0, 1]
    assert data["coverage"] == {"utterances_read": 2, "utterances_total": 2}
    assert data["dropped"] == [{"text": "x", "reason": "unsupported_fact"}]
    assert data["timings"]["total_ms"] == 12.3


def test_markdown_has_a_time_on_every_line_and_no_markup_from_the_talk(tmp_path: Path) -> None:
    text = written(tmp_path, ".md")
    assert "# Roof \\*and\\* cellar" in text
    assert "- Slate \\[really\\]. [0:01]" in text
    assert "**Ana, by Friday (2026-03-20)** [1:02:07]" in text
    assert "**nobody named**" in text
    assert "Open questions" not in text


def test_without_times_the_line_is_named(tmp_path: Path) -> None:
    minutes = replace(MINUTES, decisions=(NoteItem("Slate.", (1,)),))
    assert "- Slate. [line 2]" in written(tmp_path, ".md", minutes)


def test_html_is_escaped_and_loads_nothing(tmp_path: Path) -> None:
    text = written(tmp_path, ".html")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r'(?:src|href)="(?!#u\d)', text)
    assert 'href="#u1"' in text
    assert 'id="u1"' in text


def test_calendar_holds_the_dated_actions(tmp_path: Path) -> None:
    raw = written(tmp_path, ".ics")
    lines = raw.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in raw.replace("\r\n", "")
    unfolded = raw.replace("\r\n ", "").split("\r\n")
    assert unfolded.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20260320" in unfolded
    assert "DTEND;VALUE=DATE:20260321" in unfolded
    summary = next(line for line in unfolded if line.startswith("SUMMARY:"))
    assert "Angebotsübersicht\\, the roof plan\\; the key \\\\ and" in summary


def test_same_minutes_same_calendar(tmp_path: Path) -> None:
    assert written(tmp_path, ".ics") == written(tmp_path, ".ics")


def test_other_suffixes_are_refused_and_a_pdf_needs_a_painter(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.xls"):
        with pytest.raises(UserError, match="unsupported_export"):
            export_minutes(MINUTES, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_an_email_holds_plain_lines(tmp_path: Path) -> None:
    text = written(tmp_path, ".txt")
    assert text.startswith("Roof *and* cellar\n2026-03-16 · 1:02:10 · Ana <b>\n\nSummary:\n")
    assert "- Slate [really]. [0:01]\n" in text
    assert "- Sometime (nobody named) [1:02:07]\n" in text


def test_what_the_person_did_is_said(tmp_path: Path) -> None:
    decision = NoteItem("Slate.", (0,), 1500, "d1", "accepted", "edited")
    minutes = replace(MINUTES, decisions=(decision, NoteItem("Tiles.", (), None, "d2", "open", "added")))
    assert "- Slate. — **accepted, edited** [0:01]\n- Tiles. — **added by hand**\n" in written(
        tmp_path, ".md", minutes
    )
    assert minutes_json(minutes)["decisions"][0]["state"] == "accepted"
    assert minutes_json(minutes)["decisions"][1]["origin"] == "added"
    assert set(minutes_json(MINUTES)["decisions"][0]) == {"text", "utterances", "start_s"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Roof *and* cellar", "Roof -and- cellar.docx"),
        ("../../etc/passwd", "etc-passwd.docx"),
        ("CON", "Minutes CON.docx"),
        ("a\nb\0c", "a-b-c.docx"),
        ("...", "Minutes.docx"),
        ("x" * 300, "x" * 100 + ".docx"),
    ],
)
def test_file_names_are_safe(title: str, name: str) -> None:
    assert file_name_of(title, ".docx") == name


def test_what_is_not_called_a_decision_is_a_perhaps_until_it_is_accepted() -> None:
    unsure = NoteItem("Keep the blue one.", (3,), sure=False)
    called = NoteItem("We decided to keep it.", (4,))
    minutes = replace(MINUTES, decisions=(unsure, called))
    told = [(s.kind, s.heading, s.lines) for s in sections_of(minutes) if s.kind in ("decisions", "perhaps")]
    assert told == [("decisions", "Decisions", (called,)), ("perhaps", "Perhaps decided", (unsure,))]
    accepted = replace(minutes, decisions=(replace(unsure, state="accepted"),))
    assert [s.kind for s in sections_of(accepted) if s.kind in ("decisions", "perhaps")] == ["decisions"]
    assert marks_of(replace(unsure, state="accepted")) == "accepted"
    assert marks_of(replace(unsure, origin="edited")) == "edited"
    assert marks_of(NoteItem("We decided to keep it.", (3,))) == ""

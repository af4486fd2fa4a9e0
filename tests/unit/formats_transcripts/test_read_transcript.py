from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.meetings import Transcript
from app.formats.transcripts import read_transcript

Turn = tuple[str | None, int | None, str]


def read(tmp_path: Path, data: str | bytes, name: str = "meeting.bin") -> Transcript:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return read_transcript(path)


def turns(transcript: Transcript) -> list[Turn]:
    return [(u.speaker, u.start_ms, u.text) for u in transcript.utterances]


ZOOM = """WEBVTT

1
00:00:02.656 --> 00:00:05.230
Ana Ruiz (Host): Good morning, shall we start?

2
00:00:05.230 --> 00:00:09.900
Ben O'Neil: Yes. Note: I have numbers

3
00:00:11.010 --> 00:00:13.500
for April only.

4
00:00:14.000 --> 00:00:16.000
Ruiz, Ana: Thanks, re: the budget: fine.
"""


def test_zoom_names_are_split_off_and_one_person_has_one_name(tmp_path: Path) -> None:
    assert turns(read(tmp_path, ZOOM.replace("\n", "\r\n"))) == [
        ("Ruiz, Ana", 2656, "Good morning, shall we start?"),
        ("Ben O'Neil", 5230, "Yes. Note: I have numbers"),
        ("Ben O'Neil", 11010, "for April only."),
        ("Ruiz, Ana", 14000, "Thanks, re: the budget: fine."),
    ]


def test_ids_count_from_zero_and_ends_are_kept(tmp_path: Path) -> None:
    transcript = read(tmp_path, ZOOM)
    assert [u.id for u in transcript.utterances] == [0, 1, 2, 3]
    assert transcript.utterances[0].end_ms == 5230


def test_teams_voice_spans(tmp_path: Path) -> None:
    text = (
        "\ufeffWEBVTT - x\nLanguage: en-US\n\nNOTE nothing\n\n"
        "3f2b1c9e-5a77-4d0b-9d7c-0a1b2c3d4e5f/12-0\n00:03.120 --> 00:06.480 align:start\n"
        "<v.loud Ruiz, Ana>Good morning, the R&amp;D\nbudget is <i>first</i>.</v>\n\n"
        "00:07.000 --> 00:09.000\n<v Ana>Hello</v> <v Ben>hi</v>\n\n"
        "00:09.000 --> 00:09.000\n\n00:10.000 --> 00:11.000\n<v>who knows\n"
    )
    transcript = read(tmp_path, text)
    assert transcript.language == "en-US"
    assert turns(transcript) == [
        ("Ruiz, Ana", 3120, "Good morning, the R&D budget is first."),
        ("Ana", 7000, "Hello"),
        ("Ben", 7000, "hi"),
        (None, 10000, "who knows"),
    ]


def test_no_header_and_no_blank_lines(tmp_path: Path) -> None:
    text = "00:00.000 --> 00:02.500\n[Speaker 1] Hello there\n00:02.500 --> 00:04.000\n[Speaker 2] Hi\n"
    assert turns(read(tmp_path, text)) == [("Speaker 1", 0, "Hello there"), ("Speaker 2", 2500, "Hi")]


def test_rolling_captions_are_shown_once(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\n00:45.830 --> 00:45.840\nwe saw him once\n \n\n"
        "00:45.840 --> 00:47.350\nwe saw him once\nin<00:46.100><c> the</c><00:46.400><c> office</c>\n\n"
        "00:47.350 --> 00:47.360\nin the office\n \n"
    )
    assert turns(read(tmp_path, text)) == [(None, 45830, "we saw him once"), (None, 45840, "in the office")]


def test_repeated_words_of_a_meeting_are_not_rolling_captions(tmp_path: Path) -> None:
    text = "".join(f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\nAna: Yeah.\n\n" for i in range(1, 5))
    assert len(read(tmp_path, text).utterances) == 4


def test_srt_of_old_whisper_and_of_days(tmp_path: Path) -> None:
    assert turns(read(tmp_path, "1\n0:00:00.000 --> 0:00:02.400\nOld dots.\n")) == [(None, 0, "Old dots.")]
    long = "1\n100:00:01,000 --> 100:00:02,000\nSpeaker B: day five\n"
    assert turns(read(tmp_path, long)) == [("Speaker B", 360_001_000, "day five")]


def test_a_blank_line_inside_a_cue_loses_nothing(tmp_path: Path) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\nstill first\n\n2\n00:00:03,000 --> 00:00:04,000\nsecond\n"
    )
    assert [u.text for u in read(tmp_path, text).utterances] == ["first still first", "second"]


def test_cues_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    text = "1\n00:00:05,000 --> 00:00:06,000\nlater\n\n2\n00:00:01,000 --> 00:00:09,000\nsooner\n"
    assert [u.text for u in read(tmp_path, text).utterances] == ["sooner", "later"]


def test_zoom_captions_are_wall_clock_and_may_pass_midnight(tmp_path: Path) -> None:
    text = "[Ana Ruiz] 23:59:41\nLast point.\n\n[Ben] 23:59:58\nAgreed,\n\n[Ben] 00:00:07\nclose it.\n"
    assert turns(read(tmp_path, text)) == [
        ("Ana Ruiz", 0, "Last point."),
        ("Ben", 17000, "Agreed,"),
        ("Ben", 26000, "close it."),
    ]


def test_otter(tmp_path: Path) -> None:
    text = (
        "Weekly sync\nMon, Mar 16, 2026 9:02AM • 31:10\nSUMMARY KEYWORDS\nbudget\n\nAna Ruiz  0:03  \nGood morning.\n\n"
        "Unknown Speaker  0:09\nI have it.\nIt is 12,500.\n\nTranscribed by https://otter.ai\n"
    )
    transcript = read(tmp_path, text)
    assert (transcript.title, transcript.date) == ("Weekly sync", "2026-03-16")
    assert turns(transcript) == [
        ("Ana Ruiz", 3000, "Good morning."),
        ("Unknown Speaker", 9000, "I have it. It is 12,500."),
    ]


def test_meet_times_hold_for_their_block(tmp_path: Path) -> None:
    text = "Attendees\nAna, Ben\n\n00:00:00\n \nAna: shall we\nBen: Yep.\n\n00:01:12\n\nBen: Tomorrow.\n"
    assert turns(read(tmp_path, text + "\nTranscription ended after 00:01:40\n")) == [
        ("Ana", 0, "shall we"),
        ("Ben", 0, "Yep."),
        ("Ben", 72000, "Tomorrow."),
    ]


def test_no_times_are_invented_and_labels_are_not_people(tmp_path: Path) -> None:
    head = "Agenda: budget\nAttendees: Ana, Ben\n\n"
    text = head + "ANA: Good morning.\nWe start.\nBen: See https://example.org: at 10:30.\n"
    assert turns(read(tmp_path, text + "[laughter]\nAna : Decision: we ship.\n")) == [
        ("Ana", None, "Good morning. We start."),
        ("Ben", None, "See https://example.org: at 10:30."),
        ("Ana", None, "Decision: we ship."),
    ]


def test_time_in_front_of_the_name(tmp_path: Path) -> None:
    text = "[00:12] Ana Ruiz: Hello.\n[01:02:03] Ben: Bye.\n"
    assert turns(read(tmp_path, text)) == [("Ana Ruiz", 12000, "Hello."), ("Ben", 3_723_000, "Bye.")]


def test_plain_paragraphs(tmp_path: Path) -> None:
    text = "Well, we talked about the new roof for the barn.\n\nIt will cost a lot more than we thought in May.\n"
    assert [s for s, _, _ in turns(read(tmp_path, text))] == [None, None]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = (
        "Jörg Müller: Guten Morgen, wir prüfen das Budget für die Schule.\nÁna: Schöne Grüße – bis später.\n"
    )
    assert turns(read(tmp_path, text.encode(encoding)))[0][0] == "Jörg Müller"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            {"segments": [{"start": 0.1, "end": 2.4, "text": " Hi.", "speaker": "SPEAKER_01"}]},
            ("SPEAKER_01", 100, 2400),
        ),
        ({"transcription": [{"offsets": {"from": 5, "to": 2400}, "text": " Hi."}]}, (None, 5, 2400)),
        (
            {"transcript": [{"start_s": None, "end_s": None, "speaker": "Ana", "text": "Hi."}]},
            ("Ana", None, None),
        ),
        ([{"start": 1, "stop": 2, "text": "Hi."}], (None, 1000, 2000)),
        ({"segments": [{"start": float("nan"), "end": True, "text": "Hi."}]}, (None, None, None)),
    ],
)
def test_json_forms(tmp_path: Path, data: object, wanted: Turn) -> None:
    said = read(tmp_path, json.dumps(data)).utterances[0]
    assert (said.speaker, said.start_ms, said.end_ms) == wanted
    assert said.text == "Hi."


def test_tsv_counts_milliseconds(tmp_path: Path) -> None:
    assert turns(read(tmp_path, "start\tend\ttext\n0\t2400\tBegin.\n2400\tx\tNext.\n")) == [
        (None, 0, "Begin."),
        (None, 2400, "Next."),
    ]


def word_file(*paragraphs: str) -> bytes:
    from io import BytesIO

    body = "".join(
        "<w:p><w:r>" + "<w:br/>".join(f"<w:t>{line}</w:t>" for line in p.split("\n")) + "</w:r></w:p>"
        for p in paragraphs
    )
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return buffer.getvalue()


def test_word_files_of_teams(tmp_path: Path) -> None:
    new = word_file(
        "Weekly sync-20260316_090212-Meeting Transcript",
        "16 March 2026, 09:02am",
        "Ana Ruiz started transcription",
        "Ruiz, Ana   0:03\nGood morning.",
        "Ben   1:02:07\nBye.",
        "Ana Ruiz stopped transcription",
    )
    transcript = read(tmp_path, new)
    assert (transcript.title, transcript.date) == ("Weekly sync", "2026-03-16")
    assert turns(transcript) == [("Ruiz, Ana", 3000, "Good morning."), ("Ben", 3_727_000, "Bye.")]
    old = word_file("0:0:5.100 --&gt; 0:0:8.250\nAna Ruiz\nGood morning.")
    assert turns(read(tmp_path, old)) == [("Ana Ruiz", 5100, "Good morning.")]


def test_a_machines_own_notes_are_no_evidence(tmp_path: Path) -> None:
    data = word_file(
        "📝 Notes", "Ben: will send it.", "📖 Transcript", "00:00:00", "Ana: Good morning.", "Ben: Hi."
    )
    assert [u.text for u in read(tmp_path, data).utterances] == ["Good morning.", "Hi."]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_document"),
        (b"\xef\xbb\xbf \n\n", "empty_document"),
        (b"WEBVTT\n\nNOTE nothing here\n", "not_a_transcript"),
        (b"%PDF-1.7 x", "not_a_transcript"),
        (bytes(range(256)) * 4, "not_a_transcript"),
        (b'{"segments": "no"}', "not_a_transcript"),
        (b'{"a": ', "not_a_transcript"),
        (b"PK\x03\x04 broken", "damaged_document"),
        (b"12345\n67890\n", "not_a_transcript"),
    ],
)
def test_what_is_no_transcript_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, data)
    assert caught.value.code == code


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_missing"):
        read_transcript(tmp_path / "none.vtt")
    with pytest.raises(UserError, match="not_a_file"):
        read_transcript(tmp_path)


def test_title_and_date_from_the_file_name(tmp_path: Path) -> None:
    transcript = read(tmp_path, "Ana: Hello.\nBen: Hi.\n", "Board_meeting 2026-02-30.txt")
    assert (transcript.title, transcript.date) == ("Board meeting 2026-02-30", None)
    assert read(tmp_path, ZOOM, "GMT20260316-090212_Recording.transcript.vtt").date == "2026-03-16"

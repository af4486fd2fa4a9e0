from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.spoken import place_before, says_who_and_when
from app.formats.registry import parse

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Ana Ruiz: Shall we start?

2
00:00:03.000 --> 00:00:05.000
Ana Ruiz: The budget is first.

3
00:00:05.000 --> 00:00:07.000
Ben Oduya: It is 12,000 euros.
"""


def test_turns_become_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "Budget round.vtt"
    path.write_text(VTT, encoding="utf-8")
    document = parse(path)
    assert document.media_type == "text/vtt"
    assert document.text == (
        "Ana Ruiz (0:01): Shall we start? The budget is first.\n\nBen Oduya (0:05): It is 12,000 euros."
    )
    assert says_who_and_when(path)
    assert place_before(document.text, document.text.index("12,000")) == "Ben Oduya, 0:05"
    assert [document.text[b.span.start : b.span.end] for b in document.blocks] == document.text.split("\n\n")


def test_captions_without_captions_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "empty.vtt"
    path.write_text("WEBVTT\n\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        parse(path)
    assert caught.value.code == "damaged_document"


def test_the_authors_words_come_first_and_settings_never(tmp_path: Path) -> None:
    path = tmp_path / "tour.vtt"
    path.write_bytes(
        b"\xef\xbb\xbfWEBVTT - Harbour tour\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n"
        b"\r\nNOTE From May\r\n"
        b"\r\n00:01.000 --> 00:03.000 align:start position:10%\r\nAna: Hello.\r\n"
        b"\r\n00:04.000 --> 00:06.000\r\nNOTE that this is said.\r\n"
    )
    text = parse(path).text
    assert text.startswith("Harbour tour\n\nFrom May\n\nAna (0:01): Hello.")
    assert text.count("NOTE that this is said.") == text.count("that this is said") == 1
    for setting in ("captions", "cue", "align", "10%"):
        assert setting not in text

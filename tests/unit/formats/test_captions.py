from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import UserError
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
    assert document.text == "Ana Ruiz: Shall we start? The budget is first.\n\nBen Oduya: It is 12,000 euros."
    assert [document.text[b.span.start : b.span.end] for b in document.blocks] == document.text.split("\n\n")


def test_captions_without_captions_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "empty.vtt"
    path.write_text("WEBVTT\n\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        parse(path)
    assert caught.value.code == "damaged_document"

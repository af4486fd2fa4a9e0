from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import BlockKind
from app.domain.errors import UserError
from app.formats.registry import parse_bytes


def text_of(rtf: str) -> str:
    return parse_bytes(Path("t.rtf"), rtf.encode("latin-1")).text


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"{\rtf1\ansi a\'e4b}", "a\u00e4b"),
        (r"{\rtf1\ansi\ansicpg1251 \'cf\'f0}", "\u041f\u0440"),
        (r"{\rtf1\mac \'8a}", "\u00e4"),
        (r"{\rtf1\uc1 x\u8364?y}", "x\u20acy"),
        (r"{\rtf1\uc0 x\u8364y}", "x\u20acy"),
        (r"{\rtf1\uc2 x\u8364\'80\'81y}", "x\u20acy"),
        (r"{\rtf1\u-10179?\u-8704?!}", "\U0001f600!"),
        (r"{\rtf1{\fonttbl{\f3\fcharset128 Gothic;}}\f3\'93\'fa\'96\'7b}", "\u65e5\u672c"),
        (r"{\rtf1 a\~b\_c\-d\tab e\{f\}}", "a b-cd e{f}"),
        (r"{\rtf1 one\line two\par three}", "one\ntwo\n\nthree"),
        (r"{\rtf1 a{\v hidden}b{\*\unknown gone}c{\deleted d}e}", "abce"),
        (r"{\rtf1 a{\pict\bin5 }{}{}}z}", "az"),
        (r"{\rtf1 text{\footnote a note}.}", "text [a note]."),
        (r"{\rtf1{\header Top\par}Body\par{\footer Page}}", "Body\n\nTop\n\nPage"),
        (r"{\rtf1{\*\htmltag <p>}\htmlrtf {\htmlrtf0 Mail text\htmlrtf\par}\htmlrtf0 }", "Mail text"),
    ],
)
def test_text(rtf: str, text: str) -> None:
    assert text_of(rtf) == text


def test_tables_carry_their_headers() -> None:
    row = r"\trowd\cellx1\cellx2\cellx3\pard\intbl %s\cell %s\cell %s\cell\row "
    table = row % ("Berth", "Depth", "Crane") + row % ("East", "6", "yes") + row % ("West", "4", "no")
    parsed = parse_bytes(Path("t.rtf"), (r"{\rtf1 " + table + r"\pard after\par}").encode())
    rows = [parsed.text[b.span.start : b.span.end] for b in parsed.blocks if b.kind is BlockKind.TABLE_ROW]
    assert rows == ["Berth: East; Depth: 6; Crane: yes", "Berth: West; Depth: 4; Crane: no"]
    assert parsed.text.endswith("\n\nafter")


def test_embedded_objects_and_endless_groups_are_no_text() -> None:
    parsed = parse_bytes(Path("t.rtf"), b"{\\rtf1 words{\\object{\\*\\objdata " + b"41" * 500_000 + b"}}}")
    assert parsed.text == "words"
    assert text_of(r"{\rtf1 " + "{" * 100_000 + "words" + "}" * 100_000 + "}") == "words"


def test_binary_lengths_that_lie_end_the_document() -> None:
    assert text_of(r"{\rtf1 before {\pict\bin2000000000 abc} after}") == "before"


def test_what_is_no_rich_text_is_read_as_what_it_is() -> None:
    assert parse_bytes(Path("t.rtf"), b"Only words.").media_type == "text/plain"
    assert parse_bytes(Path("t.doc"), b"{\\rtf1 words}").media_type == "application/rtf"
    with pytest.raises(UserError, match="no_text"):
        text_of(r"{\rtf1 }")

"""Web pages and Markdown made to hang their parsers: the text comes out, and what was lost is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import ParsedDocument
from app.formats.registry import parse_bytes


def page(html: str) -> ParsedDocument:
    return parse_bytes(Path("t.html"), html.encode())


def note(markdown: str) -> ParsedDocument:
    return parse_bytes(Path("t.md"), markdown.encode())


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "needle",
        "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">needle</p>",
        "<b>" * 3_000 + "<p>" * 3_000 + "needle",
        "<table><tr><td>" * 2_000 + "needle",
        "<a b" * 200_000 + ">needle",
    ],
    ids=["depth", "attributes", "formatting", "tables", "unclosed"],
)
def test_pages_that_hang_parsers(html: str) -> None:
    assert "needle" in page(f"<html><body>{html}</body></html>").text


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 50_000 + "needle",
        "*a_ " * 50_000 + "needle",
        "needle" + "".join(f"{'`' * n} " for n in range(1, 1_500)),
        "|" + "x|" * 50_000 + "\n|" + "-|" * 50_000 + "\n| needle |\n",
        "> " * 20_000 + "needle",
        "![" * 20_000 + "needle",
    ],
    ids=["brackets", "emphasis", "backticks", "columns", "quotes", "images"],
)
def test_markdown_that_hangs_parsers(markdown: str) -> None:
    assert "needle" in note(markdown).text


def test_what_is_lost_is_said() -> None:
    assert {w.code for w in note("[" * 5_000 + "needle").warnings} == {"structure_ignored"}
    assert {w.code for w in page("<div>" * 20_000 + "needle").warnings} == {"structure_ignored"}


def test_very_long_markdown_keeps_its_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formats.markdown._MOST_PARSED", 10)
    parsed = note("Before.\n\n## Part one\n\nWords *here*.\n")
    assert parsed.text == "Before.\n\nPart one\n\nWords *here*."
    assert parsed.blocks[1].level == 2


def test_embedded_pictures_do_not_reach_the_text() -> None:
    uri = "data:image/png;base64," + "A" * 5_000
    assert page(f'<p>before<img src="{uri}" alt="a quay">after</p>').text == "before a quay after"
    assert note(f"before ![a quay]({uri}) after").text == "before a quay after"


@pytest.mark.parametrize(
    "style",
    ["display: none", "visibility:hidden", "opacity:0", "font-size:1px", "position:absolute;left:-9999px"],
)
def test_text_that_nobody_sees_is_left_out(style: str) -> None:
    assert page(f'<p>Seen.</p><p style="{style}">HIDDEN</p>').text == "Seen."
    assert note(f'Seen.\n\n<p style="{style}">HIDDEN</p>\n').text == "Seen."


def test_ordinary_styles_hide_nothing() -> None:
    assert page('<p style="opacity:0.9;font-size:12px;left:-5px;top:10000px">Seen.</p>').text == "Seen."


def test_marks_of_notes_stay_apart_from_words() -> None:
    assert (
        page('<p>The ramp<a href="#n"><sup>1</sup></a> of 5 m<sup>2</sup>.</p>').text
        == "The ramp[1] of 5 m2."
    )


def test_html_in_markdown_is_read_as_html() -> None:
    table = "<table><tr><th>Berth<th>Depth<th>Crane</tr><tr><td>East<td>6 m<td>yes</tr></table>"
    assert "Berth: East; Depth: 6 m; Crane: yes" in note(f"# Quay\n\n{table}\n").text
    assert "alert" not in note("Words.\n\n<script>\nalert(1)\n</script>\n").text


def test_captions_keep_their_notes() -> None:
    vtt = b"WEBVTT - Harbour talk\n\nNOTE\nRecorded in May.\n\n00:01.000 --> 00:02.000\nHello.\n"
    assert parse_bytes(Path("t.vtt"), vtt).text == "Harbour talk\n\nRecorded in May.\n\n(0:01): Hello."

"""Minutes as a PDF, with times that lead to their place in the transcript."""

from __future__ import annotations

import html
from collections.abc import Iterator

from app.domain.meetings import Minutes, Utterance
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.i18n import tr
from app.services.minutes_languages import as_spoken
from app.services.minutes_notice import notice_of
from app.services.minutes_words import (
    Line,
    clock,
    coverage_of,
    facts_of,
    is_done,
    link_of,
    remark_of,
    said_in,
    sections_of,
    text_of,
)
from app.ui.pdf_pages import pdf_of


def minutes_pdf(minutes: Minutes, layout: Layout = AS_STANDARD) -> bytes:
    """The whole file. May be called in any thread while a program with a window runs, else in the main one."""
    with as_spoken(minutes):
        body = "".join(_html(minutes, layout))
    return pdf_of(minutes.transcript.title, body)


def _html(minutes: Minutes, layout: Layout) -> Iterator[str]:
    yield f"<h1>{html.escape(minutes.transcript.title)}</h1>"
    yield f'<p class="quiet">{html.escape(" · ".join(facts_of(minutes)))}</p>'
    if notice := notice_of(minutes):
        yield f'<p class="quiet">{html.escape(notice)}</p>'
    linked = layout.template.transcript
    for section in sections_of(minutes, layout):
        rows = "".join(_line(line, linked=linked) for line in section.lines)
        yield f"<h2>{html.escape(section.heading)}</h2><ul>{rows}</ul>"
    yield f'<p class="quiet">{coverage_of(minutes)}</p>'
    if said := said_in(minutes, layout):
        yield f"<h2>{tr('Transcript')}</h2>"
        yield from map(_utterance, said)


def _line(line: Line, *, linked: bool) -> str:
    notes = f" — <b>{html.escape(remark_of(line))}</b>" if remark_of(line) else ""
    text = f"<s>{html.escape(text_of(line))}</s>" if is_done(line) else html.escape(text_of(line))
    return f"<li>{text}{notes}{_place(line, linked=linked)}</li>"


def _place(line: Line, *, linked: bool) -> str:
    link = link_of(line)
    if link is None:
        return ""
    return f" {_link(*link)}" if linked else f' <span class="quiet">{link[1]}</span>'


def _link(utterance: int, text: str) -> str:
    return f'<a href="#u{utterance}">{text}</a>'


def _utterance(said: Utterance) -> str:
    at = clock(said.start_ms) if said.start_ms is not None else str(said.id + 1)
    who = f"<b>{html.escape(said.speaker)}:</b> " if said.speaker else ""
    named = f'<a name="u{said.id}"></a><span class="quiet">{at}</span>'
    return f"<p>{named} {who}{html.escape(said.text)}</p>"

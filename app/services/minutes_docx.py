"""Minutes as a Word document: headings, bullets, and a transcript that every line's time leads to.

Office Open XML (ECMA-376, transitional) with nothing outside the file: each line's time is a link to a bookmark named
after its utterance ("u12"). The same minutes always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.meetings import Minutes, Utterance
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.i18n import tr
from app.services.docx_writing import document, paragraph, run
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


def minutes_docx(minutes: Minutes, layout: Layout = AS_STANDARD) -> bytes:
    """The whole .docx file."""
    said = minutes.transcript
    with as_spoken(minutes):
        body = "".join(_body(minutes, layout))
    return document(body, title=said.title, day=said.date, language=said.language)


def _body(minutes: Minutes, layout: Layout) -> Iterator[str]:
    yield paragraph("Title", run(minutes.transcript.title))
    yield paragraph("Subtitle", run(" · ".join(facts_of(minutes))))
    if notice := notice_of(minutes):
        yield paragraph("Quiet", run(notice))
    linked = layout.template.transcript
    for section in sections_of(minutes, layout):
        yield paragraph("Heading1", run(section.heading))
        yield from (_line(line, linked=linked) for line in section.lines)
    yield paragraph("Quiet", run(coverage_of(minutes)))
    if said := said_in(minutes, layout):
        yield paragraph("Heading1", run(tr("Transcript")))
        yield from map(_utterance, said)


def _line(line: Line, *, linked: bool) -> str:
    notes = run(f" — {remark_of(line)}", bold=True) if remark_of(line) else ""
    words = run(text_of(line), struck=is_done(line))
    return paragraph("ListBullet", words + notes + _place(line, linked=linked))


def _place(line: Line, *, linked: bool) -> str:
    link = link_of(line)
    if link is None:
        return ""
    return _link(*link) if linked else run(" ") + run(link[1], style="Moment")


def _utterance(said: Utterance) -> str:
    mark = f'<w:bookmarkStart w:id="{said.id}" w:name="u{said.id}"/><w:bookmarkEnd w:id="{said.id}"/>'
    at = run(f"{clock(said.start_ms)} ", style="Moment") if said.start_ms is not None else ""
    who = run(f"{said.speaker}: ", bold=True) if said.speaker else ""
    return paragraph("Normal", mark + at + who + run(said.text))


def _link(utterance: int, text: str) -> str:
    shown = run(text, style="Moment")
    return f'{run(" ")}<w:hyperlink w:anchor="u{utterance}" w:history="1">{shown}</w:hyperlink>'

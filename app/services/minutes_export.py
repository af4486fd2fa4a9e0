"""Minutes as files: Markdown, HTML, Word, PDF, JSON, text for an e-mail, and the dated actions as a calendar.

Every line carries its time (or utterance number, where the transcript has no times). A file is written whole or
not at all.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.domain.errors import UserError
from app.domain.meeting_edits import without_rejected
from app.domain.meetings import ActionItem, Minutes, NoteItem, Utterance
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.i18n import tr
from app.services.minutes_calendar import minutes_calendar
from app.services.minutes_docx import minutes_docx
from app.services.minutes_languages import as_spoken
from app.services.minutes_notice import notice_of
from app.services.minutes_words import (
    Item,
    Line,
    clock,
    coverage_of,
    duration_ms,
    facts_of,
    is_action,
    is_done,
    link_of,
    remark_of,
    said_in,
    sections_of,
    text_of,
)
from app.services.text_file import write_bytes

PDF = ".pdf"
PaintPdf = Callable[[Minutes], bytes]


def export_minutes(
    minutes: Minutes, path: Path, paint_pdf: PaintPdf | None = None, layout: Layout = AS_STANDARD
) -> None:
    """Write ``minutes`` to ``path`` in the format of its suffix; a PDF needs somebody who can paint one.

    Lines that were rejected are left out, and what the layout's template leaves out (not in JSON, which is data).

    Raises UserError: unsupported_export, disk_full, permission_denied, cannot_write.
    """
    minutes = without_rejected(minutes)
    suffix = path.suffix.lower()
    if suffix == PDF and paint_pdf is not None:
        write_bytes(path, paint_pdf(minutes))
        return
    write = _FORMATS.get(suffix)
    if write is None:
        raise UserError("unsupported_export", suffix=path.suffix)
    made = write(minutes, layout)
    write_bytes(path, made if isinstance(made, bytes) else made.encode("utf-8", "replace"))


def export_suffixes() -> tuple[str, ...]:
    """What :func:`export_minutes` can write, PDF included."""
    return (*_FORMATS, PDF)


def minutes_json(minutes: Minutes) -> dict[str, Any]:
    """The minutes as plain values; times in seconds, None where the transcript has none."""
    said = minutes.transcript
    return {
        "title": said.title,
        "date": said.date,
        "duration_s": _seconds(duration_ms(minutes)),
        "language": said.language,
        "model": {"name": minutes.model},
        "participants": [
            {"name": p.name, "utterances": p.utterances, "words": p.words} for p in minutes.participants
        ],
        "summary": [_note(item) for item in minutes.summary],
        "decisions": [_note(item) for item in minutes.decisions],
        "actions": [_action(item) for item in minutes.actions],
        "questions": [_note(item) for item in minutes.questions],
        "topics": [
            {
                "title": t.title,
                "start_s": _seconds(t.start_ms),
                "end_s": _seconds(t.end_ms),
                "utterances": [t.first, t.last],
            }
            for t in minutes.topics
        ],
        "transcript": [_utterance(u) for u in said.utterances],
        "coverage": {"utterances_read": minutes.utterances_read, "utterances_total": len(said.utterances)},
        "dropped": [{"text": d.text, "reason": d.reason} for d in minutes.dropped],
        "warnings": list(minutes.warnings),
        **({"notice": notice} if (notice := notice_of(minutes)) else {}),
        "timings": {"total_ms": round(minutes.total_ms, 1)},
    }


def _layout_json(minutes: Minutes, layout: Layout) -> dict[str, Any]:
    """The minutes with how they are laid out and what was carried over, where somebody chose that."""
    if layout.template.id == AS_STANDARD.template.id and not layout.carried:
        return minutes_json(minutes)
    return {
        **minutes_json(minutes),
        "template": {
            "name": layout.template.name,
            "sections": [{"kind": s.kind, "heading": s.heading} for s in layout.template.sections],
        },
        "carried": [
            {**_action(c.item), "meeting": {"title": c.title, "date": c.date}} for c in layout.carried
        ],
    }


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _note(item: NoteItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "utterances": list(item.utterances),
        "start_s": _seconds(item.start_ms),
        **({} if item.sure else {"sure": False}),
        **_hand(item),
    }


def _action(item: ActionItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "owner": item.owner,
        "due": item.due,
        "due_date": item.due_date,
        "utterances": list(item.utterances),
        "start_s": _seconds(item.start_ms),
        **({"done_on": item.done_on} if item.done_on else {}),
        **_hand(item),
    }


def _hand(item: Item) -> dict[str, str]:
    """What the person did with a line; nothing for one that is as it was made."""
    states = {} if item.state == "open" else {"state": item.state}
    return states if item.origin == "made" else {**states, "origin": item.origin}


def _utterance(said: Utterance) -> dict[str, Any]:
    return {
        "id": said.id,
        "start_s": _seconds(said.start_ms),
        "end_s": _seconds(said.end_ms),
        "speaker": said.speaker,
        "text": said.text,
    }


def minutes_markdown(minutes: Minutes, layout: Layout = AS_STANDARD) -> str:
    """What the .md export holds, and what the terminal shows."""
    with as_spoken(minutes):
        return _markdown(minutes, layout)


def _markdown(minutes: Minutes, layout: Layout) -> str:
    lines = [f"# {_md(minutes.transcript.title)}", "", _md(" · ".join(facts_of(minutes))), ""]
    notice = notice_of(minutes)
    lines += [f"_{_md(notice)}_", ""] if notice else []
    for section in sections_of(minutes, layout):
        lines += [f"## {_md(section.heading)}", "", *(_markdown_line(line) for line in section.lines), ""]
    return "\n".join([*lines, f"_{coverage_of(minutes)}_", ""])


def _markdown_line(line: Line) -> str:
    box = ("[x] " if is_done(line) else "[ ] ") if is_action(line) else ""
    notes = f" — **{_md(remark_of(line))}**" if remark_of(line) else ""
    return f"- {box}{_md(text_of(line))}{notes}{_bracketed(line)}"


def _bracketed(line: Line) -> str:
    link = link_of(line)
    return f" [{link[1]}]" if link else ""


def _md(text: str) -> str:
    """What was said must not turn into markup."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, "\\" + mark)
    return text


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "time{color:#666;font-size:.85em}li{margin:.3em 0}footer{color:#666;margin-top:2rem}"
)


def _html(minutes: Minutes, layout: Layout) -> str:
    """One file without anything to load; every line's time leads to its place in the transcript below."""
    with as_spoken(minutes):
        return _page(minutes, layout)


def _page(minutes: Minutes, layout: Layout) -> str:
    title = html.escape(minutes.transcript.title)
    parts = [
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{html.escape(' · '.join(facts_of(minutes)))}</p>",
    ]
    notice = notice_of(minutes)
    parts += [f"<p><em>{html.escape(notice)}</em></p>"] if notice else []
    linked = layout.template.transcript
    for section in sections_of(minutes, layout):
        rows = "".join(_html_line(line, linked=linked) for line in section.lines)
        parts.append(f"<h2>{html.escape(section.heading)}</h2><ul>{rows}</ul>")
    if said := said_in(minutes, layout):
        parts += [f"<h2>{tr('Transcript')}</h2>", *(_html_utterance(u) for u in said)]
    return "\n".join([*parts, f"<footer>{coverage_of(minutes)}</footer></body></html>\n"])


def _html_line(line: Line, *, linked: bool) -> str:
    notes = f" — <strong>{html.escape(remark_of(line))}</strong>" if remark_of(line) else ""
    text = f"<del>{html.escape(text_of(line))}</del>" if is_done(line) else html.escape(text_of(line))
    return f"<li>{text}{notes}{_html_link(line, linked=linked)}</li>"


def _html_link(line: Line, *, linked: bool) -> str:
    link = link_of(line)
    if link is None:
        return ""
    time = f"<time>{link[1]}</time>"
    return f' <a href="#u{link[0]}">{time}</a>' if linked else f" {time}"


def _html_utterance(said: Utterance) -> str:
    at = f"<time>{clock(said.start_ms)}</time> " if said.start_ms is not None else ""
    who = f"<b>{html.escape(said.speaker)}:</b> " if said.speaker else ""
    return f'<p id="u{said.id}">{at}{who}{html.escape(said.text)}</p>'


def _json(minutes: Minutes, layout: Layout) -> str:
    return json.dumps(_layout_json(minutes, layout), ensure_ascii=False, indent=1) + "\n"


def minutes_mail(minutes: Minutes, layout: Layout = AS_STANDARD) -> str:
    """Plain text for the body of an e-mail; the title is its first line. Rejected lines are left out."""
    with as_spoken(minutes):
        return _mail(without_rejected(minutes), layout)


def _mail(minutes: Minutes, layout: Layout) -> str:
    lines = [minutes.transcript.title, " · ".join(facts_of(minutes)), ""]
    notice = notice_of(minutes)
    lines += [notice, ""] if notice else []
    for section in sections_of(minutes, layout):
        lines += [f"{section.heading}:", *(_mail_line(line) for line in section.lines), ""]
    return "\n".join([*lines, coverage_of(minutes), ""])


def _mail_line(line: Line) -> str:
    notes = f" ({remark_of(line)})" if remark_of(line) else ""
    return f"- {' '.join(text_of(line).split())}{notes}{_bracketed(line)}"


_FORMATS: dict[str, Callable[[Minutes, Layout], str | bytes]] = {
    ".md": minutes_markdown,
    ".html": _html,
    ".docx": minutes_docx,
    ".json": _json,
    ".ics": minutes_calendar,
    ".txt": minutes_mail,
}

"""Minutes as files: Markdown, HTML, JSON, and the dated actions as a calendar.

Every line carries its time (or utterance number, where the transcript has no times). A file is written whole or
not at all.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.domain.errors import UserError
from app.domain.meetings import ActionItem, Minutes, NoteItem, Utterance
from app.services.text_file import write_text

Item = NoteItem | ActionItem
_FOLD_AT = 75
_READ_ALL = "All of the transcript was read"


def export_minutes(minutes: Minutes, path: Path) -> None:
    """Write ``minutes`` to ``path`` in the format of its suffix.

    Raises UserError: unsupported_export, disk_full, permission_denied.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        raise UserError("unsupported_export", suffix=path.suffix)
    write_text(path, write(minutes))


def export_suffixes() -> tuple[str, ...]:
    """What :func:`export_minutes` can write."""
    return tuple(_FORMATS)


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
        "timings": {"total_ms": round(minutes.total_ms, 1)},
    }


def duration_ms(minutes: Minutes) -> int | None:
    """The end of the last utterance; None without times."""
    times = [t for u in minutes.transcript.utterances for t in (u.start_ms, u.end_ms) if t is not None]
    return max(times, default=None)


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000


def _note(item: NoteItem) -> dict[str, Any]:
    return {"text": item.text, "utterances": list(item.utterances), "start_s": _seconds(item.start_ms)}


def _action(item: ActionItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "owner": item.owner,
        "due": item.due,
        "due_date": item.due_date,
        "utterances": list(item.utterances),
        "start_s": _seconds(item.start_ms),
    }


def _utterance(said: Utterance) -> dict[str, Any]:
    return {
        "id": said.id,
        "start_s": _seconds(said.start_ms),
        "end_s": _seconds(said.end_ms),
        "speaker": said.speaker,
        "text": said.text,
    }


def clock(ms: int) -> str:
    """1:02:07 or 2:07."""
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def place_of(item: Item) -> str:
    """Where a line comes from: its time, or "line 12" (from 1) without times."""
    if item.start_ms is not None:
        return clock(item.start_ms)
    return f"line {item.utterances[0] + 1}" if item.utterances else ""


def action_notes(item: ActionItem) -> str:
    """ "Ana Ruiz, by Friday (2026-03-20)"; "nobody named" where there is no owner."""
    due = f", {item.due}" if item.due else ""
    day = f" ({item.due_date})" if item.due_date else ""
    return f"{item.owner or 'nobody named'}{due}{day}"


def _head(minutes: Minutes) -> list[str]:
    length = duration_ms(minutes)
    people = ", ".join(p.name for p in minutes.participants)
    facts = [minutes.transcript.date or "", clock(length) if length else "", people]
    return [fact for fact in facts if fact]


def _sections(minutes: Minutes) -> Iterator[tuple[str, Sequence[Item]]]:
    yield "Summary", minutes.summary
    yield "Decisions", minutes.decisions
    yield "Actions", minutes.actions
    yield "Open questions", minutes.questions


def _foot(minutes: Minutes) -> str:
    total = len(minutes.transcript.utterances)
    if minutes.utterances_read >= total:
        return f"{_READ_ALL}: {total} utterances."
    return f"{minutes.utterances_read} of {total} utterances of the transcript were read."


def minutes_markdown(minutes: Minutes) -> str:
    """What the .md export holds, and what the terminal shows."""
    lines = [f"# {_md(minutes.transcript.title)}", "", _md(" · ".join(_head(minutes))), ""]
    for title, items in _sections(minutes):
        if items:
            lines += [f"## {title}", "", *(_markdown_line(item) for item in items), ""]
    if minutes.topics:
        lines += [
            "## Topics",
            "",
            *(f"- {_md(t.title)} [{_span(t.start_ms, t.first)}]" for t in minutes.topics),
            "",
        ]
    return "\n".join([*lines, f"_{_foot(minutes)}_", ""])


def _markdown_line(item: Item) -> str:
    if isinstance(item, ActionItem):
        return f"- [ ] {_md(item.text)} — **{_md(action_notes(item))}** [{place_of(item)}]"
    return f"- {_md(item.text)} [{place_of(item)}]"


def _span(start_ms: int | None, first: int) -> str:
    return clock(start_ms) if start_ms is not None else f"line {first + 1}"


def _md(text: str) -> str:
    """What was said must not turn into markup."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, "\\" + mark)
    return text


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "time{color:#666;font-size:.85em}li{margin:.3em 0}footer{color:#666;margin-top:2rem}"
)


def _html(minutes: Minutes) -> str:
    """One file without anything to load; every line's time leads to its place in the transcript below."""
    title = html.escape(minutes.transcript.title)
    parts = [
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{html.escape(' · '.join(_head(minutes)))}</p>",
    ]
    for name, items in _sections(minutes):
        if items:
            parts.append(f"<h2>{name}</h2><ul>{''.join(_html_line(item) for item in items)}</ul>")
    parts.append("<h2>Transcript</h2>")
    parts += [_html_utterance(u) for u in minutes.transcript.utterances]
    return "\n".join([*parts, f"<footer>{_foot(minutes)}</footer></body></html>\n"])


def _html_line(item: Item) -> str:
    notes = f" — <strong>{html.escape(action_notes(item))}</strong>" if isinstance(item, ActionItem) else ""
    target = item.utterances[0] if item.utterances else 0
    return f'<li>{html.escape(item.text)}{notes} <a href="#u{target}"><time>{place_of(item)}</time></a></li>'


def _html_utterance(said: Utterance) -> str:
    at = f"<time>{clock(said.start_ms)}</time> " if said.start_ms is not None else ""
    who = f"<b>{html.escape(said.speaker)}:</b> " if said.speaker else ""
    return f'<p id="u{said.id}">{at}{who}{html.escape(said.text)}</p>'


def _json(minutes: Minutes) -> str:
    return json.dumps(minutes_json(minutes), ensure_ascii=False, indent=1) + "\n"


def _ics(minutes: Minutes) -> str:
    """RFC 5545: one all-day event per action with a date. The same minutes always give the same file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Carrel//Minutes//EN", "CALSCALE:GREGORIAN"]
    for item in minutes.actions:
        if item.due_date:
            lines += _event(item, minutes)
    return "".join(fold(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(item: ActionItem, minutes: Minutes) -> list[str]:
    due = date.fromisoformat(item.due_date or "")
    made = minutes.transcript.date or item.due_date or ""
    owner = f"{item.owner}: " if item.owner else ""
    name = f"{minutes.transcript.title}|{made}|{item.text}|{item.due_date}"
    details = f"{minutes.transcript.title}, {place_of(item)}. {action_notes(item)}"
    return [
        "BEGIN:VEVENT",
        f"UID:{uuid5(NAMESPACE_URL, name)}@carrel",
        f"DTSTAMP:{made.replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape_ics(owner + item.text)}",
        f"DESCRIPTION:{escape_ics(details)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escape_ics(text: str) -> str:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line ends."""
    for mark in "\\;,":
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(line: str) -> str:
    """RFC 5545, 3.1: no line over 75 octets, continued after a space; characters stay whole."""
    folded, used = "", 0
    for character in line:
        size = len(character.encode("utf-8"))
        if used + size > _FOLD_AT:
            folded += "\r\n "
            used = 1
        folded += character
        used += size
    return folded


_FORMATS: dict[str, Callable[[Minutes], str]] = {
    ".md": minutes_markdown,
    ".html": _html,
    ".json": _json,
    ".ics": _ics,
}

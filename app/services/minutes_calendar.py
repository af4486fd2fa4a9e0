"""The dated actions of a meeting as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from app.domain.meetings import ActionItem, Minutes
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.services.minutes_languages import as_spoken
from app.services.minutes_words import action_notes, place_of

_FOLD_AT = 75


def minutes_calendar(minutes: Minutes, layout: Layout = AS_STANDARD) -> str:
    """RFC 5545: one all-day event per open action with a date, those carried over among them, under the name they had
    in the calendar of their own meeting. The same minutes always give the same file.
    """
    with as_spoken(minutes):
        return _calendar(minutes, layout)


def _calendar(minutes: Minutes, layout: Layout) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Carrel//Minutes//EN", "CALSCALE:GREGORIAN"]
    shown = {section.kind for section in layout.template.sections}
    said = minutes.transcript
    found = [(a, said.title, said.date) for a in minutes.actions if "actions" in shown]
    found += [(c.item, c.title, c.date) for c in layout.carried if "carried" in shown]
    for item, title, day in found:
        if item.due_date and not item.done_on:
            lines += _event(item, title, day)
    return "".join(fold(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(item: ActionItem, title: str, day: str | None) -> list[str]:
    due = date.fromisoformat(item.due_date or "")
    made = day or item.due_date or ""
    owner = f"{item.owner}: " if item.owner else ""
    name = f"{title}|{made}|{item.id or f'{item.text}|{item.due_date}'}"
    details = f"{title}, {place_of(item)}. {action_notes(item)}"
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

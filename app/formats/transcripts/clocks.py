"""Clock times to integer milliseconds, hours without bound; calendar dates in headers and file names.

``datetime.time`` is never used for positions: recordings longer than a day exist.
"""

from __future__ import annotations

import re
from datetime import date

# h:mm:ss.mmm or mm:ss, "." or "," before the fraction, any number of hour digits (WebVTT, SRT, old Whisper).
CLOCK = r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
ARROW = re.compile(rf"^\s*({CLOCK})\s*-->\s*({CLOCK})(?:\s+.*)?$")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(20\d\d)", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(20\d\d)", re.IGNORECASE)


def clock_ms(text: str) -> int:
    """Milliseconds of a string that matches :data:`CLOCK`."""
    whole, _, fraction = text.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0") or 0)


def find_date(text: str) -> str | None:
    """The first calendar date in the text as YYYY-MM-DD: ISO, "16 March 2026" or "Mar 16, 2026"."""
    if match := _ISO.search(text):
        return _date(match[1], match[2], match[3])
    if match := _DAY_FIRST.search(text):
        return _date(match[3], str(_month(match[2])), match[1])
    if match := _MONTH_FIRST.search(text):
        return _date(match[3], str(_month(match[1])), match[2])
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None

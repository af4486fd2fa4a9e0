"""When something is due: the words as they were said, and the calendar day where they name one.

A day is computed only when the words allow one reading. "Next Friday", said on a Monday, allows two, so it stays
as said. A weekday without "next" is the first one after the meeting.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from app.tasks.minutes import due_dates_german, due_dates_romance

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december",
)  # fmt: skip
"""Not those of ``calendar``: they speak the language that the window system chose."""
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_COUNT = r"(?:\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|a couple of)"
_WHEN = rf"""
    (?:the\s+)?end\s+of\s+(?:(?:the\s+|this\s+|next\s+)?(?:day|week|month|quarter|year)|{_MONTH})
  | (?:this\s+|next\s+|coming\s+|the\s+coming\s+)?{_DAY}(?:\s+(?:morning|afternoon|evening|night|noon|next\s+week))?
  | (?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+20\d\d)?
  | {_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+20\d\d)?
  | the\s+\d{{1,2}}(?:st|nd|rd|th)
  | 20\d\d-\d\d-\d\d
  | (?:tomorrow|today|tonight)(?:\s+(?:morning|afternoon|evening|night))?
  | (?:early\s+|late\s+|sometime\s+)?(?:next|this)\s+(?:week|month|quarter|year)
  | (?:(?:the|our|your)\s+)?next\s+(?:meeting|time|call|session|sprint|review|phase)
  | (?:in|within)\s+(?:the\s+next\s+)?{_COUNT}\s+(?:days?|weeks?|months?|hours?)
  | {_COUNT}\s+(?:days?|weeks?)\s+from\s+now
  | noon | (?:the\s+)?weekend | the\s+deadline
"""
_DUE = re.compile(
    rf"\b(?:(?:by|before|until|till|no\s+later\s+than|not\s+later\s+than|due|on|for|at|over)\s+)?(?:{_WHEN})\b",
    re.IGNORECASE | re.VERBOSE,
)
_STRONG = re.compile(r"^(?:by|before|until|till|due|no\s+later|not\s+later)\b", re.IGNORECASE)
_NUMBER_WORDS = "a an one two three four five six seven eight nine ten"
_NUMBERS = dict(zip(_NUMBER_WORDS.split(), (1, 1, *range(1, 11)), strict=True))


def find_due(text: str, language: str | None = None) -> str | None:
    """The due phrase of a sentence, verbatim; "by Friday" is preferred to a mere "on Monday"."""
    if language == "de":
        return due_dates_german.find_due(text)
    if romance := due_dates_romance.BY_LANGUAGE.get(language or ""):
        return due_dates_romance.find_due(text, romance)
    found = [match.group().strip() for match in _DUE.finditer(text)]
    return min(found, key=lambda phrase: not _STRONG.match(phrase), default=None)


def is_deadline(phrase: str, language: str | None = None) -> bool:
    """Whether a due phrase says by when ("by Friday") and not merely when ("on Friday")."""
    romance = due_dates_romance.BY_LANGUAGE.get(language or "")
    strong = romance.strong if romance else due_dates_german.STRONG if language == "de" else _STRONG
    return bool(strong.match(phrase))


def due_date(phrase: str, meeting: str | None, language: str | None = None) -> str | None:
    """YYYY-MM-DD of a due phrase said on the day ``meeting``; None when it is not known or not one day."""
    said = " ".join(phrase.lower().split())
    if match := re.search(r"20\d\d-\d\d-\d\d", said):
        return match.group()
    if meeting is None:
        return None
    today = date.fromisoformat(meeting)
    if language == "de":
        found = due_dates_german.due_day(said, today)
        return found.isoformat() if found else None
    if romance := due_dates_romance.BY_LANGUAGE.get(language or ""):
        found = due_dates_romance.due_day(said, today, romance)
        return found.isoformat() if found else None
    day = (
        _relative(said, today)
        or _weekday(said, today)
        or _month_day(said, today)
        or _day_of_month(said, today)
    )
    return day.isoformat() if day else None


def _relative(said: str, today: date) -> date | None:
    if re.search(
        r"\b(?:today|tonight|end of (?:the |this )?day)\b|^(?:(?:by|before|until|till|at|for) )?noon$", said
    ):
        return today
    if "tomorrow" in said:
        return today + timedelta(days=1)
    if match := re.search(rf"({_COUNT}) (day|week)s?\b", said):
        count = 2 if "couple" in match[1] else _NUMBERS.get(match[1]) or int(match[1])
        return today + timedelta(days=count * (7 if match[2] == "week" else 1))
    return _end_of(said, today)


def _end_of(said: str, today: date) -> date | None:
    if named := re.search(rf"end of ({_MONTH})", said):
        month = _MONTHS.index(named[1]) + 1
        year = today.year + (month < today.month)
        return date(year, month, calendar.monthrange(year, month)[1])
    match = re.search(r"end of (the |this |next )?(week|month|quarter|year)", said)
    if not match or match[1] == "next ":
        return None
    if match[2] == "week":
        return today + timedelta(days=4 - today.weekday()) if today.weekday() <= 4 else None
    month = {"month": today.month, "quarter": (today.month + 2) // 3 * 3, "year": 12}[match[2]]
    return date(today.year, month, calendar.monthrange(today.year, month)[1])


def _weekday(said: str, today: date) -> date | None:
    match = re.search(_DAY, said)
    if not match:
        return None
    ahead = _DAYS.index(match.group()) - today.weekday()
    if "next week" in said:
        return today + timedelta(days=ahead + 7)
    if "next" in said and ahead > 0:
        return None
    return today + timedelta(days=ahead if ahead > 0 else ahead + 7)


def _month_day(said: str, today: date) -> date | None:
    match = re.search(rf"(\d{{1,2}})\D*?({_MONTH})|({_MONTH})\D*?(\d{{1,2}})(?!\d)", said)
    if not match:
        return None
    day, month = int(match[1] or match[4]), _MONTHS.index(match[2] or match[3]) + 1
    year = re.search(r"20\d\d", said)
    found = _valid(int(year.group()) if year else today.year, month, day)
    return _valid(today.year + 1, month, day) if found and not year and found < today else found


def _day_of_month(said: str, today: date) -> date | None:
    match = re.search(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b", said)
    if not match:
        return None
    found = _valid(today.year, today.month, int(match[1]))
    if found and found >= today:
        return found
    return _valid(today.year + today.month // 12, today.month % 12 + 1, int(match[1]))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

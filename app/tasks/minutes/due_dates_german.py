"""When something is due, in German: "bis Freitag", "spätestens am 3. April", "Ende nächster Woche"."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august",
    "september", "oktober", "november", "dezember",
)  # fmt: skip
_DAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_PART = r"(?:\s*(?:früh|vormittag|mittag|nachmittag|abend))?"
_MONTH = rf"(?:{'|'.join(_MONTHS)}|jänner)"
_COUNT = r"(?:\d{1,2}|einem|einer|ein|eine|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|paar|ein\s+paar)"
_NEXT = r"(?:nächste[nrsm]?|kommende[nrsm]?|diese[nrsm]?|übernächste[nrsm]?)"
_WHEN = rf"""
    (?:anfang|mitte|ende)\s+(?:der\s+|des\s+|dieser\s+|dieses\s+)?(?:{_NEXT}\s+)?(?:woche|monats?|quartals?|jahres?|{_MONTH})
  | (?:wochen|monats|quartals|jahres)ende
  | (?:{_NEXT}\s+)?{_DAY}{_PART}(?:\s+in\s+(?:einer|zwei)\s+wochen?)?
  | \d{{1,2}}\.\s*{_MONTH}(?:\s+20\d\d)?
  | \d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?(?:20)?\d\d)?
  | 20\d\d-\d\d-\d\d
  | (?:über)?morgen(?:\s+(?:früh|vormittag|mittag|nachmittag|abend))?
  | heute\s+(?:noch|vormittag|mittag|nachmittag|abend) | noch\s+heute
  | {_NEXT}\s+(?:woche|monat|quartal|jahr|sitzung|treffen|mal|termin|besprechung|sprint|runde)
  | {_COUNT}\s+(?:tagen?|wochen?|monaten?|stunden?)
  | wochenende | feierabend
"""
_PREFIX = (
    r"(?:bis\s+spätestens|spätestens\s+bis|bis|spätestens|noch\s+vor|vor|noch|zum|zur|am|im|ab|in|innerhalb|"
    r"fällig|für)"
)
_ARTICLE = r"(?:zum|zur|am|im|in|der|dem|den|die|das|von)"
_DUE = re.compile(
    rf"(?<!guten\s)\b(?:{_PREFIX}\s+(?:{_ARTICLE}\s+){{0,2}})?(?:{_WHEN})(?!\w)", re.IGNORECASE | re.VERBOSE
)
STRONG = re.compile(r"^(?:bis|spätestens|zum|zur|noch\s+vor|vor|fällig|innerhalb)\b", re.IGNORECASE)
"""What says by when."""
_AGO = re.compile(r"^(?:vor|seit)\s+(?:\w+\s+)?\w+\s+(?:tagen?|wochen?|monaten?|stunden?)$", re.IGNORECASE)
_BARE_COUNT = re.compile(rf"^{_COUNT}\s", re.IGNORECASE)
_NUMBERS = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10,
}  # fmt: skip


def find_due(text: str) -> str | None:
    """The due phrase of a sentence, verbatim; "bis Freitag" is preferred to a mere "am Montag"."""
    found = [match.group().strip() for match in _DUE.finditer(text)]
    kept = [phrase for phrase in found if not _AGO.match(phrase) and not _BARE_COUNT.match(phrase)]
    return min(kept, key=lambda phrase: not STRONG.match(phrase), default=None)


def due_day(said: str, today: date) -> date | None:
    """The day a phrase (lower case) names when it is said on ``today``; None where it is not one day."""
    return _relative(said, today) or _month_day(said, today) or _weekday(said, today)


def _relative(said: str, today: date) -> date | None:
    if "übermorgen" in said:
        return today + timedelta(days=2)
    if re.search(r"\bmorgen\b", said):
        return today + timedelta(days=1)
    if "heute" in said or "feierabend" in said:
        return today
    match = re.search(rf"\b({_COUNT})\s+(tag|woche)", said)
    if match:
        count = _NUMBERS.get(match[1]) or (int(match[1]) if match[1].isdigit() else None)
        return today + timedelta(days=count * (7 if match[2] == "woche" else 1)) if count else None
    return _end_of(said, today)


def _end_of(said: str, today: date) -> date | None:
    match = re.search(
        r"\bende (?:der |des |dieser |dieses )?(woche|monat|quartal|jahr)|(woche|monat|quartal|jahre)n?s?ende",
        said,
    )
    if not match or re.search(r"nächste|kommende|(?<!monats)(?<!quartals)(?<!jahres)wochenende", said):
        return None
    what = match[1] or match[2]
    if what == "woche":
        return today + timedelta(days=4 - today.weekday()) if today.weekday() <= 4 else None  # fmt: skip
    month = {"monat": today.month, "quartal": (today.month + 2) // 3 * 3}.get(what, 12)
    return date(today.year, month, calendar.monthrange(today.year, month)[1])


def _weekday(said: str, today: date) -> date | None:
    match = re.search(_DAY, said)
    if not match:
        return None
    day = match.group().replace("sonnabend", "samstag")
    ahead = _DAYS.index(day) - today.weekday()
    if "übernächste" in said or re.search(r"in (?:einer|zwei) wochen?", said):
        return None
    if "nächste" in said and ahead > 0:
        return None  # this week's or the next one's: people disagree
    return today + timedelta(days=ahead if ahead > 0 else ahead + 7)


def _month_day(said: str, today: date) -> date | None:
    named = re.search(rf"(\d{{1,2}})\.\s*({_MONTH})", said)
    counted = re.search(r"(\d{1,2})\.\s?(\d{1,2})\.", said)
    if named:
        day, month = int(named[1]), _MONTHS.index(named[2].replace("jänner", "januar")) + 1
    elif counted:
        day, month = int(counted[1]), int(counted[2])
    else:
        return None
    year = re.search(r"20\d\d", said)
    found = _valid(int(year.group()) if year else today.year, month, day)
    return _valid(today.year + 1, month, day) if found and not year and found < today else found


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

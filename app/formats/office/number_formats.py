"""Figures as their cells show them: decimals, percents, units and dates by the cell's number format.

Format codes and the numbers of the built-in ones: ECMA-376 part 1, 18.8.30 and 18.8.31. Thousands are not set
apart (that differs from country to country, figures must not), dates are written year-month-day.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00",
    44: "#,##0.00", 45: "[mm]:ss", 46: "[h]:mm:ss", 47: "[mm]:ss",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), *range(56, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55), "h:mm:ss"),
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<elapsed>\[[hms]+\])'
    r"|\[[^\]]*\]|[_*].|(?P<ampm>AM/PM|A/P)|(?P<places>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<other>.)",
    re.I | re.S,
)
_MOST_DECIMALS = 12
_LONGEST_UNIT = 12
_UNITS = "$\u20ac\u00a3\u00a5%\u2030\u00b0"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a figure is shown. ``decimals`` None: as many as it has. ``date`` and ``time``: it is a point in time."""

    decimals: int | None = None
    percent: bool = False
    prefix: str = ""
    suffix: str = ""
    date: bool = False
    time: bool = False
    elapsed: bool = False

    def shown(self, value: float, *, from_1904: bool = False) -> str:
        """The text in the cell."""
        if self.date or self.time or self.elapsed:
            return self._moment(value, from_1904=from_1904)
        if self.percent:
            return f"{_rounded(value * 100, self.decimals)}%"
        return f"{self.prefix}{_rounded(value, self.decimals)}{self.suffix}"

    def _moment(self, value: float, *, from_1904: bool) -> str:
        if not 0 <= value < 2_958_466:  # the year 10000
            return general(value)
        if self.elapsed:
            minutes, seconds = divmod(round(value * 86_400), 60)
            return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        moment = _moment_of(value, from_1904=from_1904)
        clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
        if not self.date:
            return clock
        has_clock = value != int(value)
        return f"{moment.date().isoformat()} {clock}" if has_clock else moment.date().isoformat()


GENERAL = NumberFormat()
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""What cells show instead of a value, by the number that binary workbooks keep."""


def compact_number(value: int) -> float:
    """A number in four bytes (binary workbooks): a whole one, or the upper half of a float; perhaps in hundredths."""
    if value & 2:
        number = float((value >> 2) - (1 << 30) if value & 0x80000000 else value >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))
    return number / 100 if value & 1 else number


def general(value: float) -> str:
    """A figure without a format: whole numbers whole, no noise of binary fractions."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.12g}"


def built_in(number: int) -> NumberFormat:
    """One of the formats that files name by number only."""
    return number_format(_BUILT_IN.get(number, "General"))


def number_format(code: str) -> NumberFormat:
    """What a format code means; of several sections the first (positive figures) counts."""
    if code.strip().lower() in ("general", "@", ""):
        return GENERAL
    before: list[str] = []
    after: list[str] = []
    places, letters, elapsed = "", "", False
    for match in _TOKEN.finditer(code[:300]):
        kind, text = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
        if kind == "other" and text == ";":
            break
        if kind == "places" and not places:
            places = text
        elif kind == "elapsed":
            elapsed = True
        elif kind == "other" and text.lower() in "ymdhsegb":
            letters += text.lower()
        elif kind in ("quoted", "escaped", "currency") or text in _UNITS:
            (after if places else before).append(text)
    if letters.strip("egb") or elapsed:
        return _of_time(letters, elapsed=elapsed)
    return _of_figures(places, code, "".join(before), "".join(after))


def _of_time(letters: str, *, elapsed: bool) -> NumberFormat:
    time = elapsed or "h" in letters or "s" in letters
    months = "m" in letters and not time
    date = "y" in letters or "d" in letters or months
    return NumberFormat(date=date, time=time or not date, elapsed=elapsed and not date)


def _of_figures(places: str, code: str, before: str, after: str) -> NumberFormat:
    plain = re.sub(r'"[^"]*"', "", code.split(";")[0])
    scaled = "/" in plain or "e+" in plain.lower() or places.endswith(",")
    decimals = None if scaled or not places else min(len(places.partition(".")[2]), _MOST_DECIMALS)
    percent = "%" in plain
    return NumberFormat(decimals, percent, *(("", "") if percent else (_unit(before), _unit(after))))


def _unit(text: str) -> str:
    """Units and currencies are kept; brackets, dashes and blanks around figures are not."""
    has_meaning = any(character.isalpha() or character in _UNITS for character in text)
    return text if has_meaning and len(text) <= _LONGEST_UNIT else ""


def _rounded(value: float, decimals: int | None) -> str:
    if decimals is None or abs(value) >= 1e15:
        return general(value)
    shown = str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    return general(value) if value and not shown.strip("-0.") else shown


def _moment_of(value: float, *, from_1904: bool) -> dt.datetime:
    """Days since the end of 1899 (Excel takes 1900 for a leap year), or since the beginning of 1904."""
    year, day = (1904, 1) if from_1904 else (1899, 30 if value >= 60 else 31)
    start = dt.datetime(year, 1 if from_1904 else 12, day)  # noqa: DTZ001 - sheets know no time zones
    return start + dt.timedelta(seconds=round(value * 86_400))

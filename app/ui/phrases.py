"""Numbers as people say them: durations, sizes, counts, days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from app.i18n import N_, N_n, figure, month_name, tr, tr_n

_MINUTE, _HOUR = 60, 3600
_SIZES = (N_("{size} bytes"), N_("{size} KB"), N_("{size} MB"))
PAGE, SLIDE = "page", "slide"
_PRESENTATIONS = frozenset(
    {".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm", ".ppt", ".pps", ".pot", ".odp", ".otp", ".fodp"}
)
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".heic", ".avif"})
_QUANTIZATION = re.compile(r"[.\-_](?:I?Q\d\w*|B?F(?:16|32))$", re.IGNORECASE)


def short_path(path: Path, home: Path) -> str:
    """A path with the home folder shortened to ``~``."""
    text, start = str(path), str(home)
    if text == start:
        return "~"
    return f"~{text[len(start) :]}" if text.startswith((f"{start}/", f"{start}\\")) else text


def also_words(paths: Sequence[Path]) -> str:
    """Where else the very same content lies; "" where nowhere."""
    if not paths:
        return ""
    first, more = short_path(paths[0], Path.home()), len(paths) - 1
    return (
        tr_n(
            "Same content also at {path} and in {count} more file",
            "Same content also at {path} and in {count} more files",
            more,
            path=first,
        )
        if more
        else tr("Same content also at {path}", path=first)
    )


def time_left(seconds: float) -> str:
    """An estimate, so no false precision: "a few seconds left", "about 2 min left"."""
    if seconds < 10:
        return tr("a few seconds left")
    if seconds < 55:
        return tr("about {seconds} s left", seconds=round(seconds / 10) * 10)
    if seconds < 90 * _MINUTE:
        return tr("about {minutes} min left", minutes=max(1, round(seconds / _MINUTE)))
    return tr("about {hours} h left", hours=round(seconds / _HOUR))


def duration(seconds: float) -> str:
    """A measured time: "0.4 s", "12 s", "3 min 20 s", "1 h 05 min"."""
    if seconds < 0.1:
        return tr("under {seconds} s", seconds=figure(0.1, 1))
    if seconds < 9.95:
        return tr("{seconds} s", seconds=figure(seconds, 1))
    whole = round(seconds)
    if whole < _MINUTE:
        return tr("{seconds} s", seconds=whole)
    if whole >= _HOUR:
        return tr("{hours} h {minutes} min", hours=whole // _HOUR, minutes=f"{whole % _HOUR // _MINUTE:02d}")
    minutes, rest = divmod(whole, _MINUTE)
    return (
        tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
        if rest
        else tr("{minutes} min", minutes=minutes)
    )


def clock(milliseconds: int) -> str:
    """A moment in a recording: "3:07", "1:02:45"."""
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // _HOUR, seconds % _HOUR // _MINUTE, seconds % _MINUTE
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def file_size(size: int) -> str:
    """Decimal units, as file managers show them: "98 MB", "1.2 GB"."""
    value = float(size)
    for words in _SIZES:
        if value < 999.5:
            return tr(words, size=f"{value:.0f}")
        value /= 1000
    return tr("{size} GB", size=figure(value, 1))


def count(number: int, singular: str, plural: str = "") -> str:
    """ "1 document", "1,204 documents"."""
    word = singular if number == 1 else (plural or f"{singular}s")
    return f"{number:,} {word}"


_TROUBLES = (
    N_n("{count} waiting", "{count} waiting"),
    N_n("{count} could not be read", "{count} could not be read"),
    N_n("{count} read in part", "{count} read in part"),
)


def documents_text(read: int, *, partial: int = 0, failed: int = 0, queued: int = 0, skipped: int = 0) -> str:
    """The library in one line, the same wherever it is said. ``read`` counts whole documents, ``partial`` the others
    that can be searched; ``skipped`` are files of a kind that is not read: they are no documents, but they are named.
    """
    total, readable = read + partial + failed + queued, read + partial
    if not total and not skipped:
        return tr("No documents yet")
    if readable == total:
        all_read = tr_n("{count} document, all read", "{count} documents, all read", total)
        parts = [all_read if total else tr("No documents")]
    else:
        parts = [read_of(readable, total)]
    parts += [
        tr_n(*words, number)
        for number, words in zip((queued, failed, partial), _TROUBLES, strict=True)
        if number
    ]
    if skipped:
        parts.append(tr_n("{count} other file skipped", "{count} other files skipped", skipped))
    return ", ".join(parts)


def read_of(readable: int, total: int) -> str:
    """ "17 of 20 documents read"."""
    some = N_n("{readable} of {count} document read", "{readable} of {count} documents read")
    return tr_n(*some, total, readable=figure(readable))


def page_kind(path: Path) -> str:
    """What one of its pages is: :data:`PAGE` or :data:`SLIDE`."""
    return SLIDE if path.suffix.lower() in _PRESENTATIONS else PAGE


def page_text(path: Path, page: int | None) -> str:
    """ "page 7", "slide 4"; empty without pages, and for a picture that is one page."""
    single = page == 1 and path.suffix.lower() in _PICTURES
    if page is None or single:
        return ""
    return tr("slide {page}", page=page) if page_kind(path) == SLIDE else tr("page {page}", page=page)


def model_name(name: str) -> str:
    """Without the quantization, which only the models area tells: "SmolLM2-135M-Instruct"."""
    return _QUANTIZATION.sub("", name) or name


def day_text(day: date) -> str:
    """ "4 March 2026"."""
    return tr("{day} {month} {year}", day=day.day, month=month_name(day.month), year=day.year)


def moment_text(moment: datetime) -> str:
    """ "4 March 2026, 18:40"."""
    return tr("{day}, {time}", day=day_text(moment.date()), time=f"{moment:%H:%M}")


def day_group(day: date, today: date) -> str:
    """The heading a day's chats stand under."""
    if day >= today:
        return tr("Today")
    if day == today - timedelta(days=1):
        return tr("Yesterday")
    if day > today - timedelta(days=7):
        return tr("Last 7 days")
    if day > today - timedelta(days=30):
        return tr("Last 30 days")
    return tr("{month} {year}", month=month_name(day.month), year=day.year)

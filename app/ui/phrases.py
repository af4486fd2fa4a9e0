"""Numbers as people say them: durations, sizes, counts, days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

_MINUTE, _HOUR = 60, 3600
_PRESENTATIONS = frozenset(
    {".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm", ".ppt", ".pps", ".pot", ".odp", ".otp", ".fodp"}
)
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".heic", ".avif"})
_QUANTIZATION = re.compile(r"[.\-_](?:I?Q\d\w*|B?F(?:16|32))$", re.IGNORECASE)


def time_left(seconds: float) -> str:
    """An estimate, so no false precision: "a few seconds left", "about 2 min left"."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 55:
        return f"about {round(seconds / 10) * 10} s left"
    if seconds < 90 * _MINUTE:
        return f"about {max(1, round(seconds / _MINUTE))} min left"
    return f"about {round(seconds / _HOUR)} h left"


def duration(seconds: float) -> str:
    """A measured time: "0.4 s", "12 s", "3 min 20 s", "1 h 05 min"."""
    if seconds < 0.1:
        return "under 0.1 s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s" if whole % _MINUTE else f"{whole // _MINUTE} min"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02d} min"


def clock(milliseconds: int) -> str:
    """A moment in a recording: "3:07", "1:02:45"."""
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // _HOUR, seconds % _HOUR // _MINUTE, seconds % _MINUTE
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def file_size(size: int) -> str:
    """Decimal units, as file managers show them: "98 MB", "1.2 GB"."""
    value = float(size)
    for unit in ("bytes", "KB", "MB"):
        if value < 999.5:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def count(number: int, singular: str, plural: str = "") -> str:
    """ "1 document", "1,204 documents"."""
    word = singular if number == 1 else (plural or f"{singular}s")
    return f"{number:,} {word}"


def documents_text(read: int, *, partial: int = 0, failed: int = 0, queued: int = 0, skipped: int = 0) -> str:
    """The library in one line, the same wherever it is said. ``read`` counts whole documents, ``partial`` the others
    that can be searched; ``skipped`` are files of a kind that is not read: they are no documents, but they are named.
    """
    total, readable = read + partial + failed + queued, read + partial
    if not total and not skipped:
        return "No documents yet"
    if readable == total:
        parts = [f"{count(total, 'document')}, all read"] if total else ["No documents"]
    else:
        parts = [f"{readable:,} of {count(total, 'document')} read"]
    troubles = ((queued, "waiting"), (failed, "could not be read"), (partial, "read in part"))
    parts += [f"{number:,} {words}" for number, words in troubles if number]
    if skipped:
        parts.append(f"{count(skipped, 'other file')} skipped")
    return ", ".join(parts)


def page_kind(path: Path) -> str:
    """What one of its pages is called: "page", or "slide"."""
    return "slide" if path.suffix.lower() in _PRESENTATIONS else "page"


def page_text(path: Path, page: int | None) -> str:
    """ "page 7", "slide 4"; empty without pages, and for a picture that is one page."""
    single = page == 1 and path.suffix.lower() in _PICTURES
    return "" if page is None or single else f"{page_kind(path)} {page}"


def model_name(name: str) -> str:
    """Without the quantization, which only the models area tells: "SmolLM2-135M-Instruct"."""
    return _QUANTIZATION.sub("", name) or name


def day_group(day: date, today: date) -> str:
    """The heading a day's chats stand under."""
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if day > today - timedelta(days=7):
        return "Last 7 days"
    if day > today - timedelta(days=30):
        return "Last 30 days"
    return f"{day:%B %Y}"

"""How long indexing will still take: from what the same kinds of files took so far in this run.

For each kind of file a line is fitted, seconds = per file + per byte, to the documents that are done (least squares,
weighted with 1 / size, because the error grows with it; neither part may be negative). A kind that has not been met
yet is taken to be as slow for its text as the others: ``DENSITY`` says how much text a byte of it holds. Pages that
are read from their picture are counted by themselves: those that are known to wait, and for files that were not opened
yet as many as files of their kind turned out to have. What the last minute or two took, beside what the lines said of
it, tells how busy the machine is now; the whole estimate is multiplied with that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.store.queue import Outlook

DENSITY = {"text": 1.0, "markup": 0.4, "office": 0.2, "sheet": 0.6, "mail": 0.5, "pdf": 0.08, "image": 0.001}
"""Characters of text in a byte of a file, roughly."""

SECONDS_A_PAGE = 4.0
"""Reading a page from its picture, before one was read."""

HALF_LIFE = 60.0
"""Seconds of work after which a measurement counts half in how busy the machine is."""

_MOST_BUSY = 4.0
_SMALL = 1000.0  # bytes; files below are all the same
_ENOUGH = 3  # documents before a line is fitted to them
_PICTURED = {"pdf": 0.0, "image": 1.0}  # pages a document, before one was opened


def kind_of(media_type: str | None) -> str:
    """Kinds of files that take about the same time for a byte."""
    name = media_type or ""
    if name == "application/pdf":
        return "pdf"
    if name.startswith("image/") and "svg" not in name:
        return "image"
    if name.startswith("message/") or "mbox" in name or "outlook" in name:
        return "mail"
    if "sheet" in name or "excel" in name:
        return "sheet"
    if (
        "officedocument" in name
        or "opendocument" in name
        or "msword" in name
        or "powerpoint" in name
        or "epub" in name
    ):
        return "office"
    return "markup" if "html" in name or "xml" in name else "text"


@dataclass(slots=True)
class _Line:
    """Seconds against bytes of one kind's documents, as weighted sums."""

    documents: int = 0
    size: float = 0.0
    seconds: float = 0.0
    pages: int = 0
    _sums: list[float] = field(default_factory=lambda: [0.0] * 5)  # w, w x, w x^2, w t, w x t

    def add(self, size: float, seconds: float) -> None:
        weight = 1 / (size + _SMALL)
        for i, value in enumerate((1.0, size, size * size, seconds, size * seconds)):
            self._sums[i] += weight * value
        self.documents, self.size, self.seconds = self.documents + 1, self.size + size, self.seconds + seconds

    def seconds_for(self, documents: float, size: float) -> float:
        """What so many more will take."""
        if self.documents < _ENOUGH:
            return self.seconds * size / self.size if self.size else self.seconds * documents / self.documents
        each, per_byte = self._fit()
        fitted = each * self.documents + per_byte * self.size
        scale = self.seconds / fitted if fitted > 0 else 1.0
        return scale * (each * documents + per_byte * size)

    def _fit(self) -> tuple[float, float]:
        w, wx, wxx, wt, wxt = self._sums
        spread = w * wxx - wx * wx
        if spread <= 1e-6 * w * wxx:
            return self.seconds / self.documents, 0.0
        per_byte = (w * wxt - wx * wt) / spread
        each = (wt - per_byte * wx) / w
        if per_byte < 0:
            return self.seconds / self.documents, 0.0
        return (each, per_byte) if each >= 0 else (0.0, self.seconds / self.size)


class TimeLeft:
    """One run's estimate. ``seconds_a_page`` is what a page took in an earlier run."""

    def __init__(self, seconds_a_page: float | None = None) -> None:
        self._lines: dict[str, _Line] = {}
        self._waiting: dict[tuple[str, bool], list[float]] = {}
        self._page_before = seconds_a_page or SECONDS_A_PAGE
        self._pages = 0
        self._page_seconds = 0.0
        self._taken, self._expected = 0.0, 0.0

    @property
    def seconds_a_page(self) -> float | None:
        """As measured; None when no page was read."""
        return self._page_seconds / self._pages if self._pages else None

    def look(self, outlook: Iterable[Outlook]) -> None:
        """What waits now."""
        self._waiting = {}
        for row in outlook:
            values = self._waiting.setdefault((kind_of(row.media_type), row.deferred), [0.0, 0.0, 0.0])
            for i, value in enumerate((row.documents, row.size, row.pages)):
                values[i] += value

    def document_done(self, media_type: str | None, size: int, seconds: float, pages: int = 0) -> None:
        """A document was read and took so long; ``pages`` of it are to be read from their picture."""
        kind = kind_of(media_type)
        line = self._lines.setdefault(kind, _Line())
        if line.documents >= _ENOUGH:
            fading = 0.5 ** (seconds / HALF_LIFE)
            self._taken = self._taken * fading + seconds
            self._expected = self._expected * fading + line.seconds_for(1, size)
        line.add(size, seconds)
        line.pages += pages
        self._pass(kind, deferred=False, size=size, pages=0)
        if pages:
            values = self._waiting.setdefault((kind, True), [0.0, 0.0, 0.0])
            values[0], values[1], values[2] = values[0] + 1, values[1] + size, values[2] + pages

    def page_done(self, media_type: str | None, seconds: float, pages: int = 1) -> None:
        """A page was read from its picture; or (no page) the document they belong to was completed with them."""
        self._pages += pages
        self._page_seconds += seconds
        self._pass(kind_of(media_type), deferred=True, size=0, pages=pages, documents=0)

    def seconds_left(self, less: Mapping[str, tuple[int, int]] | None = None) -> float | None:
        """For all that waits; None before anything was measured.

        ``less``: documents and bytes of each kind that wait only in name: they are being taken in.
        """
        if not any(line.seconds > 0 for line in self._lines.values()) and not self._pages:
            return None
        total = pages = 0.0
        for (kind, deferred), (documents, size, known) in self._waiting.items():
            done = (less or {}).get(kind, (0, 0)) if not deferred else (0, 0)
            documents, size = max(0.0, documents - done[0]), max(0.0, size - done[1])
            total += 0.0 if deferred else self._busy() * self._reading(kind, documents, size)
            pages += known if deferred else self._pages_in(kind, documents)
        return total + pages * (self.seconds_a_page or self._page_before)

    def _busy(self) -> float:
        """How many times slower the machine is than on average in this run."""
        if self._taken < HALF_LIFE / 4 or self._expected <= 0:
            return 1.0
        return min(max(self._taken / self._expected, 1 / _MOST_BUSY), _MOST_BUSY)

    def _reading(self, kind: str, documents: float, size: float) -> float:
        line = self._lines.get(kind)
        if line is not None and line.documents:
            return line.seconds_for(documents, size)
        text = sum(DENSITY[k] * measured.size for k, measured in self._lines.items())
        seconds = sum(measured.seconds for measured in self._lines.values())
        return seconds / text * DENSITY[kind] * size if text else 0.0

    def _pages_in(self, kind: str, documents: float) -> float:
        line = self._lines.get(kind)
        if line is not None and line.documents:
            return line.pages / line.documents * documents
        return _PICTURED.get(kind, 0.0) * documents

    def _pass(self, kind: str, *, deferred: bool, size: int, pages: int, documents: int = 1) -> None:
        values = self._waiting.get((kind, deferred))
        if values is not None:
            for i, less in enumerate((documents, size, pages)):
                values[i] = max(0.0, values[i] - less)

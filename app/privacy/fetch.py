"""Fetches one file whole: goes on where it stopped, hashes while writing, and gives it its name only when all is right.

What is there already counts only when the server says that it is still the same file (If-Range with a strong ETag) or
when a known hash will tell at the end. A cut connection is tried again, each time after a longer wait; a byte that came
sets the count back. Whatever ends it, ``NAME.part`` stays for the next time, except after a wrong hash or size: then
nothing stays.

Raises UserError: what the door raises, disk_full, permission_denied, disk_error, wrong_hash, wrong_size,
download_too_large; Cancelled.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.privacy.door import Answer, Door
from app.privacy.failures import Cut
from app.privacy.orders import Fetched, OnStep, Order, Step
from app.privacy.pace import Pace, Patience
from app.privacy.part_file import PartFile

_CONTENT_RANGE = re.compile(r"^bytes (?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18}|\*)$", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_REPORT_EVERY = 0.1


def fetch(
    door: Door,
    order: Order,
    cancel: CancelToken,
    on_step: OnStep = lambda _step: None,
    patience: Patience = Patience(),  # noqa: B008 - frozen
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """See the module."""
    part = PartFile(order.target)
    try:
        return _Fetch(door, order, part, cancel, on_step, patience, clock).run()
    finally:
        part.close()


class _Fetch:
    def __init__(
        self,
        door: Door,
        order: Order,
        part: PartFile,
        cancel: CancelToken,
        on_step: OnStep,
        patience: Patience,
        clock: Callable[[], float],
    ) -> None:
        self._door = door
        self._order = order
        self._part = part
        self._cancel = cancel
        self._on_step = on_step
        self._patience = patience
        self._clock = clock
        self._total = order.size
        self._came = False
        self._reported = clock() - _REPORT_EVERY

    def run(self) -> Fetched:
        self._look_at_what_is_there()
        failures = 0
        while not self._is_whole():
            before = self._part.size
            try:
                self._once()
            except Cut as cut:
                failures = 1 if self._part.size > before else failures + 1
                if failures >= (self._patience.attempts if self._came else self._patience.first_attempts):
                    raise cut.error from cut
                self._wait(cut.wait if cut.wait is not None else self._patience.wait(failures))
        return self._finished()

    def _look_at_what_is_there(self) -> None:
        part, order = self._part, self._order
        too_much = order.size is not None and part.size > order.size
        if part.size and (too_much or not (part.validator() or order.sha256)):
            part.start_over()
        for done in part.read_again(self._cancel) if part.size else ():
            self._on_step(Step(done, self._total, checking=True))

    def _is_whole(self) -> bool:
        """A size that the server alone named counts from the moment that it was named in this run."""
        return self._total is not None and self._part.size >= self._total

    def _once(self) -> None:
        with self._door.open(
            self._order.address, self._order.consent, self._headers(), self._cancel
        ) as answer:
            if self._begins_right(answer):
                self._pour(answer)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        if self._part.size:
            headers["Range"] = f"bytes={self._part.size}-"
            if etag := self._part.validator():
                headers["If-Range"] = etag
        return headers

    def _begins_right(self, answer: Answer) -> bool:
        """Whether the body is to be read; where it begins elsewhere than asked for, all begins anew."""
        if answer.header("Content-Encoding").casefold() not in {"", "identity"}:
            raise UserError("server_confused", host=answer.host)
        if answer.status == 416:
            return self._after_the_end(answer)
        if answer.status == 206:
            first, total = _range_of(answer)
            if first != self._part.size or total is None:
                self._part.start_over()
                raise Cut(UserError("server_confused", host=answer.host))
            self._agree(total, answer)
        else:
            if self._part.size:
                self._part.start_over()
            length = answer.header("Content-Length")
            self._agree(int(length) if _NUMBER.fullmatch(length) else None, answer)
        self._part.remember(answer.header("ETag") or self._part.validator())
        self._check_space()
        return True

    def _after_the_end(self, answer: Answer) -> bool:
        """416: what is there is whole, or it is of another file."""
        _, total = _range_of(answer)
        if total is not None and total == self._part.size and self._order.size in {None, total}:
            self._total = total
            return False
        self._part.start_over()
        raise Cut(UserError("server_confused", host=answer.host))

    def _agree(self, total: int | None, answer: Answer) -> None:
        """The size that was agreed to is the size that comes."""
        if self._order.size is not None:
            if total is not None and total != self._order.size:
                raise UserError("wrong_size", host=answer.host, expected=self._order.size, found=total)
            return
        if total is not None and total > self._order.consent.most_bytes:
            raise UserError("download_too_large", host=answer.host)
        self._total = total

    def _check_space(self) -> None:
        missing = (self._total or 0) - self._part.size
        free = self._part.free()
        if missing > free:
            raise UserError("disk_full", needed=missing, free=free)

    def _pour(self, answer: Answer) -> None:
        pace = Pace(self._patience, self._clock)
        while piece := answer.read():
            if self._total is not None and self._part.size + len(piece) > self._total:
                self._part.throw_away()
                raise UserError(
                    "wrong_size", host=answer.host, expected=self._total, found=self._part.size + len(piece)
                )
            self._came = True
            self._part.add(piece, max(0, (self._total or 0) - self._part.size))
            pace.add(len(piece))
            self._report(pace)
            if pace.stalled():
                raise Cut(UserError("not_reached", host=answer.host))
        if self._total is None:
            self._total = self._part.size  # the server named no size: the end is where it stops
        if not self._is_whole():
            raise Cut(UserError("not_reached", host=answer.host))

    def _report(self, pace: Pace) -> None:
        now = self._clock()
        if now - self._reported < _REPORT_EVERY and not self._is_whole():
            return
        self._reported = now
        missing = self._total - self._part.size if self._total is not None else None
        self._on_step(Step(self._part.size, self._total, pace.speed, pace.seconds_left(missing)))

    def _wait(self, seconds: float) -> None:
        """Raises Cancelled at once when asked to stop."""
        stop = threading.Event()
        forget = self._cancel.on_cancel(stop.set)
        try:
            stop.wait(seconds)
        finally:
            forget()
        self._cancel.raise_if_cancelled()

    def _finished(self) -> Fetched:
        found = self._part.digest.hexdigest()
        if self._order.sha256 and found != self._order.sha256:
            self._part.throw_away()
            raise UserError(
                "wrong_hash", name=self._order.target.name, expected=self._order.sha256, found=found
            )
        size = self._part.size
        return Fetched(self._part.finish(), size, found, bool(self._order.sha256))


def _range_of(answer: Answer) -> tuple[int | None, int | None]:
    """First byte and size of the whole; None where the header does not say."""
    match = _CONTENT_RANGE.match(answer.header("Content-Range").strip())
    if match is None:
        return None, None
    first, _last, total = match.groups()
    return (int(first) if first else None), (int(total) if total and total != "*" else None)

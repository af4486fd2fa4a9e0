"""The small parts of the process boundary: outcomes, limits, the line, the checks."""

from __future__ import annotations

import signal
import threading

import pytest

from app.domain.documents import Block, BlockKind, PageImage, ParsedDocument, Span
from app.domain.errors import Cancelled, EngineError
from app.domain.jobs import CancelToken
from app.domain.meetings import Transcript, Utterance
from app.processes.checks import checked_document, checked_image, checked_transcript
from app.processes.launch import CHILD_ENVIRONMENT, child_command
from app.processes.limits import ChildLimits
from app.processes.line import Line
from app.processes.outcome import Outcome


def test_an_outcome_says_itself() -> None:
    killed = Outcome("parser", -signal.SIGSEGV, busy=True)
    assert str(killed) == "The parser was ended by SIGSEGV while it was working."
    assert killed.failed
    assert str(Outcome("parser", -200)) == "The parser was ended by signal 200."
    assert str(Outcome("embedder", 3)) == "The embedder ended with exit code 3."
    assert str(Outcome("embedder", 0, asked=True)) == "The embedder was stopped."
    assert not Outcome("embedder", -9, asked=True).failed
    assert Outcome("embedder", 0, busy=True).failed


def test_backoff_grows_and_has_an_end() -> None:
    waits = [ChildLimits().backoff(n) for n in range(12)]
    assert waits[:2] == [0.0, 0.0]
    assert waits == sorted(waits)
    assert max(waits) == 5.0


def test_the_line_lets_one_in_and_urgent_ones_first() -> None:
    line = Line()
    order: list[str] = []
    ready = threading.Barrier(4)

    def wait(name: str, urgency: int) -> None:
        ready.wait()
        with line.turn(CancelToken(), urgency):
            order.append(name)

    with line.turn(CancelToken()):
        threads = [
            threading.Thread(target=wait, args=(name, urgency))
            for name, urgency in (("ordinary", 1), ("idle", 9), ("urgent", 0))
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        while len(line._waiting) < 3:
            pass
    for thread in threads:
        thread.join()
    assert order == ["urgent", "ordinary", "idle"]


def test_whoever_waits_can_leave() -> None:
    line = Line()
    cancel = CancelToken()
    errors: list[type[BaseException]] = []

    def wait() -> None:
        try:
            with line.turn(cancel):
                pass
        except Cancelled:
            errors.append(Cancelled)

    with line.turn(CancelToken()):
        thread = threading.Thread(target=wait)
        thread.start()
        cancel.cancel()
        thread.join()
    assert errors == [Cancelled]
    with line.turn(CancelToken()):
        pass


def test_waiting_for_oneself_is_a_bug_that_shows() -> None:
    line = Line()
    with line.turn(CancelToken()), pytest.raises(RuntimeError), line.turn(CancelToken()):
        pass


def test_what_a_parser_says_is_checked() -> None:
    def document(*spans: Span, pages: tuple[int, ...] = ()) -> ParsedDocument:
        blocks = tuple(Block(BlockKind.PARAGRAPH, span) for span in spans)
        return ParsedDocument("text/plain", "t", "0123456789", blocks, pages)

    good = document(Span(0, 3), Span(3, 10), pages=(0, 5))
    assert checked_document(good) is good
    for lie in (
        document(Span(0, 11)),
        document(Span(-1, 2)),
        document(Span(5, 4)),
        document(Span(0, 5), Span(4, 6)),
        document(pages=(3, 2)),
        document(pages=(0, 11)),
    ):
        with pytest.raises(EngineError, match="protocol_mismatch"):
            checked_document(lie)
    assert checked_image(PageImage(1, 1, 2, 3, b"x" * 24)).width == 2
    for width, height, size in ((2, 3, 23), (0, 3, 0), (-2, -3, 24), (40_000, 1, 160_000)):
        with pytest.raises(EngineError, match="protocol_mismatch"):
            checked_image(PageImage(1, 1, width, height, b"x" * size))
    with pytest.raises(EngineError, match="protocol_mismatch"):
        checked_transcript(Transcript("t", (Utterance(1, None, "x"),)))


def test_children_are_started_with_the_right_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CHILD_ENVIRONMENT["OMP_WAIT_POLICY"] == "passive"
    assert CHILD_ENVIRONMENT["HF_HUB_OFFLINE"] == "1"
    assert child_command("parser")[-3:] == ["-m", "app.processes.child", "parser"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert child_command("parser")[1:] == ["--child", "parser"]

"""The small parts of the process boundary: outcomes, limits, the line, the inbox, the channel."""

from __future__ import annotations

import os
import queue
import signal
import socket
import sys
import threading
from pathlib import Path

import pytest

from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken
from app.processes.channel import PipeSource, SocketChannel, SocketSource
from app.processes.inbox import Inbox
from app.processes.launch import CHILD_ENVIRONMENT, child_command
from app.processes.limits import ChildLimits
from app.processes.line import Line
from app.processes.outcome import EXIT_UNFIT, Outcome


def test_an_outcome_says_itself() -> None:
    killed = Outcome("parser", -signal.SIGSEGV, busy=True)
    assert str(killed) == "The parser was ended by SIGSEGV while it was working."
    assert killed.failed
    assert str(Outcome("parser", -200)) == "The parser was ended by signal 200."
    assert str(Outcome("embedder", 3)) == "The embedder ended with exit code 3."
    assert str(Outcome("embedder", 0, asked=True)) == "The embedder was stopped."
    assert not Outcome("embedder", -9, asked=True).failed
    assert Outcome("embedder", 0, busy=True).failed
    assert not Outcome("parser", EXIT_UNFIT, busy=True).failed


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


def test_children_are_started_with_the_right_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CHILD_ENVIRONMENT["OMP_WAIT_POLICY"] == "passive"
    assert CHILD_ENVIRONMENT["HF_HUB_OFFLINE"] == "1"
    assert child_command("parser")[-3:] == ["-m", "app.processes.child", "parser"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert child_command("parser")[1:] == ["--child", "parser"]


def test_an_inbox_knows_when_it_is_full() -> None:
    inbox: Inbox[str] = Inbox()
    inbox.put("big", 1 << 21)
    inbox.put("wake up")  # never blocks
    assert not inbox.has_room(0.01)
    assert inbox.get() == "big"
    assert inbox.has_room(0.01)
    assert inbox.get(timeout=0) == "wake up"
    with pytest.raises(queue.Empty):
        inbox.get(timeout=0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes there")
def test_files_travel_with_their_frame(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    channel, source = SocketChannel(ours), SocketSource(theirs)
    big = os.urandom(2_000_000)
    path = tmp_path / "x"
    path.write_bytes(b"some words")
    with path.open("rb") as file:
        frames = ((b"head", None), (b"with", file.fileno()), (big, file.fileno()), (b"last", None))
        sender = threading.Thread(target=lambda: [channel.send(*frame) for frame in frames])
        sender.start()
        for frame, number in frames:
            assert source.read(4) + source.read(len(frame) - 4) == frame
            received = source.take_file()
            assert (received is None) == (number is None)
            if received is not None:
                assert os.pread(received, 99, 0) == b"some words"
                os.close(received)
        sender.join()
    channel.close()
    assert source.read(4) == b""
    theirs.close()


def test_a_pipe_carries_no_files() -> None:
    read, write = os.pipe()
    os.write(write, b"some")
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        source = PipeSource(pipe)
        assert source.read(4) == b"some"
        assert source.take_file() is None
        assert source.read(4) == b""

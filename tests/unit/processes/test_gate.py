"""The gate between what can wait and the cores."""

from __future__ import annotations

import threading

import pytest

from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken
from app.processes.gate import Gate

NEVER = 600.0


def started(gate: Gate, cancel: CancelToken, ended: list[str]) -> threading.Thread:
    def walk() -> None:
        try:
            gate.go_through(cancel)
            ended.append("through")
        except Cancelled:
            ended.append("cancelled")

    thread = threading.Thread(target=walk)
    thread.start()
    return thread


def test_an_open_gate_holds_nobody() -> None:
    gate = Gate(NEVER)
    gate.go_through(CancelToken())
    gate.hold(back=True)
    gate.hold(back=False)
    gate.go_through(CancelToken())


def test_who_is_held_goes_on_when_it_opens() -> None:
    gate, ended = Gate(NEVER), list[str]()
    gate.hold(back=True)
    thread = started(gate, CancelToken(), ended)
    thread.join(0.05)
    assert ended == []
    gate.hold(back=False)
    thread.join()
    assert ended == ["through"]


def test_who_is_held_can_be_cancelled() -> None:
    gate, cancel, ended = Gate(NEVER), CancelToken(), list[str]()
    gate.hold(back=True)
    thread = started(gate, cancel, ended)
    cancel.cancel()
    thread.join()
    assert ended == ["cancelled"]
    with pytest.raises(Cancelled):
        gate.go_through(cancel)


def test_a_trickle_goes_through_a_shut_gate() -> None:
    gate = Gate(0.01)
    gate.hold(back=True)
    gate.go_through(CancelToken())
    assert gate.held

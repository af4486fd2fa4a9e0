"""The supervisor against a child that does everything wrong. Real processes, no model."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.domain.embeddings import EmbeddingSpace, Passage
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.events import EngineChanged
from app.domain.jobs import CancelToken
from app.processes.embedder_files import EmbedderFiles
from app.processes.engines import EmbedderEngine
from app.processes.launch import Launcher
from app.processes.limits import CallLimits, ChildLimits
from app.processes.requests import CountTokens
from app.processes.results import Counts
from app.processes.supervisor import Supervisor

MOCK = [sys.executable, "-P", str(Path(__file__).with_name("mock_child.py"))]
FAST = CallLimits(grace=0.2)


@pytest.fixture
def states() -> list[EngineChanged]:
    return []


@pytest.fixture
def make(tmp_path: Path, states: list[EngineChanged]) -> Iterator[Callable[..., Supervisor]]:
    made: list[Supervisor] = []

    def make_one(limits: ChildLimits | None = None, start: str = "", role: str = "embedder") -> Supervisor:
        launcher = Launcher(tmp_path / "logs", command=MOCK, environment={"CARREL_MOCK_START": start})
        made.append(Supervisor(role, launcher, limits, on_state=states.append))
        return made[-1]

    yield make_one
    for supervisor in made:
        supervisor.close()


def ask(
    supervisor: Supervisor, command: str, cancel: CancelToken | None = None, limits: CallLimits = FAST
) -> list[int]:
    return supervisor.ask(CountTokens([command]), Counts, cancel or CancelToken(), limits).values


def cancelled_after(seconds: float) -> CancelToken:
    token = CancelToken()
    threading.Timer(seconds, token.cancel).start()
    return token


def during_the_next_call(supervisor: Supervisor, act: Callable[[], object]) -> None:
    """Do something while the child works on a call, however long this machine takes to begin it."""

    def wait() -> None:
        while supervisor._process is None or not supervisor._process.busy:
            time.sleep(0.005)
        time.sleep(0.1)
        act()

    threading.Thread(target=wait, daemon=True).start()


def test_a_child_works_and_its_states_are_told(
    make: Callable[..., Supervisor], states: list[EngineChanged]
) -> None:
    supervisor = make()
    assert supervisor.pid is None
    length, pid = ask(supervisor, "work")
    assert (length, pid) == (4, supervisor.pid)
    assert [s.state for s in states] == ["starting", "ready", "busy", "ready"]
    supervisor.close()
    assert states[-1].state == "stopped"
    assert not psutil.pid_exists(pid)


def test_a_child_hears_in_the_middle_of_a_call_that_it_is_to_give_way(
    make: Callable[..., Supervisor],
) -> None:
    supervisor = make()
    supervisor.give_way(back=True)  # nobody is there to hear it
    ask(supervisor, "work")
    during_the_next_call(supervisor, lambda: supervisor.give_way(back=True))
    request = CountTokens(["wait_for_the_gate"])
    heard = list[object]()

    def go_on(event: object) -> None:
        heard.append(event)
        supervisor.give_way(back=False)

    supervisor.ask(request, Counts, CancelToken(), FAST, on_event=go_on)
    assert len(heard) == 1


def test_passages_give_way_and_questions_do_not(tmp_path: Path) -> None:
    files = EmbedderFiles(tmp_path, EmbeddingSpace("mock", 1, 8))
    engine = EmbedderEngine(Launcher(tmp_path / "logs", command=MOCK), files=files)

    def held() -> tuple[bytes, bytes]:
        (passage,) = engine.embed_passages([Passage("", "x", ())], CancelToken())
        return passage.chunk, engine.embed_queries(["x"]).data

    no, yes = struct.pack("<f", 0.0), struct.pack("<f", 1.0)
    try:
        assert held() == (no, no)
        with engine.held_back():
            assert held() == (yes, no)
            with engine.held_back():
                assert held() == (yes, no)
            assert held() == (yes, no)
        assert held() == (no, no)
    finally:
        engine.close()


@pytest.mark.parametrize("command", ["abort", "segfault", "exit"])
def test_a_crash_ends_the_call_and_the_next_call_works(
    make: Callable[..., Supervisor], command: str, states: list[EngineChanged]
) -> None:
    supervisor = make()
    with pytest.raises(EngineError, match="engine_crashed") as caught:
        ask(supervisor, command)
    assert "while it was working" in str(caught.value.params["detail"])
    assert "failed" in [s.state for s in states]
    assert ask(supervisor, "work")[0] == 4


def test_a_kill_in_the_middle_of_a_call(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    first = ask(supervisor, "work")[1]
    during_the_next_call(supervisor, lambda: os.kill(first, signal.SIGKILL))
    with pytest.raises(EngineError, match="SIGKILL"):
        ask(supervisor, "hang")
    assert ask(supervisor, "work")[1] != first


def test_a_kill_between_two_calls_is_not_noticed_by_the_caller(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    first = ask(supervisor, "work")[1]
    supervisor.kill()
    assert ask(supervisor, "work")[1] != first


def test_what_is_printed_does_not_reach_the_protocol(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    ask(supervisor, "print")
    assert ask(supervisor, "work")[0] == 4


def test_a_flood_of_events_arrives(make: Callable[..., Supervisor]) -> None:
    events: list[object] = []
    make().ask(CountTokens(["flood"]), Counts, CancelToken(), FAST, on_event=events.append)
    assert len(events) == 20_000


def test_errors_of_the_child(make: Callable[..., Supervisor], tmp_path: Path) -> None:
    supervisor = make()
    with pytest.raises(UserError, match="invalid_input"):
        ask(supervisor, "refuse")
    with pytest.raises(EngineError, match="engine_bug"):
        ask(supervisor, "bug")
    first = supervisor.pid
    assert ask(supervisor, "work")[1] == first
    log = (tmp_path / "logs" / "embedder.log").read_text()
    assert "ZeroDivisionError" in log
    assert "heron" not in log  # messages may quote documents


def test_children_have_no_network(make: Callable[..., Supervisor]) -> None:
    with pytest.raises(UserError, match="permission_denied"):
        ask(make(), "connect")


def test_a_polite_cancel_keeps_the_child(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    first = ask(supervisor, "work")[1]
    cancel = CancelToken()
    during_the_next_call(supervisor, cancel.cancel)
    with pytest.raises(Cancelled):
        ask(supervisor, "polite", cancel, CallLimits(grace=30.0))
    assert ask(supervisor, "work")[1] == first


def test_a_child_that_does_not_hear_the_cancel_is_killed(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    first = ask(supervisor, "work")[1]
    cancel = CancelToken()
    during_the_next_call(supervisor, cancel.cancel)
    with pytest.raises(Cancelled):
        ask(supervisor, "hang", cancel)
    assert ask(supervisor, "work")[1] != first


def test_a_hanging_child_is_killed(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    with pytest.raises(EngineError, match="engine_timeout"):
        ask(supervisor, "hang", limits=CallLimits(total=0.5))
    with pytest.raises(EngineError, match="engine_timeout"):
        ask(supervisor, "hang", limits=CallLimits(silence=1.0))
    assert ask(supervisor, "work")[0] == 4


def test_a_stream_that_is_dropped_in_the_middle(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    stream = supervisor.stream(CountTokens(["flood"]), CancelToken(), CallLimits(grace=30.0))
    next(stream)
    with pytest.raises(RuntimeError):
        ask(supervisor, "work")  # would wait for itself
    stream.close()
    assert ask(supervisor, "work")[0] == 4


def test_callers_wait_in_line_and_may_leave_it(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    ask(supervisor, "work")
    first = cancelled_after(30.0)
    worker = threading.Thread(target=lambda: pytest.raises(Cancelled, ask, supervisor, "polite", first))
    worker.start()
    while not any(t.name == "embedder-reader" for t in threading.enumerate()) or not supervisor._process.busy:
        time.sleep(0.01)
    with pytest.raises(Cancelled):
        ask(supervisor, "work", cancelled_after(0.1))
    first.cancel()
    worker.join()
    assert ask(supervisor, "work")[0] == 4


@pytest.mark.parametrize("start", ["garbage", "version"])
def test_somebody_else_answers(make: Callable[..., Supervisor], start: str) -> None:
    with pytest.raises(EngineError, match="protocol_mismatch"):
        ask(make(start=start), "work")


def test_a_child_that_never_gets_ready(make: Callable[..., Supervisor]) -> None:
    with pytest.raises(EngineError, match="engine_timeout"):
        ask(make(ChildLimits(start=0.5), start="silent"), "work")


def test_it_gives_up_after_several_deaths_and_tries_again_later(make: Callable[..., Supervisor]) -> None:
    supervisor = make(ChildLimits(failures=2, rest=3600.0), start="die")
    for _ in range(2):
        with pytest.raises(EngineError, match="engine_crashed"):
            ask(supervisor, "work")
    with pytest.raises(EngineError, match="engine_unavailable"):
        ask(supervisor, "work")
    supervisor._failed_at -= 3600.0  # an hour later
    with pytest.raises(EngineError, match="engine_crashed"):
        ask(supervisor, "work")


def test_an_idle_child_leaves_and_comes_back(
    make: Callable[..., Supervisor], states: list[EngineChanged]
) -> None:
    supervisor = make(ChildLimits(idle=0.2))
    first = ask(supervisor, "work")[1]
    deadline = time.monotonic() + 60
    while supervisor.pid is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert supervisor.pid is None
    assert ask(supervisor, "work")[1] != first
    assert "failed" not in [s.state for s in states]


def test_closing_ends_a_running_call(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    ask(supervisor, "work")
    during_the_next_call(supervisor, supervisor.close)
    with pytest.raises(Cancelled):
        ask(supervisor, "hang")


def test_children_die_with_their_parent(tmp_path: Path) -> None:
    script = (
        "import sys, threading, time\n"
        "from app.domain.jobs import CancelToken\n"
        "from app.processes.launch import Launcher\n"
        "from app.processes.limits import CallLimits\n"
        "from app.processes.requests import CountTokens\n"
        "from app.processes.results import Counts\n"
        "from app.processes.supervisor import Supervisor\n"
        "s = Supervisor('embedder', Launcher(command=sys.argv[1:]))\n"
        "ask = lambda what: s.ask(CountTokens([what]), Counts, CancelToken(), CallLimits())\n"
        "print(ask('work').values[1], flush=True)\n"
        "ask('hang')\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, *MOCK], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_ctrl_c_is_the_parents_business(make: Callable[..., Supervisor]) -> None:
    supervisor = make()
    first = ask(supervisor, "work")[1]
    os.kill(first, signal.SIGINT)
    assert ask(supervisor, "work")[1] == first

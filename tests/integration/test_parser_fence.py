"""The parser's fence against a child that tries everything: each ends as the right error, and Carrel goes on."""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.domain.documents import ParsedDocument
from app.domain.errors import CarrelError, EngineError, UserError
from app.domain.jobs import CancelToken
from app.processes.launch import Launcher
from app.processes.limits import CallLimits, ChildLimits
from app.processes.parser_engine import ParserEngine

MOCK = [sys.executable, "-P", str(Path(__file__).with_name("mock_parser.py"))]
LIMITS = CallLimits(total=120.0, silence=60.0, grace=0.2, memory=2**31, frame=128 * 2**20)
SHORT = replace(LIMITS, total=3.0, silence=1.0)  # for those that never end
linux = pytest.mark.skipif(sys.platform != "linux", reason="only there is it tested")
Ask = Callable[..., ParsedDocument]


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParserEngine]:
    launcher = Launcher(tmp_path_factory.mktemp("logs"), command=MOCK)
    made = ParserEngine(launcher, limits=LIMITS)
    yield made
    made.close()
    launcher.close()


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParserEngine]:
    launcher = Launcher(tmp_path_factory.mktemp("logs"), command=MOCK)
    made = ParserEngine(launcher, limits=SHORT)
    yield made
    made.close()
    launcher.close()


@pytest.fixture
def ask(parser: ParserEngine, tmp_path: Path) -> Ask:
    return asking(parser, tmp_path)


def asking(parser: ParserEngine, folder: Path) -> Ask:
    """Give it files that say what it is to do."""

    def ask_one(command: str, content: object = "") -> ParsedDocument:
        path = folder / f"{command}.txt"
        path.write_text(str(content))
        return parser.parse(path, CancelToken())

    return ask_one


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    path = tmp_path / "another file of the person"
    path.write_text("the secret word is heron")
    return path


def test_the_child_reads_the_file_it_is_given(ask: Ask) -> None:
    assert ask("work", "some words").text == "some words"


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("abort", "parser_crashed", "SIGABRT"),
        ("segfault", "parser_crashed", "SIGSEGV"),
        ("exit", "parser_crashed", "exit code 7"),
        ("leave", "parser_crashed", "left"),
        ("bug", "parser_crashed", "ZeroDivisionError"),
        ("recurse", "parser_crashed", ""),
        ("garbage", "parser_crashed", "nonsense"),
        ("endless_frame", "parser_crashed", "nonsense"),
        ("half_frame", "parser_crashed", ""),
        ("other", "parser_crashed", "something else"),
        ("blocks", "parser_crashed", "cannot be"),
        ("pages", "parser_crashed", "cannot be"),
        ("waiting", "parser_crashed", "cannot be"),
        ("parts", "parser_crashed", "cannot be"),
        ("part_error", "parser_crashed", "cannot be"),
        ("warnings", "parser_crashed", "cannot be"),
        ("zeros", "parser_crashed", "cannot be"),
        ("endless_text", "parser_crashed", "cannot be"),
        ("code", "parser_crashed", "cannot be"),
    ],
)
def test_what_kills_the_child_costs_one_file(ask: Ask, command: str, code: str, words: str) -> None:
    with pytest.raises(EngineError, match=code) as caught:
        ask(command)
    assert words in str(caught.value.params.get("detail", ""))
    assert "heron" not in str(caught.value)
    assert ask("work", "still here").text == "still here"


@pytest.mark.parametrize("command", ["hang", "deaf", "spin", "chatter", "strangers"])
def test_what_never_ends_is_ended(hasty: ParserEngine, tmp_path: Path, command: str) -> None:
    ask = asking(hasty, tmp_path)
    with pytest.raises(EngineError, match="parser_timeout") as caught:
        ask(command)
    assert "heron" not in str(caught.value)
    assert ask("work", "still here").text == "still here"


def test_a_child_that_lied_is_not_asked_again(ask: Ask) -> None:
    before = ask("pid").text
    with pytest.raises(EngineError):
        ask("blocks")
    assert ask("pid").text != before


def test_what_is_printed_does_not_reach_the_protocol(ask: Ask) -> None:
    assert ask("print").text == "printed"


def test_a_reason_of_the_file_is_no_reason_for_a_new_child(ask: Ask) -> None:
    before = ask("pid").text
    with pytest.raises(UserError, match="damaged_document"):
        ask("refuse")
    assert ask("pid").text == before


@linux
def test_no_other_file_can_be_read(ask: Ask, elsewhere: Path) -> None:
    for path in (elsewhere, Path("/etc/passwd"), Path("/etc/hostname"), Path(__file__)):
        assert ask("read", path).text == "PermissionError"
    assert ask("list", elsewhere.parent).text == "PermissionError"
    assert ask("list", Path.home()).text == "PermissionError"
    assert ask("read", f"/proc/{os.getpid()}/environ").text == "PermissionError"


@linux
def test_nothing_can_be_written(ask: Ask, elsewhere: Path) -> None:
    for command in ("write", "mode", "delete"):
        assert ask(command, elsewhere).text == "PermissionError"
    assert ask("write", elsewhere.with_name("new")).text == "PermissionError"
    assert ask("write", "/dev/shm/carrel-was-here").text == "PermissionError"
    assert ask("overwrite").text == "OSError"  # the descriptor is for reading
    assert ask("reopen").text == "PermissionError"
    assert elsewhere.read_text() == "the secret word is heron"


@linux
def test_no_socket_and_no_other_process(ask: Ask, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        assert ask("connect", tmp_path / "s").text == "PermissionError"
    for command in ("socket", "native_socket", "fork", "exec", "spawn"):
        assert ask(command).text == "PermissionError", command
    assert ask("signal", os.getpid()).text == "PermissionError"
    assert ask("threads").text == "a thread"


def test_the_surroundings_are_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SERVICE_TOKEN", "secret")
    launcher = Launcher(command=MOCK)
    parser = ParserEngine(launcher, limits=LIMITS)
    path = tmp_path / "environment.txt"
    path.write_text("")
    try:
        names = parser.parse(path, CancelToken()).text.split()
    finally:
        parser.close()
        launcher.close()
    assert "PATH" in names
    assert "SOME_SERVICE_TOKEN" not in names


@linux
def test_the_fence_is_reported(parser: ParserEngine, ask: Ask) -> None:
    ask("work")
    assert parser.fence is not None
    off = [layer for layer in parser.fence.layers if not layer.on]
    for name in ("parent_death", "memory", "no_new_privileges", "python_hooks"):
        assert parser.fence.holds(name)
    assert all(layer.reason for layer in off)


@linux
def test_a_child_is_replaced_when_it_is_worn(tmp_path: Path) -> None:
    def pids(child: ChildLimits, command: str, content: str) -> list[str]:
        launcher = Launcher(command=MOCK)
        parser = ParserEngine(launcher, limits=LIMITS, child=child)
        path = tmp_path / f"{command}.txt"
        path.write_text(content)
        try:
            return [parser.parse(path, CancelToken()).text for _ in range(4)]
        finally:
            parser.close()
            launcher.close()

    by_calls = pids(ChildLimits(fragile=True, calls=2), "pid", "")
    assert by_calls[0] == by_calls[1] != by_calls[2] == by_calls[3]
    assert len(set(pids(ChildLimits(fragile=True, resident=150 * 2**20), "swell", str(200 * 2**20)))) == 4
    assert len(set(pids(ChildLimits(fragile=True, resident=150 * 2**20), "pid", ""))) == 1


@linux
@pytest.mark.parametrize("watched", [200 * 2**20, math.inf])
def test_memory_has_an_end(tmp_path: Path, watched: float) -> None:
    """The parent sees what the child holds; the system refuses more than its address space."""
    launcher = Launcher(command=MOCK)
    parser = ParserEngine(launcher, limits=CallLimits(total=120.0, grace=0.2, memory=watched))
    path = tmp_path / "allocate.txt"
    path.write_text("")
    try:
        with pytest.raises(EngineError, match="parser_memory"):
            parser.parse(path, CancelToken())
    finally:
        parser.close()
        launcher.close()


def test_many_deaths_do_not_make_the_parser_give_up(ask: Ask) -> None:
    for _ in range(6):
        with pytest.raises(EngineError, match="parser_crashed"):
            ask("exit")
    assert ask("work", "x").text == "x"


@pytest.mark.parametrize("command", ["hang", "deaf", "spin"])
def test_no_child_outlives_a_parent_that_was_killed(tmp_path: Path, command: str) -> None:
    path = tmp_path / f"{command}.txt"
    path.write_text("")
    (tmp_path / "pid.txt").write_text("")
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from app.domain.jobs import CancelToken\n"
        "from app.processes.launch import Launcher\n"
        "from app.processes.parser_engine import ParserEngine\n"
        "parser = ParserEngine(Launcher(command=sys.argv[2:]))\n"
        "path = Path(sys.argv[1])\n"
        "print(parser.parse(path.with_name('pid.txt'), CancelToken()).text, flush=True)\n"
        "parser.parse(path, CancelToken())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(path), *MOCK], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(0.2)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_files_that_are_not_ordinary_never_reach_the_child(parser: ParserEngine, tmp_path: Path) -> None:
    plain = tmp_path / "work.txt"
    plain.write_text("x")
    (tmp_path / "link.txt").symlink_to(plain)
    os.mkfifo(tmp_path / "pipe.txt")
    for name, code in (("link.txt", "not_a_file"), ("pipe.txt", "not_a_file"), ("gone.txt", "file_missing")):
        with pytest.raises(CarrelError, match=code):
            parser.parse(tmp_path / name, CancelToken())
    with pytest.raises(CarrelError, match="not_a_file"):
        parser.parse(tmp_path, CancelToken())


@pytest.mark.parametrize("round_", range(3))
def test_descriptors_do_not_leak(ask: Ask, round_: int) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0

    ask("work")
    before = count()
    for _ in range(30):
        ask("work", "x")
    with pytest.raises(EngineError):
        ask("exit")
    ask("work")
    assert count() <= before

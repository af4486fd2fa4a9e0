"""The fence around every kind of child: what native code in it gets from the kernel when it tries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from app.processes.child import ROLES
from app.processes.limits import EVERYBODY, ROLE_LIMITS, WRITABLE_VARIABLE

linux = pytest.mark.skipif(sys.platform != "linux", reason="only there is it tested")
ROOT = Path(__file__).resolve().parents[2]
# What a model's or a document's native code could try once it has been taken over; nothing here is Python's own.
TRYING = """
import ctypes, errno, json, os, sys
from app.processes.fence import raise_fence

def tried(call, *arguments):
    ctypes.set_errno(0)
    found = call(*arguments)
    return "done" if found >= 0 else errno.errorcode[ctypes.get_errno()]

libc = ctypes.CDLL(None, use_errno=True)
outside, inside = sys.argv[2].encode(), sys.argv[3].encode()
report = raise_fence(sys.argv[1])
told = {
    "socket": tried(libc.socket, 2, 1, 0),
    "udp": tried(libc.socket, 10, 2, 0),
    "local socket": tried(libc.socket, 1, 1, 0),
    "netlink": tried(libc.socket, 16, 3, 0),
    "exec": tried(libc.execl, b"/bin/true", b"true", None),
    "fork": tried(libc.fork),
    "ptrace": tried(libc.ptrace, 16, os.getppid(), 0, 0),
    "kill": tried(libc.kill, os.getppid(), 0),
    "io_uring": tried(libc.syscall, 425, 8, ctypes.create_string_buffer(120)),
    "outside": tried(libc.open, outside, os.O_WRONLY | os.O_CREAT, 0o600),
    "inside": tried(libc.open, inside, os.O_WRONLY | os.O_CREAT, 0o600),
    "remove": tried(libc.unlink, outside + b".there"),
    "layers": {layer.name: layer.on for layer in report.layers},
}
print(json.dumps(told), flush=True)
os._exit(0)
"""


TELLING = Callable[[str], "Told"]


class Told(NamedTuple):
    said: dict[str, object]
    folder: Path


@pytest.fixture(scope="module")
def told_by(tmp_path_factory: pytest.TempPathFactory) -> TELLING:
    """What a child of this role met; every role is tried once."""
    return cache(lambda role: _told_by(role, tmp_path_factory.mktemp(role)))


def _told_by(role: str, folder: Path) -> Told:
    (folder / "given").mkdir()
    outside = folder / "outside"
    outside.with_name("outside.there").write_text("kept")
    command = [sys.executable, "-c", TRYING, role, str(outside), str(folder / "given" / "inside")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, WRITABLE_VARIABLE: str(folder / "given")},
    )  # fmt: skip
    return Told(json.loads(done.stdout), folder)


@linux
@pytest.mark.parametrize("role", ROLES)
def test_no_child_gets_a_socket_a_program_or_another_process(role: str, told_by: TELLING) -> None:
    told, _folder = told_by(role)
    tries = ("socket", "udp", "local socket", "netlink", "exec", "fork", "ptrace", "kill", "io_uring")
    assert {name: told[name] for name in tries} == dict.fromkeys(tries, "EPERM")


@linux
@pytest.mark.parametrize("role", ROLES)
def test_no_child_changes_files_that_are_not_its_own(role: str, told_by: TELLING) -> None:
    told, folder = told_by(role)
    layers = told["layers"]
    assert isinstance(layers, dict)
    if not layers.get("writing", layers.get("files")):
        pytest.skip("this kernel has no Landlock")
    assert told["outside"] in {"EACCES", "EPERM"}
    assert told["remove"] in {"EACCES", "EPERM"}
    assert (folder / "outside.there").read_text() == "kept"
    reads_only = ROLE_LIMITS.get(role, EVERYBODY).untrusted
    assert (told["inside"] == "done") is not reads_only


def test_pythons_own_ways_out_are_shut_in_every_role() -> None:
    """On every system, and for code that the system's own means do not hold (Windows)."""
    tries = """
import socket, subprocess, os, sys
from app.processes import fence
sys.addaudithook(fence._refuse_network); sys.addaudithook(fence._refuse_programs)
for attempt in (
    lambda: socket.socket(), lambda: socket.socket(socket.AF_INET6), lambda: socket.getaddrinfo("a.invalid", 1),
    lambda: socket.gethostbyname("a.invalid"), lambda: subprocess.run(["true"]), lambda: os.system("true"),
    lambda: os.execv("/bin/true", ["true"]), lambda: os.posix_spawn("/bin/true", ["true"], {}), lambda: os.fork(),
):
    try:
        attempt()
    except PermissionError:
        print("refused")
"""
    done = subprocess.run([sys.executable, "-c", tries], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["refused"] * 9

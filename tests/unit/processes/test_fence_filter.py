"""The filter for system calls, run by a small machine of our own, for both processors."""

from __future__ import annotations

import errno
import os
import re
import struct
from pathlib import Path

import pytest

from app.processes.fence import raise_fence
from app.processes.fence_seccomp import filter_program
from app.processes.fence_syscalls import DENIED, DENIED_TO_READERS, SPECIAL, numbers_of

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED = 0x7FFF0000
DENY, MISSING = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
PID = 4711
READ = {"x86_64": 0, "aarch64": 63}


def run(program: list[tuple[int, int, int, int]], number: int, arch: int, *arguments: int) -> int:
    """Classic BPF, as far as the filter uses it."""
    data = struct.pack("=IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    accumulator = place = 0
    while True:
        code, yes, no, value = program[place]
        place += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}
            place += yes if holds[code] else no


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("reader", [False, True])
def test_what_is_denied_and_what_is_not(machine: str, *, reader: bool) -> None:
    program = filter_program(machine, PID, reader=reader)
    special = numbers_of(SPECIAL, machine)

    def ask(number: int, *arguments: int) -> int:
        return run(program, number, ARCH[machine], *arguments)

    assert all(ask(number) == DENY for number in numbers_of(DENIED, machine).values())
    for number in numbers_of(DENIED_TO_READERS, machine).values():
        assert ask(number) == (DENY if reader else ALLOWED)
    assert ask(READ[machine]) == ALLOWED
    assert ask(special["clone3"]) == MISSING
    assert ask(special["clone"], 0x11) == DENY
    assert ask(special["clone"], 0x3D0F00) == ALLOWED  # a thread
    for name in ("kill", "tgkill"):
        assert ask(special[name], PID, 6) == ALLOWED
        assert ask(special[name], PID + 1, 6) == DENY
    assert ask(special["ioctl"], 0, 0x5412) == DENY
    assert ask(special["ioctl"], 0, 0x5401) == ALLOWED
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_CREAT, os.O_TRUNC, 0o20200000):
        assert ask(special["openat"], 0, 0, flags) == (DENY if reader else ALLOWED)
    assert ask(special["openat"], 0, 0, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK) == ALLOWED
    assert ask(special["openat2"]) == (MISSING if reader else ALLOWED)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_other_ways_into_the_kernel_are_closed(machine: str) -> None:
    program = filter_program(machine, PID, reader=True)
    assert run(program, READ[machine], 0x40000003) == DENY  # 32 bit
    if machine == "x86_64":
        assert run(program, 0x40000000, ARCH[machine]) == DENY  # x32


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(KeyError):
        filter_program("riscv64", PID, reader=True)


@pytest.mark.parametrize(
    ("machine", "header"),
    [
        ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        ("aarch64", "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_the_numbers_are_the_kernels(machine: str, header: str) -> None:
    if not Path(header).exists():
        pytest.skip("no kernel headers here")
    pattern = re.compile(r"#define __NR(?:3264)?_(\w+)\s+(\d+)")
    theirs = {name: int(number) for name, number in pattern.findall(Path(header).read_text())}
    for name, number in numbers_of(DENIED | DENIED_TO_READERS | SPECIAL, machine).items():
        assert theirs.get(name, number) == number, name


def in_another_process(role: str, times: int) -> dict[str, bool]:
    """Layers that were up after the fence was raised so many times, in a process that is then thrown away."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        for _ in range(times):
            report = raise_fence(role)
        os.write(write, " ".join(f"{layer.name}={layer.on:d}" for layer in report.layers).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(pid, 0)
    with os.fdopen(read, "rb") as answer:
        pairs = (pair.split("=") for pair in answer.read().decode().split())
        return {name: on == "1" for name, on in pairs}


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="Linux only")
def test_a_layer_that_is_missing_does_not_stop_the_others() -> None:
    """The second time around, the filter of the first refuses namespaces, as containers do."""
    once, twice = in_another_process("parser", 1), in_another_process("parser", 2)
    assert once.keys() == twice.keys()
    assert not twice["no_network_namespace"]
    assert twice["no_new_privileges"]
    assert twice["system_calls"] == once["system_calls"]
    assert "files" not in in_another_process("generator", 1)

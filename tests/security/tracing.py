"""Runs a program under strace, and in a network namespace that is empty, where the machine allows it; reads the log."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CALLS = "socket,connect,bind,listen,sendto,sendmsg,sendmmsg,execve,open,openat"
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_SOCKET = re.compile(r"\bsocket\((AF_\w+|PF_\w+)")
_ADDRESS = re.compile(r"sa_family=(AF_\w+)")
_OPENED = re.compile(r'\bopen(?:at)?\((?:[^",]+, )?"((?:[^"\\]|\\.)*)", (\S+)')


@dataclass(frozen=True)
class Trace:
    """What the processes of a run asked the kernel for."""

    lines: tuple[str, ...]

    def families(self) -> set[str]:
        """Address families of every socket made, and of every address spoken to."""
        found = [
            match[1]
            for line in self.lines
            for pattern in (_SOCKET, _ADDRESS)
            for match in pattern.finditer(line)
        ]
        return set(found)

    def programs(self) -> list[str]:
        """Every program that was started (not: tried)."""
        return [line for line in self.lines if "execve(" in line and "ENOENT" not in line]

    def opened(self, ending: str) -> list[str]:
        """Names ending so that were opened for reading."""
        found = [match for line in self.lines for match in _OPENED.finditer(line)]
        return [match[1] for match in found if match[1].endswith(ending) and not _WRITES.search(match[2])]

    def written(self) -> set[str]:
        """Names opened for writing, successfully."""
        return {
            match[1]
            for line in self.lines
            for match in _OPENED.finditer(line)
            if _WRITES.search(match[2]) and "= -1" not in line
        }


def has_strace() -> bool:
    return shutil.which("strace") is not None


def has_namespaces() -> bool:
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
    return done.returncode == 0


def alone(command: Sequence[str]) -> list[str]:
    """The command in an empty network namespace, where there may be one."""
    return ["unshare", "-rn", *command] if has_namespaces() else list(command)


def traced(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it, children included; without strace, it simply runs. Raises when it fails."""
    tracer = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={_CALLS}", "-A", "-o", str(log)]
    done = subprocess.run(
        [*(tracer if has_strace() else []), *alone(command)],
        capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    assert done.returncode in {0, 4}, done.stderr[-3000:]
    return done


def read(log: Path) -> Trace:
    """What was written down."""
    return Trace(tuple(log.read_text(encoding="utf-8", errors="replace").splitlines()))

"""Starts child processes: the same program again, in a role."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import app
from app.processes.channel import Channel, PipeChannel, SocketChannel, carries_files
from app.processes.limits import EVERYBODY, READABLE_VARIABLE, ROLE_LIMITS, WRITABLE_VARIABLE

CHILD_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "passive",  # spinning barriers starve everything else on a busy machine
    "GGML_NO_BACKTRACE": "1",  # ggml would start a debugger when it fails
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime would report to its maker
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "1",
}
# Those who read what others wrote get nothing else of Carrel's surroundings, where keys and passwords may stand.
_HARMLESS = {
    *("PATH", "HOME", "USERPROFILE", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "PATHEXT"),
    *("LD_LIBRARY_PATH", "LOCALE_ARCHIVE", "TESSDATA_PREFIX", "APPDIR", "SNAP"),
}
_HARMLESS_STARTS = (
    "LC_",
    "PYTHON",
    "CARREL_",
    "OMP_",
    "DYLD_",
    "FONTCONFIG_",
    "PYINSTALLER_",
    "_PYI",
    "_MEI",
)
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}  # else each thread takes 64 MB of the limited address space
_LOG_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Launched:
    """A new child: its process, and the way down to it. What it says comes on the process' standard output."""

    popen: subprocess.Popen[bytes]
    channel: Channel


def child_command(role: str) -> list[str]:
    """The command line of a child, also in a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child", role]
    return [sys.executable, "-P", "-m", "app.processes.child", role]


class Launcher:
    """Starts children with their standard error in ``logs_dir``/ROLE.log (None: nowhere).

    All children are started by one long-lived thread: Linux kills a child that asked for it when the *thread*
    that started it ends, not only when the process does.
    """

    def __init__(
        self,
        logs_dir: Path | None = None,
        *,
        command: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._logs_dir = logs_dir
        self._command = command
        self._environment = dict(environment or {})
        self._readable: dict[str, str] = {}
        self._writable: dict[str, str] = {}
        self._jobs: dict[str, int] = {}
        self._thread = ThreadPoolExecutor(1, "carrel-launcher")

    def let_read(self, role: str, paths: Iterable[Path]) -> None:
        """Files and folders that later children of this role may read, besides Python's and Carrel's own."""
        self._readable[role] = os.pathsep.join(str(path.absolute()) for path in paths)

    def let_write(self, roles: Iterable[str], folders: Iterable[Path]) -> None:
        """Later children of these roles write in these folders, and in no others where the system can see to it. The
        last one is also where they make what is temporary: libraries that find no place for that refuse to load.
        """
        joined = os.pathsep.join(str(folder.absolute()) for folder in folders)
        self._writable.update(dict.fromkeys(roles, joined))

    def start(self, role: str) -> Launched:
        """Raises OSError when the program cannot be started."""
        return self._thread.submit(self._start, role).result()

    def close(self) -> None:
        """To be called after the last child has ended."""
        self._thread.shutdown(wait=False)

    def _start(self, role: str) -> Launched:
        errors = self._open_log(role)
        try:
            launched = self._over_socket(role, errors) if carries_files() else self._over_pipe(role, errors)
        finally:
            if errors != subprocess.DEVNULL:
                os.close(errors)
        if sys.platform == "win32":
            self._put_into_job(role, launched.popen)
        return launched

    def _over_socket(self, role: str, errors: int) -> Launched:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return Launched(self._popen(role, theirs.fileno(), errors), SocketChannel(ours))
            except BaseException:
                ours.close()
                raise

    def _over_pipe(self, role: str, errors: int) -> Launched:
        popen = self._popen(role, subprocess.PIPE, errors)
        assert popen.stdin is not None
        return Launched(popen, PipeChannel(popen.stdin))

    def _popen(self, role: str, stdin: int, errors: int) -> subprocess.Popen[bytes]:
        command = [*self._command, role] if self._command is not None else child_command(role)
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=self._child_environment(role),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _open_log(self, role: str) -> int:
        """Appended to, so that a child that was restarted does not wipe out why."""
        if self._logs_dir is None:
            return subprocess.DEVNULL
        self._logs_dir.mkdir(parents=True, exist_ok=True)
        log = os.open(self._logs_dir / f"{role}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if os.fstat(log).st_size > _LOG_BYTES:
            os.ftruncate(log, 0)
        return log

    def _child_environment(self, role: str) -> dict[str, str]:
        untrusted = ROLE_LIMITS.get(role, EVERYBODY).untrusted
        root = str(Path(app.__file__).parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
        inherited = _harmless(os.environ) if untrusted else dict(os.environ)
        own = {"PYTHONPATH": path, READABLE_VARIABLE: self._readable.get(role, "")}
        own[WRITABLE_VARIABLE] = writable = self._writable.get(role, "")
        if writable:
            own["TMPDIR"] = writable.split(os.pathsep)[-1]
        arenas = _FEW_ARENAS if untrusted else {}
        return {**inherited, **own, **arenas, **CHILD_ENVIRONMENT, **self._environment}

    def _put_into_job(self, role: str, popen: subprocess.Popen[bytes]) -> None:
        from app.processes import fence_windows

        handle = int(vars(popen)["_handle"])
        try:
            if role not in self._jobs:
                self._jobs[role] = fence_windows.new_job(ROLE_LIMITS.get(role, EVERYBODY))
            fence_windows.put_into_job(self._jobs[role], handle)
        except OSError:  # one means less; the child's own report cannot know
            return


def _harmless(environment: Mapping[str, str]) -> dict[str, str]:
    def keep(name: str) -> bool:
        return name.upper() in _HARMLESS or name.upper().startswith(_HARMLESS_STARTS)

    return {name: value for name, value in environment.items() if keep(name)}

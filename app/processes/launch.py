"""Starts child processes: the same program again, in a role."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import app

CHILD_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "passive",  # spinning barriers starve everything else on a busy machine
    "GGML_NO_BACKTRACE": "1",  # ggml would start a debugger when it fails
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "1",
}


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
        self._thread = ThreadPoolExecutor(1, "carrel-launcher")

    def start(self, role: str) -> subprocess.Popen[bytes]:
        """Raises OSError when the program cannot be started."""
        return self._thread.submit(self._start, role).result()

    def _start(self, role: str) -> subprocess.Popen[bytes]:
        command = [*self._command, role] if self._command is not None else child_command(role)
        errors = self._open_log(role)
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=self._child_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        finally:
            if errors != subprocess.DEVNULL:
                os.close(errors)

    def _open_log(self, role: str) -> int:
        if self._logs_dir is None:
            return subprocess.DEVNULL
        self._logs_dir.mkdir(parents=True, exist_ok=True)
        return os.open(self._logs_dir / f"{role}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def _child_environment(self) -> dict[str, str]:
        root = str(Path(app.__file__).parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH")) if part)
        return {**os.environ, "PYTHONPATH": path, **CHILD_ENVIRONMENT, **self._environment}

    def close(self) -> None:
        """To be called after the last child has ended."""
        self._thread.shutdown(wait=False)

"""Every way into Carrel shuts the network first, and the parts that could open it are few and known."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
MAKES_SOCKETS = {"privacy/connection.py", "processes/launch.py", "processes/channel.py"}
"""The door; and the pairs of local sockets over which files are handed to a reader."""


def test_everything_that_is_run_installs_the_guard() -> None:
    """The children raise a fence instead."""
    doors = [
        path for path in APP.rglob("*.py") if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    ]
    assert {path.relative_to(APP).as_posix() for path in doors} >= {
        "__main__.py",
        "demo.py",
        "processes/child.py",
    }
    for path in doors:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(APP).as_posix()
        if name.startswith("bench/"):  # they measure, and are started by a command that has installed it
            continue
        assert "guard.install()" in text or "raise_fence(" in text, f"{name} has no lock on the network"


def test_few_files_can_make_a_socket_at_all() -> None:
    found = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.partition(".")[0] in {"socket", "ssl", "http"} for name in names):
                found.add(path.relative_to(APP).as_posix())
    assert found >= MAKES_SOCKETS
    others = found - MAKES_SOCKETS
    assert others <= {"privacy/door.py", "privacy/failures.py", "privacy/proxies.py", "processes/fence.py"}


def test_the_guard_holds_before_anything_else_is_imported() -> None:
    """In a process of the command line: a connection that some library would make is refused from the first line on."""
    code = (
        "import sys, socket, runpy\n"
        "sys.argv = ['carrel', '--version']\n"
        "try: runpy.run_module('app', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "try: socket.create_connection(('192.0.2.1', 443), 1)\n"
        "except PermissionError as error: print('refused', error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "refused only the door connects" in done.stdout

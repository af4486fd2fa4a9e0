"""The lock in Carrel's own process: everything but the door is refused, and the door only while it is open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.privacy.guard import reaches_out

ROOT = Path(__file__).resolve().parents[3]


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("event", "arguments", "refused"),
    [
        ("socket.getaddrinfo", ("models.example", 443), True),
        ("socket.getaddrinfo", (b"models.example", 443), True),
        ("socket.getaddrinfo", ("127.0.0.1", 0), False),
        ("socket.getaddrinfo", (None, 0), False),
        ("socket.gethostbyname", ("models.example",), True),
        ("socket.connect", (None, ("192.0.2.1", 443)), True),
        ("socket.connect", (None, ("2001:db8::1", 443, 0, 0)), True),
        ("socket.connect", (None, ("::1", 443, 0, 0)), False),
        ("socket.connect", (None, "/run/some.sock"), False),
        ("socket.sendto", (None, ("192.0.2.1", 53)), True),
        ("socket.bind", (None, ("127.0.0.1", 0)), False),
        ("socket.bind", (None, ("", 8080)), True),
        ("socket.bind", (None, ("0.0.0.0", 0)), True),
        ("socket.bind", (None, "/run/some.sock"), False),
        ("open", ("192.0.2.1",), False),
    ],
)
def test_what_counts_as_reaching_out(event: str, arguments: tuple[object, ...], refused: bool) -> None:  # noqa: FBT001
    assert reaches_out(event, arguments) is refused


def test_a_library_that_connects_is_stopped() -> None:
    said = run(
        "from app.privacy import guard; guard.install()\n"
        "import urllib.request; urllib.request.urlopen('https://192.0.2.1/', timeout=1)"
    )
    assert "ConnectionRefusedHere" in said


def test_the_door_may_and_only_while_it_is_open() -> None:
    said = run(
        "import socket, threading\n"
        "from app.privacy import guard; guard.install()\n"
        "def look():\n"
        "    try: socket.getaddrinfo('models.invalid', 443)\n"
        "    except socket.gaierror: print('asked')\n"
        "    except guard.ConnectionRefusedHere: print('refused')\n"
        "look()\n"
        "with guard.door_is_open():\n"
        "    look()\n"
        "    other = threading.Thread(target=look); other.start(); other.join()\n"
        "look()\n"
    )
    assert said.split() == ["refused", "asked", "refused", "refused"]


def test_carrel_locks_itself_before_anything_else() -> None:
    said = run(
        "import sys; sys.argv = ['carrel', '--version']\n"
        "import runpy, socket\n"
        "try: runpy.run_module('app', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "socket.getaddrinfo('models.invalid', 443)"
    )
    assert "ConnectionRefusedHere" in said

"""The promise, proved on a whole session of the window: no socket but pipes of our own, no word where none belongs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.paths import profile_paths
from app.services.wiping import want_wipe, wipe
from tests.security.hostile import PICTURE, WORDS
from tests.security.tracing import Trace, has_namespaces, has_strace, read, traced

pytestmark = pytest.mark.models
needs_strace = pytest.mark.skipif(not has_strace(), reason="strace is not installed here")
MEANT = (
    "profile/data/carrel.db",
    "profile/data/meetings/",
    "profile/data/states/",
    "profile/cache/minutes/parts/",
    "profile/cache/meetings.db",
)
"""Where the words of documents are kept on purpose; all of it in the profile, readable by its owner alone."""


class Past(NamedTuple):
    folder: Path
    temporary: Path
    told: dict[str, Any]
    log: Path

    @property
    def trace(self) -> Trace:
        return read(self.log)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    root = tmp_path_factory.mktemp("session")
    folder, temporary, home = root / "place", root / "temporary", root / "home"
    for one in (temporary, home):
        one.mkdir()
    command = [sys.executable, "-m", "tests.security.whole_session", str(folder)]
    around = {"TMPDIR": str(temporary), "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    traced(command, root / "calls", around)
    return Past(folder, temporary, json.loads((folder / "told.json").read_text()), root / "calls")


def test_the_session_did_its_work(past: Past) -> None:
    assert "48,213" in past.told["answer"]
    exports = {path.name for path in (past.folder / "exports").iterdir()}
    assert {"chat.docx", "chat.html", "chat.json", "chat.md", "chat.pdf"} <= exports
    assert {"minutes.docx", "minutes.html", "minutes.md", "minutes.pdf"} <= exports
    assert len(past.told["tips"]) > 30


@needs_strace
def test_no_socket_is_made_and_nobody_is_spoken_to(past: Past) -> None:
    """Qt shows its windows offscreen here; on a desktop there is one connection more, to the display."""
    assert len(past.trace.programs()) >= 7  # the window and its children were watched
    assert past.trace.families() <= {"AF_UNIX"}


@needs_strace
def test_no_other_program_is_started(past: Past) -> None:
    names = {match[1] for line in past.trace.programs() if (match := re.search(r'execve\("([^"]+)"', line))}
    assert {Path(name).name.rstrip("0123456789.") for name in names} <= {"python", "unshare"}


@pytest.mark.skipif(not has_namespaces(), reason="this machine allows no network namespaces (unshare -rn)")
def test_it_all_happened_where_there_is_no_network(past: Past) -> None:
    """The same namespace as the session's: not even the computer itself can be spoken to there."""
    probe = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in done.stderr
    assert "48,213" in past.told["answer"]


@needs_strace
def test_a_picture_that_documents_name_is_never_opened(past: Past) -> None:
    """By names, titles, text, tool tips, answers, minutes and exports alike."""
    assert past.trace.opened(PICTURE) == []


@needs_strace
def test_nothing_is_written_outside_the_profile(past: Past) -> None:
    given = (str(past.folder), str(past.temporary), "/dev/", "/proc/self/")
    written = {name for name in past.trace.written() if not name.startswith(given)}
    assert written == set()


def test_words_of_documents_stand_only_where_they_are_meant_to(past: Past) -> None:
    places = [past.folder / "profile", past.temporary, past.folder.parent / "home"]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert any(path.name == "carrel.log" for path in files)
    assert any(path.name == "generator.log" for path in files)  # it died of a fault on the way
    told = {path.relative_to(past.folder.parent): holding(path) for path in files}
    left = {
        str(path.relative_to(past.folder.name))
        for path, words in told.items()
        if words and path.parts[0] == past.folder.name
    }
    assert "profile/data/carrel.db" in left  # or the search below would find nothing anywhere
    assert [name for name in left if not name.startswith(MEANT)] == []
    assert [path for path, words in told.items() if words and path.parts[0] != past.folder.name] == []


def holding(path: Path) -> list[str]:
    """Words of the documents in a file, whatever it is, and in its name."""
    data = path.read_bytes() + str(path.name).encode()
    ways = ("utf-8", "utf-16-le")
    return [word for word in WORDS if any(word.encode(way) in data for way in ways)]


def test_wiping_leaves_nothing_of_a_whole_session(past: Past, tmp_path: Path) -> None:
    """Whatever the session wrote is known to be Carrel's; a new kind of file must be made known to ``wiping``."""
    profile = tmp_path / "profile"
    shutil.copytree(past.folder / "profile", profile)
    paths = profile_paths(profile)
    want_wipe(paths)
    assert wipe(paths).left == ()
    assert not profile.exists()


def test_no_window_title_names_a_document(past: Past) -> None:
    assert "Carrel" in past.told["titles"]
    for title in past.told["titles"]:
        assert not any(word in title for word in (*WORDS, "debts", "meeting.vtt"))


@needs_strace
def test_the_trace_would_have_shown_it(tmp_path: Path) -> None:
    """The other way round: what this file looks for is found where it happens."""
    wicked = (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"open({str(tmp_path / PICTURE)!r}, 'w').close(); open({str(tmp_path / PICTURE)!r}).close()"
    )
    traced([sys.executable, "-c", wicked], tmp_path / "calls")
    trace = read(tmp_path / "calls")
    assert "AF_INET" in trace.families()
    assert trace.opened(PICTURE) == [str(tmp_path / PICTURE)]
    assert str(tmp_path / PICTURE) in trace.written()

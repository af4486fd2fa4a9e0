"""What is done of minutes that are being made, so that work that was cancelled goes on where it stopped.

Parts are small files in the profile's cache, in a folder named by a hash of the whole transcript; each is named by a
hash of all that went into it, so a part is used again only where it would come out the same. The folder goes when the
minutes are whole. Keeping parts is a comfort: where the disk does not take them, the minutes are made all the same.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from app.domain.errors import UserError
from app.domain.meetings import Transcript
from app.services.text_file import write_bytes

MOST_MEETINGS = 4
"""Half-made minutes that are kept beside the ones in hand; the oldest go first."""


def part_name(*what: str) -> str:
    """A name for the part that is made of exactly this."""
    digest = sha256()
    for text in what:
        digest.update(f"{len(text)}:".encode())
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:40]


class MinutesParts:
    """Parts of one transcript's minutes; with no ``root`` nothing is kept."""

    def __init__(self, root: Path | None, transcript: Transcript) -> None:
        said = (f"{u.id}\n{u.speaker}\n{u.text}" for u in transcript.utterances)
        self._folder = None if root is None else root / part_name(*said)

    def get(self, name: str) -> bytes | None:
        """What was kept under that name, None when nothing was."""
        if self._folder is None:
            return None
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep a part."""
        if self._folder is None:
            return
        if not self._folder.exists():
            self._make_room()
        with suppress(UserError):  # the disk is full or read-only: the work itself goes on
            write_bytes(self._folder / name, data)

    def forget(self) -> None:
        """The minutes are whole."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make_room(self) -> None:
        assert self._folder is not None
        with suppress(OSError):
            others = sorted(self._folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)
            for old in others[:-MOST_MEETINGS]:
                shutil.rmtree(old, ignore_errors=True)

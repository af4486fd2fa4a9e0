"""Whether a file was opened, by anybody, native code included (Linux inotify)."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_OPEN, _IN_NONBLOCK = 0x20, 0o4000
CAN_WATCH = sys.platform == "linux"


class Opened:
    """Names in a folder that were opened, in their order."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def names(self) -> list[str]:
        """Those since it was last asked."""
        found: list[str] = []
        try:
            while data := os.read(self._descriptor, 65536):
                place = 0
                while place < len(data):
                    _watch, _mask, _cookie, length = struct.unpack_from("=iIII", data, place)
                    name = data[place + 16 : place + 16 + length].rstrip(b"\0").decode()
                    place += 16 + length
                    found += [name] if name else []
        except BlockingIOError:
            pass
        return found


@contextmanager
def watching(folder: Path) -> Iterator[Opened]:
    """Watch the files that lie in ``folder``."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(_IN_NONBLOCK)
    if descriptor < 0 or libc.inotify_add_watch(descriptor, os.fsencode(folder), _IN_OPEN) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    try:
        yield Opened(descriptor)
    finally:
        os.close(descriptor)

"""The way from Carrel down to a child: frames, and with a frame one open file.

On POSIX a pair of sockets, one end of which is the child's standard input: an open descriptor can travel on it
(SCM_RIGHTS), so that the child reads a file it may not open. On Windows an ordinary pipe, without descriptors.
"""

from __future__ import annotations

import array
import os
import socket
import stat
import sys
from collections.abc import Callable
from typing import IO, Protocol

SEND_SECONDS = 60.0
"""A child that takes nothing for so long is not listening any more."""

_CLOEXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


class Channel(Protocol):
    """The parent's end."""

    def send(self, frame: bytes, file: int | None = None) -> None:
        """All of it. Raises OSError; TimeoutError when the child takes nothing."""

    def close(self) -> None:
        """On this the child leaves."""


class PipeChannel:
    """Over a pipe, which carries no files: requests name them by their path."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def send(self, frame: bytes, file: int | None = None) -> None:
        """See :class:`Channel`."""
        if file is not None:
            raise OSError("a pipe carries no files")
        self._pipe.write(frame)
        self._pipe.flush()

    def close(self) -> None:
        """See :class:`Channel`."""
        self._pipe.close()


class SocketChannel:
    """Over a socket; ``file`` arrives with the first byte of its frame."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        end.settimeout(SEND_SECONDS)

    def send(self, frame: bytes, file: int | None = None) -> None:
        """See :class:`Channel`."""
        sent = 0 if file is None else socket.send_fds(self._socket, [frame], [file])
        self._socket.sendall(memoryview(frame)[sent:])

    def close(self) -> None:
        """See :class:`Channel`."""
        self._socket.close()


def carries_files() -> bool:
    """Whether children on this system are handed open files."""
    return sys.platform != "win32"


class Source(Protocol):
    """The child's end. ``read`` is that of a file: fewer bytes than asked for mean the end."""

    def read(self, size: int, /) -> bytes:
        """Raises OSError."""

    def take_file(self) -> int | None:
        """The descriptor that came since the last call; it is the caller's to close."""


class SocketSource:
    """Reads from the socket that was standard input."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._files: list[int] = []

    def read(self, size: int, /) -> bytes:
        """See :class:`Source`."""
        data = bytearray(size)
        view, done = memoryview(data), 0
        while done < size:
            count = self._receive(view[done:]) if done == 0 else self._socket.recv_into(view[done:])
            if count == 0:
                break
            done += count
        return bytes(view[:done])

    def take_file(self) -> int | None:
        """See :class:`Source`."""
        file = self._files.pop() if self._files else None
        while self._files:
            os.close(self._files.pop())
        return file

    def _receive(self, view: memoryview) -> int:
        room = socket.CMSG_SPACE(array.array("i").itemsize)
        count, messages, _flags, _address = self._socket.recvmsg_into([view], room, _CLOEXEC)
        for level, kind, data in messages:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                numbers = array.array("i")
                numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
                self._files += numbers
        return count


class PipeSource:
    """Reads from a pipe."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.read: Callable[[int], bytes] = pipe.read

    def take_file(self) -> int | None:
        """See :class:`Source`; nothing comes."""
        return None


def source_on(descriptor: int) -> Source:
    """What reads from standard input, whatever it is; the descriptor is taken over."""
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        return SocketSource(socket.socket(fileno=descriptor))
    return PipeSource(os.fdopen(descriptor, "rb"))

"""A parser child that misbehaves on request: the name of the file says how, its content with what.

It stands behind the same fence as the real one. What it was refused it says in the text of the document.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import stat
import struct
import sys
import threading
import time
from pathlib import Path

from app.domain.documents import (
    Block,
    BlockKind,
    DocumentPart,
    DocumentWarning,
    PageImage,
    ParsedDocument,
    Span,
)
from app.domain.errors import ErrorInfo, UserError
from app.domain.jobs import Progress
from app.processes.child import main
from app.processes.messages import Done, Event
from app.processes.opening import read_all
from app.processes.protocol import encode
from app.processes.requests import Parse, RenderPage, Request
from app.processes.results import Counts, LoadProgress, Parsed, Rendered, Result
from app.processes.runtime import Work

libc = ctypes.CDLL(None, use_errno=True)


def document(text: str, **more: object) -> ParsedDocument:
    return ParsedDocument("text/plain", "t", text, (), **more)  # type: ignore[arg-type]


def pipe_to_parent() -> int:
    return next(fd for fd in range(3, 32) if _is_pipe(fd))


def _is_pipe(fd: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(fd).st_mode)
    except OSError:
        return False


def native(number: int, *arguments: object) -> str:
    """A system call past Python and its hooks."""
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        return "done"
    return type(OSError(ctypes.get_errno(), "")).__name__


class MockParser:
    def handle(self, request: Request, work: Work) -> Result:
        if isinstance(request, RenderPage):
            return Rendered(PageImage(1, 1, 2, 2, bytes(16)))
        assert isinstance(request, Parse)
        assert work.file is not None
        content = read_all(work.file).decode()
        try:
            found = getattr(self, f"do_{request.path.stem}")(content, work)
        except OSError as error:
            found = type(error).__name__
        if isinstance(found, str):
            found = document(found)
        return Parsed(found) if isinstance(found, ParsedDocument) else found

    # --- fine ----------------------------------------------------------------------------------------------------

    def do_work(self, content: str, work: Work) -> str:
        return content

    def do_pid(self, content: str, work: Work) -> str:
        return str(os.getpid())

    def do_slow(self, content: str, work: Work) -> str:
        for _ in range(int(content)):
            work.cancel.raise_if_cancelled()
            time.sleep(0.01)
        return str(os.getpid())

    def do_refuse(self, content: str, work: Work) -> str:
        raise UserError("damaged_document")

    def do_environment(self, content: str, work: Work) -> str:
        return " ".join(sorted(os.environ))

    def do_swell(self, content: str, work: Work) -> str:
        self.kept = bytearray(int(content))
        self.kept[::4096] = b"x" * len(self.kept[::4096])
        time.sleep(0.15)
        return str(os.getpid())

    # --- ends badly ----------------------------------------------------------------------------------------------

    def do_hang(self, content: str, work: Work) -> str:
        time.sleep(600)
        return ""

    def do_spin(self, content: str, work: Work) -> str:
        while True:
            pass

    def do_deaf(self, content: str, work: Work) -> str:
        """In native code, never letting go of the interpreter: no thread of it runs any more."""
        ctypes.PyDLL(None).sleep(600)
        return ""

    def do_abort(self, content: str, work: Work) -> str:
        os.abort()

    def do_segfault(self, content: str, work: Work) -> str:
        ctypes.string_at(0)
        return ""

    def do_exit(self, content: str, work: Work) -> str:
        os._exit(7)

    def do_leave(self, content: str, work: Work) -> str:
        os._exit(0)

    def do_bug(self, content: str, work: Work) -> str:
        raise ZeroDivisionError("the secret word is heron")

    def do_allocate(self, content: str, work: Work) -> str:
        kept = []
        while True:
            kept.append(bytearray(64 * 1024 * 1024))

    def do_recurse(self, content: str, work: Work) -> str:
        sys.setrecursionlimit(10**9)

        def down(depth: int) -> int:
            return sum(map(down, (depth + 1,)))

        return str(down(0))

    # --- tries what it may not -----------------------------------------------------------------------------------

    def do_read(self, content: str, work: Work) -> str:
        return Path(content).read_text()

    def do_list(self, content: str, work: Work) -> str:
        return " ".join(path.name for path in Path(content).iterdir())

    def do_write(self, content: str, work: Work) -> str:
        Path(content).write_text("I was here")
        return "done"

    def do_overwrite(self, content: str, work: Work) -> str:
        os.write(work.file or -1, b"I was here")
        return "done"

    def do_reopen(self, content: str, work: Work) -> str:
        os.close(os.open(f"/proc/self/fd/{work.file}", os.O_RDWR))
        return "done"

    def do_mode(self, content: str, work: Work) -> str:
        Path(content).chmod(0o777)
        return "done"

    def do_delete(self, content: str, work: Work) -> str:
        Path(content).unlink()
        return "done"

    def do_socket(self, content: str, work: Work) -> str:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        return "done"

    def do_native_socket(self, content: str, work: Work) -> str:
        found = {libc.socket(family, kind, 0) for family in (1, 2, 10, 16, 17, 40) for kind in (1, 2, 3)}
        return type(OSError(ctypes.get_errno(), "")).__name__ if found == {-1} else "done"

    def do_connect(self, content: str, work: Work) -> str:
        address = struct.pack("=H", socket.AF_UNIX) + content.encode() + b"\0"
        code = libc.connect(0, address, len(address))
        return "done" if code == 0 else type(OSError(ctypes.get_errno(), "")).__name__

    def do_fork(self, content: str, work: Work) -> str:
        if libc.fork() == 0:
            time.sleep(600)
        return type(OSError(ctypes.get_errno(), "")).__name__

    def do_exec(self, content: str, work: Work) -> str:
        arguments = (ctypes.c_char_p * 2)(b"true", None)
        libc.execv(b"/bin/true", arguments)
        return type(OSError(ctypes.get_errno(), "")).__name__

    def do_spawn(self, content: str, work: Work) -> str:
        os.posix_spawn("/bin/true", ["true"], {})
        return "done"

    def do_signal(self, content: str, work: Work) -> str:
        return "done" if libc.kill(int(content), 0) == 0 else type(OSError(ctypes.get_errno(), "")).__name__

    def do_threads(self, content: str, work: Work) -> str:
        said: list[str] = []
        thread = threading.Thread(target=said.append, args=("a thread",))
        thread.start()
        thread.join()
        return said[0]

    # --- talks nonsense ------------------------------------------------------------------------------------------

    def do_print(self, content: str, work: Work) -> str:
        for _ in range(2_000):
            print("garbage on standard output" * 40, flush=True)
            with contextlib.suppress(OSError):  # the log is full at some time
                sys.stderr.write("garbage on standard error" * 40)
        os.write(1, b"\xff\xff\xff\xffmore garbage")
        return "printed"

    def do_garbage(self, content: str, work: Work) -> str:
        os.write(pipe_to_parent(), b"This is no protocol at all. " * 1000)
        time.sleep(600)
        return ""

    def do_endless_frame(self, content: str, work: Work) -> str:
        os.write(pipe_to_parent(), struct.pack(">I", 0x7FFF_FFFF))
        while True:
            os.write(pipe_to_parent(), bytes(1 << 16))

    def do_half_frame(self, content: str, work: Work) -> str:
        os.write(pipe_to_parent(), encode(Done(1, Counts([1] * 1000)))[:-7])
        os._exit(0)

    def do_chatter(self, content: str, work: Work) -> str:
        """Progress without end."""
        while True:
            work.send(LoadProgress(Progress(1, 2)))

    def do_strangers(self, content: str, work: Work) -> str:
        """Answers to questions nobody asked, without end."""
        frame = encode(Event(10**6, LoadProgress(Progress(1, 2)))) * 100
        while True:
            os.write(pipe_to_parent(), frame)

    # --- lies ----------------------------------------------------------------------------------------------------

    def do_other(self, content: str, work: Work) -> Result:
        return Counts([1, 2])

    def do_blocks(self, content: str, work: Work) -> ParsedDocument:
        return ParsedDocument("text/plain", "t", "short", (Block(BlockKind.PARAGRAPH, Span(0, 6)),))

    def do_pages(self, content: str, work: Work) -> ParsedDocument:
        return document("short", page_starts=(0, 9))

    def do_waiting(self, content: str, work: Work) -> ParsedDocument:
        return document("short", page_starts=(0,), waiting_pages=(2,))

    def do_parts(self, content: str, work: Work) -> ParsedDocument:
        return document("short", parts=(DocumentPart("x", None, Span(-1, 3)),))

    def do_part_error(self, content: str, work: Work) -> ParsedDocument:
        return document("short", parts=(DocumentPart("x", None, None, ErrorInfo("Not A Code!")),))

    def do_warnings(self, content: str, work: Work) -> ParsedDocument:
        return document("short", warnings=(DocumentWarning("<b>", 1),))

    def do_zeros(self, content: str, work: Work) -> ParsedDocument:
        return document("a\0b")

    def do_endless_text(self, content: str, work: Work) -> ParsedDocument:
        return document("x" * 21_000_001)

    def do_code(self, content: str, work: Work) -> str:
        raise UserError("<script>", path="x")


if __name__ == "__main__":
    main(sys.argv[1], lambda _role: MockParser())

"""A web server on this very machine that behaves as it is told, for the tests of the one door to the network."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer

HERE = "127.0.0.1"
CERTIFICATE = Path(__file__).parent / "data" / "tls" / "loopback.pem"
"""Certificate and key of "127.0.0.1" and "localhost", signed by itself; known to nobody but the tests."""


@dataclass
class Request:
    """What was asked for."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """What the server does. ``answers`` maps a path to a function of (handler); the rest is 404."""

    answers: dict[str, Callable[[Handler], None]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    port: int = 0
    secure: bool = False
    gate: threading.Event = field(default_factory=threading.Event)

    def address(self, path: str, host: str = HERE) -> str:
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{path}"


class Handler(BaseHTTPRequestHandler):
    """One request; ``server.site`` says what to do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.requests.append(Request(self.path, dict(self.headers.items())))
        answer = site.answers.get(self.path.partition("?")[0])
        self.close_connection = True
        if answer is None:
            self.plain(404, b"")
        else:
            answer(self)

    def do_CONNECT(self) -> None:
        """A proxy that refuses: what was asked for is all that a test wants to know."""
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.requests.append(Request(self.path, dict(self.headers.items())))
        self.close_connection = True
        self.plain(407, b"")

    def plain(self, status: int, body: bytes, **headers: str) -> None:
        """``Some_Name="x"`` becomes ``Some-Name: x``; a Content-Length of "" is left out."""
        lines = {"Content-Length": str(len(body)), "Connection": "close"}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.send_response_only(status)
        for name, value in lines.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def server_bind(self) -> None:
        """Without looking up this machine's own name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HERE, self.server_address[1]

    def handle_error(self, *_args: object) -> None:
        """A client that goes away is what many tests are about."""


@contextmanager
def serving(site: Site, *, secure: bool = False) -> Iterator[Site]:
    """Serve until the block ends."""
    server = _Server((HERE, 0), Handler)
    server.site = site
    site.port, site.secure = server.server_address[1], secure
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


def whole(content: bytes, etag: str = '"one"') -> Callable[[Handler], None]:
    """A good server: ranges, If-Range, 416."""

    def answer(handler: Handler) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        same = handler.headers.get("If-Range", etag) == etag
        if wanted is None or not same:
            handler.plain(200, content, ETag=etag)
            return
        first = int(wanted[1])
        if first >= len(content):
            handler.plain(416, b"", Content_Range=f"bytes */{len(content)}")
            return
        span = f"bytes {first}-{len(content) - 1}/{len(content)}"
        handler.plain(206, content[first:], ETag=etag, Content_Range=span)

    return answer


def without_ranges(content: bytes) -> Callable[[Handler], None]:
    """Always all of it, and nothing to tell versions apart."""
    return lambda handler: handler.plain(200, content)


def cut_after(content: bytes, size: int, times: int, etag: str = '"one"') -> Callable[[Handler], None]:
    """Cuts the connection after ``size`` bytes, ``times`` times; good from then on."""
    left = [times]
    good = whole(content, etag)

    def answer(handler: Handler) -> None:
        if left[0] <= 0:
            good(handler)
            return
        left[0] -= 1
        wanted = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        first = int(wanted[1]) if wanted else 0
        rest = len(content) - first
        extra = {"Content_Range": f"bytes {first}-{len(content) - 1}/{len(content)}"} if wanted else {}
        handler.plain(
            206 if wanted else 200,
            content[first : first + size],
            ETag=etag,
            Content_Length=str(rest),
            **extra,
        )

    return answer


def status(number: int, **headers: str) -> Callable[[Handler], None]:
    """Nothing but a status."""
    return lambda handler: handler.plain(number, b"", **headers)


def then(*answers: Callable[[Handler], None]) -> Callable[[Handler], None]:
    """One after the other; the last one again and again."""
    left = list(answers)

    def answer(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer

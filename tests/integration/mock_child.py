"""A child that misbehaves on request: ``python mock_child.py ROLE``. What it does stands in the texts of a call."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import time

from app.domain.embeddings import PassageVectors, Vectors
from app.domain.errors import UserError
from app.domain.jobs import Progress
from app.processes.child import main
from app.processes.messages import VERSION, Hello, Ready
from app.processes.protocol import encode
from app.processes.requests import CountTokens, EmbedPassages, EmbedQueries, OpenEmbedder, Request
from app.processes.results import Counts, LoadProgress, Nothing, PassagesEmbedded, QueryVectors, Result
from app.processes.runtime import Work


class MockRuntime:
    def handle(self, request: Request, work: Work) -> Result:
        if isinstance(request, OpenEmbedder):
            return Nothing()
        if isinstance(request, EmbedPassages | EmbedQueries):
            return self._vectors(request, work)
        assert isinstance(request, CountTokens)
        command = request.texts[0]
        getattr(self, f"do_{command}")(work)
        return Counts([len(command), os.getpid()])

    def _vectors(self, request: EmbedPassages | EmbedQueries, work: Work) -> Result:
        """Of one number each: whether this child was held back."""
        number = struct.pack("<f", work.gate.held)
        if isinstance(request, EmbedPassages):
            return PassagesEmbedded([PassageVectors(number, b"") for _ in request.passages])
        return QueryVectors(Vectors(1, len(request.texts), number * len(request.texts)))

    def do_wait_for_the_gate(self, work: Work) -> None:
        while not work.gate.held:
            time.sleep(0.005)
        work.send(LoadProgress(Progress(1, 2)))
        while work.gate.held:
            time.sleep(0.005)

    def do_work(self, work: Work) -> None:
        pass

    def do_hang(self, work: Work) -> None:
        time.sleep(600)

    def do_polite(self, work: Work) -> None:
        while True:
            work.cancel.raise_if_cancelled()
            time.sleep(0.005)

    def do_abort(self, work: Work) -> None:
        os.abort()

    def do_segfault(self, work: Work) -> None:
        ctypes.string_at(0)

    def do_exit(self, work: Work) -> None:
        os._exit(7)

    def do_flood(self, work: Work) -> None:
        for number in range(20_000):
            work.send(LoadProgress(Progress(number, 20_000)))

    def do_print(self, work: Work) -> None:
        print("garbage on standard output", flush=True)
        os.write(1, b"\xff\xff\xff\xffmore garbage")

    def do_bug(self, work: Work) -> None:
        raise ZeroDivisionError("the secret word is heron")

    def do_refuse(self, work: Work) -> None:
        raise UserError("invalid_input", detail="mock")

    def do_connect(self, work: Work) -> None:
        import socket

        try:
            socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        except PermissionError:
            raise UserError("permission_denied") from None


def _misbehave_at_start(how: str, role: str) -> None:
    if how == "garbage":
        os.write(1, b"Hello, this is no protocol at all. " * 100)
        time.sleep(600)
    elif how == "version":
        os.write(1, encode(Hello(VERSION + 1, role, os.getpid())) + encode(Ready()))
        time.sleep(600)
    elif how == "silent":
        time.sleep(600)
    elif how == "die":
        os._exit(9)


if __name__ == "__main__":
    _misbehave_at_start(os.environ.get("CARREL_MOCK_START", ""), sys.argv[1])
    main(sys.argv[1], lambda _role: MockRuntime())

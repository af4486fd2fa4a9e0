"""Frames: how a record crosses the pipe.

A frame is a length (4 bytes, big endian) and that many bytes of msgpack. Nothing is ever pickled, so a child that
was taken over by a hostile file can lie, but cannot run code in its parent. Broken frames raise
EngineError("protocol_mismatch").
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import msgspec

from app.domain.errors import EngineError, UserError
from app.processes.limits import LARGEST_FRAME as MAX_FRAME
from app.processes.messages import FromChild, FromParent
from app.processes.record import Record

__all__ = ["MAX_FRAME", "Readable", "decode_from_child", "decode_from_parent", "encode", "read_frame"]

_LENGTH = struct.Struct(">I")


def _to_wire(value: Any) -> Any:
    if isinstance(value, Path):
        return os.fsencode(value)  # file names need not be valid Unicode
    raise NotImplementedError(type(value).__name__)


def _from_wire(kind: type, value: Any) -> Any:
    if issubclass(kind, Path) and isinstance(value, bytes):
        return Path(os.fsdecode(value))
    raise ValueError(kind.__name__)


_encoder = msgspec.msgpack.Encoder(enc_hook=_to_wire)
_from_parent: msgspec.msgpack.Decoder[FromParent] = msgspec.msgpack.Decoder(FromParent, dec_hook=_from_wire)
_from_child: msgspec.msgpack.Decoder[FromChild] = msgspec.msgpack.Decoder(FromChild, dec_hook=_from_wire)


def encode(record: Record) -> bytes:
    """The whole frame. Raises UserError("too_large"), or UserError("invalid_input") for text that is no Unicode."""
    try:
        body = _encoder.encode(record)
    except UnicodeEncodeError as error:  # lone surrogates
        raise UserError("invalid_input") from error
    if len(body) > MAX_FRAME:
        raise UserError("too_large", size=len(body), limit=MAX_FRAME)
    return _LENGTH.pack(len(body)) + body


def _mismatch(what: str) -> EngineError:
    return EngineError("protocol_mismatch", detail=what)


class Readable(Protocol):
    """Fewer bytes than asked for mean the end."""

    def read(self, size: int, /) -> bytes:
        """As that of a file."""


def read_frame(stream: Readable, limit: Callable[[], int] = lambda: MAX_FRAME) -> bytes | None:
    """The next frame's body, or None at the end of the stream. ``limit`` is asked when the frame begins."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise _mismatch("truncated length")
    (length,) = _LENGTH.unpack(head)
    if not 0 < length <= limit():
        raise _mismatch("impossible length")
    body = stream.read(length)
    if len(body) < length:
        raise _mismatch("truncated frame")
    return body


def decode_from_parent(body: bytes) -> FromParent:
    """A request frame."""
    try:
        return _from_parent.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _mismatch(type(error).__name__) from error


def decode_from_child(body: bytes) -> FromChild:
    """A reply frame."""
    try:
        return _from_child.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _mismatch(type(error).__name__) from error

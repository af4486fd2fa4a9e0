"""Documents inside of documents: attachments of mails, files embedded in office documents.

One bad attachment never costs the document it lies in: what cannot be read becomes a part with its reason.
All readers of one file share one :class:`Budget`, however deep they are nested, so that a small file cannot
unfold into endless work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from app.domain.documents import OcrMode, ParsedDocument, ReadOptions
from app.domain.errors import CarrelError, ErrorInfo
from app.formats.base import DocumentBuilder

MAX_DEPTH = 10
"""Documents within documents within documents; what lies deeper is named, not read."""

_MOST_BYTES = 256 * 1024 * 1024
_MOST_PARTS = 1_000
_LONGEST_NAME = 120


@dataclass(slots=True)
class Budget:
    """What may still be taken out of one file."""

    bytes_left: int = _MOST_BYTES
    parts_left: int = _MOST_PARTS


@dataclass(frozen=True, slots=True)
class NestedOptions(ReadOptions):
    """Reading options that know how deep they are. ``registry.parse_bytes`` makes them of any others."""

    budget: Budget = field(default_factory=Budget)
    depth: int = 0


def with_budget(options: ReadOptions) -> NestedOptions:
    """The same options with a budget; those that have one keep it."""
    if isinstance(options, NestedOptions):
        return options
    return NestedOptions(options.ocr, options.recognized)


def read_part(builder: DocumentBuilder, name: str, data: bytes, options: ReadOptions, level: int = 1) -> None:
    """Read a document that lies in another one and add it to ``builder``, or the reason why it was not read.

    ``options`` are those that the outer reader was given; ``level`` is that of the heading with its name.
    Never raises but for MemoryError.
    """
    from app.formats.registry import (
        parse_bytes,
    )  # the registry knows all readers, the one that calls this too

    plain_name = PurePosixPath(name.replace("\\", "/")).name[:_LONGEST_NAME].strip() or "?"
    make_part(
        builder,
        plain_name,
        len(data),
        options,
        lambda inner: parse_bytes(Path(plain_name), data, inner),
        level,
    )


def make_part(
    builder: DocumentBuilder,
    name: str,
    size: int,
    options: ReadOptions,
    make: Callable[[NestedOptions], ParsedDocument],
    level: int = 1,
) -> None:
    """Like :func:`read_part`, with what ``make`` makes of it; ``size`` in bytes is what it costs."""
    outer = with_budget(options)
    error = _refusal(outer, size)
    if error is not None:
        builder.add_unread_part(name, error)
        return
    try:
        parsed = make(NestedOptions(OcrMode.NEVER, (), outer.budget, outer.depth + 1))
    except CarrelError as failure:
        builder.add_unread_part(name, failure.info())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a damaged attachment leads to, the document it lies in is read
        builder.add_unread_part(name, ErrorInfo("damaged_document"))
    else:
        if parsed.text.strip():
            builder.add_part(name, parsed, level)
        else:
            builder.add_unread_part(name, ErrorInfo("no_text"), parsed.media_type)


def _refusal(options: NestedOptions, size: int) -> ErrorInfo | None:
    """Why this one is not even tried; takes it out of the budget otherwise."""
    budget = options.budget
    if options.depth >= MAX_DEPTH:
        return ErrorInfo("nested_too_deep")
    if budget.parts_left <= 0 or budget.bytes_left < size:
        return ErrorInfo("too_large", {"size": size, "limit": max(budget.bytes_left, 0)})
    budget.parts_left -= 1
    budget.bytes_left -= size
    return None

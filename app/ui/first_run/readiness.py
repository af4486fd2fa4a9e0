"""What the first-run page asks the services, as plain functions for a background thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.documents import DocumentState

if TYPE_CHECKING:
    from app.bootstrap import Services

_READABLE = (DocumentState.INDEXED, DocumentState.PARTIAL)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Documents that can be asked, those that could not be read, and whether the sample library is among them.

    ``anything`` is False while nothing at all was added.
    """

    readable: int
    failed: int
    sample: bool
    anything: bool


def is_first_run(services: Services) -> bool:
    """Nothing was added and nothing was asked yet."""
    return services.library.status().documents == 0 and not services.conversations.list()


def look(services: Services) -> Readiness:
    """How far the library is."""
    documents = services.library.documents()
    readable = [document for document in documents if document.state in _READABLE]
    samples = services.paths.sample_library.resolve()
    failed = sum(document.state is DocumentState.FAILED for document in documents)
    sample = any(document.path.is_relative_to(samples) for document in readable)
    return Readiness(len(readable), failed, sample, bool(documents))

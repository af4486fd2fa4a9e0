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
    """Documents in all, those that can be asked, and whether the sample library is among them."""

    documents: int
    readable: int
    sample: bool


def is_first_run(services: Services) -> bool:
    """Nothing was added and nothing was asked yet."""
    return services.library.status().documents == 0 and not services.conversations.list()


def look(services: Services) -> Readiness:
    """How far the library is."""
    documents = services.library.documents()
    readable = [document for document in documents if document.state in _READABLE]
    samples = services.paths.sample_library.resolve()
    return Readiness(len(documents), len(readable), any(d.path.is_relative_to(samples) for d in readable))

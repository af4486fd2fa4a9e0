"""What a person agreed to. The door asks for it; nothing in Carrel makes one by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Consent:
    """``asked_by``: where the person said so ("window", "command line"). ``what`` is said in the ledger.

    ``hosts`` may be spoken to and no other; one that begins with a dot stands for everything that ends so.
    ``most_bytes`` may come in all; what comes beyond is not taken.
    """

    asked_by: str
    what: str
    hosts: tuple[str, ...]
    most_bytes: int

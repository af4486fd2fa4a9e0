"""Which questions a few words cannot answer: they ask for reasons, ways, meanings, comparisons."""

from __future__ import annotations

import re

from app.retrieval.words import fold

_ENGLISH = (
    r"why|how come|for what reason|explain|describe|tell me|summar|compare|outline|discuss|list\b"
    r"|give (?:me )?an? overview"
    r"|how (?:do|does|did|is|are|was|were|can|could|should|would|will|has|have|to)\b"
    r"|what (?:happen|is meant|are the (?:steps|reasons|causes|effects|benefits|differences|terms|rules|advantages))"
    r"|what (?:is|was) the (?:difference|meaning|process|procedure|purpose|relationship|reason)"
    r"|what (?:does|do|did) .{1,80} (?:mean|say about|think of|think about)"
)
_OTHER = (
    r"warum|weshalb|wieso|erklar|beschreib|vergleich|wie (?:funktioniert|wird|werden|geht|kann|muss)"
    r"|pourquoi|comment|expliqu|decri|por que|como|explica|describ|perche|spiega"
)
_ASKS = re.compile(
    rf"^\W*(?:and |but |so |then |und |aber |et |mais |y |e )?(?:{_ENGLISH}|{_OTHER})", re.IGNORECASE
)


def wants_explanation(question: str) -> bool:
    """Whether the question opens like one that is answered with sentences rather than with a name or a number."""
    return bool(_ASKS.match(fold(question)))

"""Short answers taken word for word from the evidence: "three months", "Marta Lind".

A cosine says little about two words, so these are looked up: the very words in the very order, with whole words and
whole numbers ("5" does not stand in "25", nor "450" in "1,450").
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.retrieval.grounding_words import ASSERTING
from app.retrieval.words import content_stems, fold, words

LONGEST_SPAN = 8
"""Words; and nothing in it that asserts (is, was, may, ist, est ...). Longer texts are checked as sentences."""
_TOKEN = re.compile(r"\w+|[€$£¥%°]")
_GAP = r"[^\w€$£¥%°]{0,3}?"


@lru_cache(maxsize=256)
def _flat(text: str) -> str:
    return " ".join(fold(text).lower().replace("’", "'").split())


def is_span(text: str) -> bool:
    """Whether ``text`` is a bare answer and no statement."""
    tokens = words(text)
    return 0 < len(tokens) <= LONGEST_SPAN and ASSERTING.isdisjoint(tokens)


def verbatim(text: str, evidence: str) -> bool:
    """Whether the words of ``text`` stand in ``evidence`` one after the other, with word borders."""
    tokens = _TOKEN.findall(_flat(text))
    if not tokens:
        return False
    pattern = _joined(_flat(text), tokens)
    return re.search(rf"(?<!\w)(?<!\d[.,:/-]){pattern}(?!\w)(?![.,:/-]\d)", _flat(evidence)) is not None


def _joined(flat: str, tokens: list[str]) -> str:
    """The tokens with what stood between them: exactly that between figures (1,450), else at most a blank and marks."""
    parts, at = [], 0
    for k, token in enumerate(tokens):
        start = flat.index(token, at)
        between = flat[at:start]
        if k:
            inside = tokens[k - 1][-1].isdigit() and token[0].isdigit()
            parts.append(re.escape(between) if inside else _GAP)
        parts.append(re.escape(token))
        at = start + len(token)
    return "".join(parts)


def stands_together(text: str, sentence: str) -> bool:
    """Whether all content words of a bare answer stand close to each other in one sentence, in any order or ending."""
    wanted = set(content_stems(text))
    found = content_stems(sentence)
    size = len(wanted) + 2
    return bool(wanted) and any(wanted <= set(found[k : k + size]) for k in range(len(found)))

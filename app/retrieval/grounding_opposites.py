"""The same words with another sense: "not" on one side only, a word exchanged for its opposite, may for must."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from app.retrieval.grounding_words import NEGATIONS, NO_NEGATION, OPPOSITES, ROMANCE
from app.retrieval.numerals import numbers_in
from app.retrieval.stemming import stem
from app.retrieval.words import content_stems, fold, is_stop_word, words

_SAME, _SAME_BACK = 0.7, 0.4
"""Shares of content words, of the sentence in the evidence and back, from which the two speak of the same."""
_SEEMING = re.compile(rf"\b(?:{NO_NEGATION})\b")
_YES_NO = re.compile(r"^\W*(?:yes|no|ja|nein|oui|non|si|sí)\s*[,.:]\s*", re.IGNORECASE)
_SPLIT = re.compile(r"[;:]|,? (?:but|while|whereas|however|aber|sondern|mais|pero|and|und|et|y) |, ")
_ONLY_ROMANCE = frozenset({"sin", "mai"})
_SCOPE, _SCOPE_BACK = 5, 4
"""Words behind and before a negation that it can reach."""
_MOST_OF_IT = 0.85


def _share(stems: Sequence[str], known: Sequence[str] | frozenset[str]) -> float:
    return sum(s in known for s in stems) / len(stems) if stems else 1.0


def same_matter(text: str, source: str, leaving_out: frozenset[str] = frozenset()) -> bool:
    """Whether the two have nearly the same content words, those in ``leaving_out`` (lower-case words) aside."""
    said = content_stems(" ".join(w for w in words(text) if w not in leaving_out))
    meant = content_stems(" ".join(w for w in words(source) if w not in leaving_out))
    return _share(said, frozenset(meant)) >= _SAME and _share(meant, frozenset(said)) >= _SAME_BACK


def contradicts(text: str, source: str) -> str | None:
    """The word by which one denies the other, or None. Clauses are compared where a clause says it all."""
    clause = nearest_clause(text, source)
    ours = _denied(text, clause) and _denied(text, source)
    if same_matter(text, clause, NEGATIONS) and (ours or _denied(clause, text)):
        return "not"
    return opposite(text, clause)


def _denied(denying: str, other: str) -> bool:
    """Whether something that ``denying`` denies stands in ``other`` without a "not" near it."""
    tokens, said = _plain_words(denying), _plain_words(other)
    negated = _negations(said)
    for k in _negations(tokens):
        target = _target(tokens, k)
        places = [i for i, w in enumerate(said) if target and stem(w) == target]
        if places and not any(-_SCOPE_BACK <= i - n <= _SCOPE for i in places for n in negated):
            return True
    return False


def denies(text: str) -> bool:
    """Whether a text denies anything."""
    return bool(_negations(_plain_words(text)))


@lru_cache(maxsize=2_000)
def _plain_words(text: str) -> tuple[str, ...]:
    """The words, without turns of phrase that only look like a negation."""
    text = _YES_NO.sub("", text)
    return words(_SEEMING.sub(" ", " ".join(fold(text).lower().replace("’", "'").split())))


def _negations(tokens: Sequence[str]) -> list[int]:
    romance = len(ROMANCE.intersection(tokens)) > 1
    return [k for k, w in enumerate(tokens) if w in NEGATIONS and (romance or w not in _ONLY_ROMANCE)]


def _target(tokens: Sequence[str], k: int) -> str | None:
    """The stem of the first content word behind the negation at ``k``, or of the last one before it."""
    behind = [w for w in tokens[k + 1 : k + 1 + _SCOPE] if not is_stop_word(w) and w not in NEGATIONS]
    before = [w for w in tokens[max(0, k - _SCOPE_BACK) : k] if not is_stop_word(w)]
    found = behind[:1] or before[-1:]
    return stem(found[0]) if found else None


def nearest_clause(text: str, source: str) -> str:
    """The part of ``source`` that alone tells as much of ``text`` as the whole does, else the whole."""
    stems = content_stems(text)
    full = _share(stems, frozenset(content_stems(source)))
    for part in _SPLIT.split(source):
        own = content_stems(part)
        if (
            own
            and _share(stems, frozenset(own)) >= _MOST_OF_IT * full
            and _share(own, frozenset(stems)) >= _SAME_BACK
        ):
            return part
    return source


def opposite(text: str, source: str) -> str | None:
    """A word of ``text`` whose opposite stands in ``source`` in its place, or None."""
    said, meant = words(text), words(source)
    for k, word in enumerate(said):
        if word in meant or word not in OPPOSITES:
            continue
        for other in OPPOSITES[word]:
            if other not in meant or other in said:
                continue
            swapped = frozenset((word, other))
            if same_matter(text, source, swapped) and _same_place(said, k, meant, meant.index(other)):
                return word
    return None


def _same_place(said: Sequence[str], k: int, meant: Sequence[str], m: int) -> bool:
    """Whether the two words have company in common: one of the two words before, or one of the two behind."""
    before = set(said[max(0, k - 2) : k]) & set(meant[max(0, m - 2) : m])
    behind = set(said[k + 1 : k + 3]) & set(meant[m + 1 : m + 3])
    same_numbers = numbers_in(" ".join(said[k : k + 4])) & numbers_in(" ".join(meant[m : m + 4]))
    return bool(before or behind or same_numbers)

"""Names as wholes, and who does what to whom.

Every word of "Marta Berg" may stand in the evidence, in "Marta Lind" and "Paul Berg". And "Lind pays Berg" has the
words of "Berg pays Lind".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.retrieval.facts import FactKind, facts
from app.retrieval.words import fold, is_stop_word, words

_TOKEN = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|[^\w\s]|\d+")
_PARTICLES_LIST = "von van de der den del di da du la le el al bin ibn zu y e"
_PARTICLES = frozenset(_PARTICLES_LIST.split())
_JOINING_LIST = "and und et y e & , or oder ou o"
JOINING = frozenset(_JOINING_LIST.split())
"""What stands between the names of a list."""
_TITLES_LIST = """
mr mrs ms dr prof sir lady lord herr frau hr fr monsieur madame mme mlle senor senora sr sra don dona st mt
president chancellor minister director captain judge king queen prince princess professor doctor
"""
TITLES = frozenset(_TITLES_LIST.split())
"""Words before a name that are no part of it; folded, lower case."""
_ACTIVE_BREAKS_LIST = (
    "when if because while although unless , ; : who which that wenn weil quand si cuando als"
)
_ACTIVE_BREAKS = frozenset(_ACTIVE_BREAKS_LIST.split())
_PASSIVE_LIST = "by von durch par por"
_PASSIVE = frozenset(_PASSIVE_LIST.split())
_REACH = 3
"""Words between the doer and the verb, or the verb and whom it concerns."""


def _capital(token: str) -> bool:
    return token[0].isupper() and not is_stop_word(fold(token).lower())


@lru_cache(maxsize=2_000)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.replace("-", " ")))


def _plain(token: str) -> str:
    return fold(token).lower().rstrip(".")


def mixed_names(text: str, evidence: str) -> tuple[str, ...]:
    """Pairs of name parts that the evidence gives to different people.

    "Marta Berg" is mixed when there is no Marta Berg (nor Marta and Paul Berg), but Marta stands before another name
    and Berg behind another first name.
    """
    pairs = dict.fromkeys(
        (_plain(a), _plain(b))
        for a, b in _neighbours(text)
        if _plain(a) not in TITLES and _plain(b) not in TITLES
    )
    if not pairs or _title_case(text):
        return ()
    source = _tokens(evidence)
    low = [_plain(t) for t in source]
    return tuple(f"{a} {b}" for a, b in pairs if _mixed(a, b, source, low))


def _title_case(text: str) -> bool:
    """Whether capitals say nothing here, as in a heading."""
    long_words = [t for t in _tokens(text) if len(t) >= _REACH and t[0].isalpha()]
    return len(long_words) > 1 and not text.rstrip().endswith(".") and all(t[0].isupper() for t in long_words)


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    tokens = _tokens(text)
    for k, (a, b) in enumerate(zip(tokens, tokens[1:], strict=False)):
        opening = k == 0 or tokens[k - 1] in ".!?:"
        if _capital(a) and _capital(b) and not (opening and len(tokens) > 4 and is_stop_word(_plain(a))):
            yield a, b


def _mixed(a: str, b: str, source: Sequence[str], low: Sequence[str]) -> bool:
    at_a = [k for k, t in enumerate(low) if t == a]
    at_b = [k for k, t in enumerate(low) if t == b]
    if not at_a or not at_b or any(_together(i, j, source, low) for i in at_a for j in at_b):
        return False
    other_behind = any(_name_at(source, k + 1) and low[k + 1] != b for k in at_a)
    other_before = any(_name_at(source, k - 1) and low[k - 1] != a for k in at_b)
    return other_behind and other_before


def _name_at(source: Sequence[str], k: int) -> bool:
    return 0 <= k < len(source) and _capital(source[k]) and _plain(source[k]) not in TITLES


def _together(i: int, j: int, source: Sequence[str], low: Sequence[str]) -> bool:
    """Whether the two places are one name: with at most a middle name or particle between, or "Marta and Paul Berg"
    and "Berg, Marta".
    """
    first, last = min(i, j), max(i, j)
    between = range(first + 1, last)
    if len(between) > _REACH:
        return False
    rest = list(between)[1:] if between and low[between[0]] in JOINING else list(between)
    return all((_capital(source[k]) or low[k] in _PARTICLES) and low[k] not in JOINING for k in rest)


def swapped_roles(text: str, source: str) -> str | None:
    """The verb around which ``text`` has two names the other way round than ``source``, or None.

    The names are the last before and the first behind a word that both sentences share; a passive on one side only
    ("was paid by") turns the order rightly.
    """
    said, meant = words(text), words(source)
    names = frozenset(
        n
        for n in _role_names(text) & _role_names(source)
        if n in _ROLES or _article(n, said) not in _ARTICLES
    )
    if len(names) < 2:
        return None
    for verb in dict.fromkeys(w for w in said if w in meant and w not in names and not is_stop_word(w)):
        ours, theirs = _around(said, verb, names), _around(meant, verb, names)
        if ours is None or theirs is None or ours[:2] != theirs[1::-1] or ours[0] == ours[1]:
            continue
        if ours[2] == theirs[2] and not _same_articles(ours[:2], said, meant):
            return verb
    return None


_GERMAN_LIST = "der die das den dem des ein eine einen einem einer"
_GERMAN = frozenset(_GERMAN_LIST.split())
_ARTICLES = _GERMAN | {"the", "a", "an", "le", "la", "les", "un", "une", "el", "los", "las", "una"}


def _same_articles(names: Sequence[str], said: Sequence[str], meant: Sequence[str]) -> bool:
    """In German the article tells the role, not the place: "Dem Mieter zahlt der Vermieter ..."."""
    pairs = [(_article(n, said), _article(n, meant)) for n in names]
    return all(a == b and a in _GERMAN for a, b in pairs)


def _article(name: str, tokens: Sequence[str]) -> str:
    at = tokens.index(name)
    return tokens[at - 1] if at else ""


_ROLES_LIST = """
landlord tenant lessor lessee buyer seller purchaser vendor employer employee lender borrower licensor
licensee supplier customer client contractor company patient doctor nurse bank insurer insured vermieter
mieter kaufer verkaufer arbeitgeber arbeitnehmer auftraggeber auftragnehmer kunde lieferant bailleur locataire
acheteur vendeur employeur salarie arrendador arrendatario comprador vendedor empleador empleado
"""
_ROLES = frozenset(_ROLES_LIST.split())


@lru_cache(maxsize=2_000)
def _role_names(text: str) -> frozenset[str]:
    named = (f.value for f in facts(text) if f.kind in (FactKind.NAME, FactKind.ACRONYM))
    opening = _tokens(text)[:1]
    parts = {w for value in (*named, *(o for o in opening if _capital(o))) for w in words(value)}
    return frozenset(parts | (_ROLES & set(words(text))))


def _around(tokens: Sequence[str], verb: str, names: frozenset[str]) -> tuple[str, str, bool] | None:
    """(name before the verb, name behind it, passive), the nearest within reach; None where one is missing."""
    at = tokens.index(verb)
    before = [t for t in tokens[max(0, at - _REACH) : at] if t in names]
    behind: list[str] = []
    passive = False
    for token in tokens[at + 1 : at + 2 + _REACH]:
        if token in _ACTIVE_BREAKS:
            break
        passive = passive or token in _PASSIVE
        if token in names:
            behind.append(token)
            break
    if not before or not behind:
        return None
    return before[-1], behind[0], passive

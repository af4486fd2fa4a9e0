"""Who or what a clause is about: what holds for the landlord does not answer a question about the tenant, and what one
lease says does not answer a question about another.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.retrieval.facts import FactKind, FactSource, facts
from app.retrieval.names_asked import names_asked
from app.retrieval.words import content_stems

_SIDES = (
    ("tenant lessee renter mieter", "landlord lessor owner vermieter"),
    ("buyer purchaser customer client kaufer kunde", "seller vendor supplier contractor verkaufer lieferant"),
    ("employee worker staff arbeitnehmer mitarbeiter", "employer company arbeitgeber"),
    ("borrower debtor", "lender creditor"),
    ("licensee", "licensor"),
    ("insured policyholder versicherte", "insurer versicherer"),
    ("patient", "doctor physician surgeon"),
    ("adult erwachsene", "child children kind kinder infant"),
    ("plaintiff claimant", "defendant respondent"),
)
_PAIRS = tuple((frozenset(content_stems(a)), frozenset(content_stems(b))) for a, b in _SIDES)


def other_party(question: str, sentence: str, before: str = "") -> bool:
    """Whether ``question`` is about one side of a bargain and ``sentence``, or what it says ``before`` the answer,
    names the other side alone: "for the landlord it is three months, and six once the tenants ...".
    """
    asked = frozenset(content_stems(question))
    texts = [frozenset(content_stems(text)) for text in (sentence, before)]
    return any(
        _opposed(asked, said, a, b) or _opposed(asked, said, b, a) for said in texts for a, b in _PAIRS
    )


def _opposed(
    asked: frozenset[str], said: frozenset[str], mine: frozenset[str], theirs: frozenset[str]
) -> bool:
    if asked.isdisjoint(mine) or not asked.isdisjoint(theirs):
        return False
    return said.isdisjoint(mine) and not said.isdisjoint(theirs)


def names_held(question: str, documents: Sequence[str]) -> list[int]:
    """For each text, how many of the question's names and numbers it holds."""
    numbers = (fact for fact in facts(question) if fact.kind is FactKind.NUMBER)
    wanted = (*names_asked(question), *numbers)
    sources = [FactSource(text) for text in documents]
    return [sum(source.holds(fact) for fact in wanted) for source in sources]

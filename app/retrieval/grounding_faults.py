"""Everything that speaks against a sentence, rule by rule; the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.retrieval import Fault, FaultKind
from app.retrieval.conditions import Changed, compare_restrictions
from app.retrieval.grounding_company import out_of_company
from app.retrieval.grounding_dates import wrong_dates
from app.retrieval.grounding_edits import edit_faults
from app.retrieval.grounding_lines import Line, carriers, fact_source
from app.retrieval.grounding_names import mixed_names, swapped_roles
from app.retrieval.grounding_opposites import contradicts
from app.retrieval.grounding_places import replaced_fact
from app.retrieval.grounding_quantities import compare_quantities

FATAL = frozenset({FaultKind.MISSING_FACT, FaultKind.NEGATION, FaultKind.CONTRADICTED})
"""One of these, and a sentence is not supported at all; the others leave it supported in part."""


def find_faults(text: str, evidence: str, found: Sequence[Line]) -> tuple[Fault, ...]:
    """``evidence`` is everything cited with its titles, ``found`` its sentences, best first (``lines``)."""
    faults = dict.fromkeys(_all(text, evidence, found))
    return tuple(sorted(faults, key=lambda fault: fault.kind not in FATAL))


def _all(text: str, evidence: str, found: Sequence[Line]) -> Iterator[Fault]:
    yield from _against_everything(text, evidence)
    replaced = replaced_fact(text, found)
    if replaced is not None:
        yield Fault(FaultKind.CONTRADICTED, replaced.said)
    yield from out_of_company(text, found)
    near = carriers(found)
    if near:
        yield from _against_the_nearest(text, evidence, near)


def _against_everything(text: str, evidence: str) -> Iterator[Fault]:
    source = fact_source(evidence)
    missing = source.missing(text)
    yield from (Fault(FaultKind.MISSING_FACT, f.value) for f in missing)
    amounts = compare_quantities(text, evidence)
    yield from (Fault(FaultKind.MISSING_FACT, value) for value in amounts.missing)
    yield from (Fault(FaultKind.CONTRADICTED, value) for value in amounts.wrong)
    yield from (Fault(FaultKind.OTHER_WRITING, value) for value in amounts.loose)
    yield from (Fault(FaultKind.CONTRADICTED, value) for value in wrong_dates(text, evidence))
    yield from (Fault(FaultKind.CONTRADICTED, value) for value in mixed_names(text, evidence))
    yield from (Fault(FaultKind.OTHER_WRITING, f.value) for f in source.rewritten(text) if f not in missing)


def _against_the_nearest(text: str, evidence: str, near: Sequence[Line]) -> Iterator[Fault]:
    """What every evidence sentence that tells as much would object to; one that does not is enough."""
    denials = [contradicts(line.claim, line.text) for line in near]
    if all(denials):
        word = denials[0] or ""
        yield Fault(FaultKind.NEGATION) if word == "not" else Fault(FaultKind.CONTRADICTED, word)
    swaps = [swapped_roles(text, line.text) for line in near]
    if all(swaps):
        yield Fault(FaultKind.CONTRADICTED, swaps[0] or "")
    yield from edit_faults(text, [line.text for line in near], fact_source(evidence).names)
    changed = min((compare_restrictions(line.claim, line.text) for line in near), key=lambda c: c.weight)
    yield from _restricted(changed)


def _restricted(changed: Changed) -> Iterator[Fault]:
    yield from (Fault(FaultKind.CONTRADICTED, word) for word in changed.turned)
    yield from (Fault(FaultKind.LOST_CONDITION, word) for word in changed.lost)
    yield from (Fault(FaultKind.ADDED_CONDITION, word) for word in changed.added)

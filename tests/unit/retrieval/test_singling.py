from __future__ import annotations

import pytest

from app.domain.ids import ChunkId
from app.domain.ports import DenseScore
from app.retrieval.fusion import Candidate, Scored
from app.retrieval.singling import single_out
from tests.unit.retrieval.worlds import stored

LEASES = ("Commercial Lease, 12 Harbour Street", "Residential Lease, 4 Mill Lane", "Employee Handbook")
REPORTS = ("Tannwick Quarterly Report Q2 2025", "Tannwick Quarterly Report Q3 2025")
GERMAN = ("Mietvertrag Hafenstraße 12", "Mietvertrag Lindenweg 7")


def found(*titles: str, text: str = "Notice is three months.") -> list[Candidate]:
    return [
        Candidate(stored(n, text, title), Scored(ChunkId(n), 1.0 / n, DenseScore(0.5, ()), 0.5))
        for n, title in enumerate(titles, 1)
    ]


def meant(question: str, candidates: list[Candidate]) -> list[str] | None:
    singled = single_out(question, candidates)
    if singled is None:
        return None
    assert {*singled.meant, *singled.others} == set(candidates)
    return [c.stored.title for c in singled.meant]


@pytest.mark.parametrize(
    ("question", "titles", "which"),
    [
        ("How long is the notice period for the Harbour Street lease?", LEASES, 0),
        ("How long is the notice period for 12 Harbour Street?", LEASES, 0),
        ("Harbour Street 12: what is the notice period of the lease?", LEASES, 0),
        ("How long is the notice period for the Mill Lane lease?", LEASES, 1),
        ("What was the revenue in the third quarter of 2025?", REPORTS, 1),
        ("What was the revenue of Tannwick in Q2?", REPORTS, 0),
        ("Wie lang ist die Kündigungsfrist in der Hafenstr. 12?", GERMAN, 0),
        ("Welche Frist steht im Lindenwegvertrag?", GERMAN, 1),
        (
            "How long is the notice period for 14 Mill Lane?",
            ("Lease, 12 Mill Lane", "Lease, 14 Mill Lane"),
            1,
        ),
    ],
)
def test_words_of_one_name_single_out_its_document(
    question: str, titles: tuple[str, ...], which: int
) -> None:
    assert meant(question, found(*titles)) == [titles[which]]


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("How long is the notice period of the lease?", LEASES),
        ("Is the notice period for Harbour Street longer than the one in the other lease?", LEASES),
        ("Which notice periods hold for Harbour Street and for Mill Lane?", LEASES),
        ("Is rent that is 4 weeks late a reason to end the lease?", LEASES[:2]),
        ("Who ruled Normandy?", ("Normandy", "The Norman conquest")),
        ("Harbour Street notice period", ("Harbour Street", "Employee Handbook")),
        ("Is there a notice of the lease?", ("Notice to tenants", "Lease Mill Lane", "Note of the tenants")),
        ("What is the rent of house?", tuple(f"House rule {n}" for n in "ABCD") + ("Rule",)),
    ],
)
def test_nothing_is_singled_out_by_chance(question: str, titles: tuple[str, ...]) -> None:
    assert meant(question, found(*titles)) is None


def test_a_passage_that_says_the_missing_words_itself_may_answer() -> None:
    candidates = [*found(LEASES[0]), *found("x", LEASES[1], text="The flat faces Harbour Street.")[1:]]
    assert meant("Which flat faces Harbour Street?", candidates) is None


def test_nothing_found_singles_out_nothing() -> None:
    assert single_out("Harbour Street", []) is None

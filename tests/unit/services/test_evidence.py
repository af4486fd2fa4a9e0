from __future__ import annotations

from app.domain.jobs import CancelToken
from app.domain.retrieval import Query
from app.retrieval.reading import read
from app.services.evidence import EvidenceSet, gather
from app.services.search import SearchService
from tests.unit.retrieval.worlds import TextSide, VectorSide, World, stored

MILL = "The notice period of the flat in Mill Lane is three months to the end of a quarter."
HARBOUR = "The notice period of the shop in Harbour Street is six months to the end of a year."


def gathered(question: str) -> EvidenceSet:
    world = World(stored(1, MILL, "Lease Mill Lane"), stored(2, HARBOUR, "Lease Harbour Street"))
    search = SearchService(world, TextSide(world), lambda: VectorSide(world), world.embedder)
    found = search.retrieve(Query(question), CancelToken())
    return gather(found, read(found), 6)


def test_quotes_come_from_the_document_that_was_named() -> None:
    evidence = gathered("How long is the notice period in Harbour Street?")
    assert [e.title for e in evidence.evidence[: evidence.answering]] == ["Lease Harbour Street"]
    assert {e.title for e in evidence.evidence} == {"Lease Harbour Street", "Lease Mill Lane"}


def test_without_a_name_both_may_answer() -> None:
    evidence = gathered("How long is the notice period?")
    assert evidence.answering == 2

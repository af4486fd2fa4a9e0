from __future__ import annotations

import pytest

from app.domain.jobs import CancelToken
from app.domain.retrieval import PastTurn, Query
from app.retrieval.fusion import Gain
from app.retrieval.reading import read
from app.services.evidence import EvidenceSet, gather
from app.services.search import SearchService
from tests.unit.retrieval.worlds import TextSide, VectorSide, World, stored

MILL = "The notice period of the flat in Mill Lane is three months to the end of a quarter."
HARBOUR = "The notice period of the shop in Harbour Street is six months to the end of a year."


def gathered(question: str, history: tuple[PastTurn, ...] = ()) -> EvidenceSet:
    world = World(stored(1, MILL, "Lease Mill Lane"), stored(2, HARBOUR, "Lease Harbour Street"))
    search = SearchService(world, TextSide(world), lambda: VectorSide(world), world.embedder)
    found = search.retrieve(Query(question, history=history), CancelToken())
    return gather(found, read(found), 6)


def test_quotes_come_from_the_document_that_was_named() -> None:
    evidence = gathered("How long is the notice period in Harbour Street?")
    assert [e.title for e in evidence.evidence[: evidence.answering]] == ["Lease Harbour Street"]
    assert {e.title for e in evidence.evidence} == {"Lease Harbour Street", "Lease Mill Lane"}


def test_without_a_name_both_may_answer() -> None:
    evidence = gathered("How long is the notice period?")
    assert evidence.answering == 2


def test_the_parts_of_a_score_add_up_to_it() -> None:
    history = (PastTurn("user", "Where is the shop?"), PastTurn("assistant", "In Harbour Street."))
    for question in ("How long is the notice period?", "How long is it in Lease Harbour Street 12?"):
        evidence = gathered(question, history).evidence
        for passage in evidence:
            assert sum(signal.effect for signal in passage.signals) == pytest.approx(passage.score)
        names = {signal.name for passage in evidence for signal in passage.signals}
        assert {Gain.WORDS, Gain.DOCUMENT, Gain.CONVERSATION} <= names

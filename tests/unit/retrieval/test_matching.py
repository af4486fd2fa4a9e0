from __future__ import annotations

import pytest

from app.domain.ids import ChunkId
from app.domain.ports import DenseScore
from app.retrieval.fusion import Candidate, Scored
from app.retrieval.matching import TEXT_DISCOUNT, Matcher, matcher, with_matches
from app.retrieval.words import Rarity
from tests.unit.retrieval.worlds import stored

NOTHING_COUNTED = Rarity(100, {})


def candidate(n: int, text: str, title: str = "Note", bm25: float = 0.0, score: float = 1.0) -> Candidate:
    return Candidate(stored(n, text, title), Scored(ChunkId(n), score, DenseScore(0.5, ()), bm25))


def matched(question: str) -> Matcher:
    return matcher(question, NOTHING_COUNTED)


def test_words_of_the_question_in_one_sentence_count_more_than_all_over_the_passage() -> None:
    match = matched("Who repairs the boiler in the cellar?")
    together = candidate(1, "The landlord repairs the boiler in the cellar. The roof is new.")
    scattered = candidate(2, "The landlord repairs the roof. The boiler is new. The cellar is dry.")
    assert match.gain(together) > match.gain(scattered) > match.gain(candidate(3, "Fish on Friday."))


def test_words_that_stand_together_in_the_question_should_stand_together() -> None:
    match = matched("Who leads the night shift?")
    close = candidate(1, "Mona leads the night shift.")
    far = candidate(
        2, "Mona leads us. At night, when everything is quiet and dark, people work another shift."
    )
    assert match.gain(close) > match.gain(far)


def test_a_document_called_what_the_question_names_comes_first() -> None:
    match = matched("What does the canteen handbook say about fish?")
    named = candidate(2, "Fish is served on Friday.", "Canteen handbook")
    other = candidate(1, "Fish is served on Friday.", "Harbour news")
    assert [c.stored.id for c in with_matches([other, named], match)] == [2, 1]


def test_the_order_of_equals_is_that_of_their_ids_and_bm25_counts_less() -> None:
    match = matched("rent")
    ranked = with_matches([candidate(2, "The rent."), candidate(1, "The rent.")], match)
    assert [c.stored.id for c in ranked] == [1, 2]
    plain, found = candidate(1, "The rent."), candidate(1, "The rent.", bm25=1.0)
    assert match.gain(plain) - match.gain(found) == pytest.approx(TEXT_DISCOUNT)


@pytest.mark.parametrize("question", ["", "?", "the of", "rent"])
def test_any_question_can_be_compared_with_any_passage(question: str) -> None:
    match = matched(question)
    for text in ("", "...", "The rent is due."):
        assert -TEXT_DISCOUNT <= match.gain(candidate(1, text, "")) <= 1.0

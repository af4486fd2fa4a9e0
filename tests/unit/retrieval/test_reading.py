from __future__ import annotations

from app.domain.jobs import CancelToken
from app.domain.retrieval import Query
from app.retrieval.fusion import Retrieval
from app.retrieval.reading import best_of, choose, read
from app.services.search import SearchService
from tests.unit.retrieval.worlds import TextSide, VectorSide, World, small_world, stored

FAQ = """Notice period
What is the notice period? Three months, to the end of a quarter. The deposit is two rents."""


def retrieve(world: World, question: str) -> Retrieval:
    def vectors() -> VectorSide:
        return VectorSide(world)

    return SearchService(world, TextSide(world), vectors, world.embedder).retrieve(
        Query(question), CancelToken()
    )


def test_the_sentence_that_answers_comes_first() -> None:
    found = retrieve(small_world(), "How much is the monthly rent?")
    best = read(found)[0]
    assert best.text.startswith("The monthly rent is 1,450 euros")
    assert best.typed


def test_quotes_are_verbatim_at_their_span() -> None:
    found = retrieve(small_world(), "How long is the notice period of the house in Mill Lane?")
    for quote in choose(read(found), found):
        chunk = found.candidates[quote.candidate].stored.chunk
        assert (
            chunk.text[quote.span.start - chunk.span.start : quote.span.end - chunk.span.start] == quote.text
        )


def test_headings_and_questions_are_not_quoted_but_point_to_what_follows() -> None:
    found = retrieve(
        World(stored(1, FAQ, "House rules", headings=("Notice period",))), "What is the notice period?"
    )
    sentences = read(found)
    assert sentences[0].text == "Three months, to the end of a quarter."
    assert all(not s.text.endswith("?") and s.text != "Notice period" for s in sentences)


def test_neighbouring_sentences_become_one_quote() -> None:
    text = "The deposit is two rents. The deposit is paid back in May. Fish is served on Fridays."
    found = retrieve(World(stored(1, text, "Rent")), "What about the deposit?")
    assert [q.text for q in choose(read(found), found)] == [
        "The deposit is two rents. The deposit is paid back in May."
    ]


def test_nothing_to_read_gives_no_quote() -> None:
    found = retrieve(World(stored(1, "What is the rent?", "Rent")), "What is the rent?")
    assert choose(read(found), found) == []
    assert best_of(0, [], found).text == "What is the rent?"

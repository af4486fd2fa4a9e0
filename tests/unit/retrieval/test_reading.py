from __future__ import annotations

from dataclasses import replace

from app.domain.documents import StoredChunk
from app.domain.jobs import CancelToken
from app.domain.retrieval import Query
from app.retrieval.clues import Clues
from app.retrieval.fusion import Retrieval
from app.retrieval.reading import best_of, choose, read
from app.services.search import SearchService
from tests.unit.retrieval.worlds import TextSide, VectorSide, World, small_world, stored

FAQ = """Notice period
What is the notice period? Three months, to the end of a quarter. The deposit is two rents."""

OPENINGS = ("The landlord", "Landlord: Ada", "For the third", "Revenue in")


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
    assert best.clues.fit == 1.0


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


def test_sentences_that_do_not_touch_are_quotes_of_their_own() -> None:
    text = "The deposit is two rents. Fish is served on Fridays. The deposit is paid back in May."
    found = retrieve(World(stored(1, text, "Rent")), "What about the deposit?")
    quotes = choose(read(found), found)
    assert sorted(q.text for q in quotes) == ["The deposit is paid back in May.", "The deposit is two rents."]
    assert quotes[0].score >= quotes[1].score
    for quote in quotes:
        assert text[quote.span.start : quote.span.end] == quote.text


def best(question: str, *chunks: StoredChunk) -> str:
    return read(retrieve(World(*chunks), question))[0].text


def clues(question: str, *chunks: StoredChunk) -> dict[str, Clues]:
    """What was found for and against each sentence, by its beginning."""
    sentences = read(retrieve(World(*chunks), question))
    return {prefix: s.clues for s in sentences for prefix in OPENINGS if s.text.startswith(prefix)}


def test_money_is_asked_for_and_the_subject_is_named() -> None:
    flat = stored(1, "The flat in Mill Lane has 74 square metres and three rooms.", "Lease Mill Lane")
    rent = stored(2, "The rent is 1,180 euros a month.", "Lease Mill Lane", headings=("Rent",))
    assert best("How much is the rent for the flat in Mill Lane?", flat, rent).startswith("The rent")


def test_a_label_answers() -> None:
    lease = stored(
        1,
        "The landlord lets the flat in Mill Lane to the tenants.\nLandlord: Ada Farrow, Station Road.",
        "Lease",
    )
    told = clues("Who is the landlord of the flat in Mill Lane?", lease)
    assert [told[key].label for key in ("The landlord", "Landlord: Ada")] == [0.0, 1.0]
    assert clues("Who signed for the flat in Mill Lane?", lease)["Landlord: Ada"].label == 0.0


def test_a_plain_row_goes_before_a_narrower_one() -> None:
    rows = (
        "Who: Adults with weak kidneys; At most per day: half a tablet\n\n"
        "Who: Adults; At most per day: 2 tablets\n\nWho: Children; At most per day: 1 tablet"
    )
    question = "How many tablets may adults take per day at most?"
    assert best(question, stored(1, rows, "Leaflet")) == "Who: Adults; At most per day: 2 tablets"


def test_rows_about_others_are_not_quoted_beside_the_one_that_is_named() -> None:
    rows = "Who: Adults; At most per day: 2 tablets\n\nWho: Children; At most per day: 1 tablet"
    leaflet = World(stored(1, rows, "Leaflet"))
    for who, quoted in (("adults", rows.split("\n\n")[:1]), ("people", [rows])):
        found = retrieve(leaflet, f"How many tablets may {who} take per day at most?")
        as_good = [replace(sentence, score=1.0) for sentence in read(found)]
        assert [q.text for q in choose(as_good, found)] == quoted


def test_the_row_is_known_whose_first_cell_is_named() -> None:
    table = "Bicycles sold, by country.\n\nCountry: Norland; Q1: 120; Q2: 610\n\nCountry: New Westria; Q1: 340; Q2: 90"
    sales = stored(1, table, "Sales")
    for country, which in (("Norland", [0, 1, 0]), ("New Westria", [0, 0, 1]), ("Westria", [0, 0, 0])):
        sentences = read(retrieve(World(sales), f"How many bicycles were sold in {country} in Q2?"))
        in_order = sorted(sentences, key=lambda s: s.span.start)
        assert [s.clues.keyed for s in in_order] == which


def test_a_report_goes_before_an_outlook_and_its_quarter_before_another() -> None:
    second = stored(1, "For the third quarter we expect revenue of 9 million euros.", "Report Q2 2025")
    third = stored(2, "Revenue in the quarter came to 8 million euros.", "Report Q3 2025")
    told = clues("What was the revenue in the third quarter of 2025?", second, third)
    assert [told[key].ahead for key in ("For the third", "Revenue in")] == [1.0, 0.0]
    assert told["For the third"].own == told["Revenue in"].own, "its title says which quarter"
    told = clues("What was the revenue in the second quarter of 2025?", second, third)
    assert [told[key].other_time for key in ("For the third", "Revenue in")] == [1.0, 1.0]
    assert told["For the third"].ahead == 1.0
    assert clues("What revenue is expected for the third quarter?", second)["For the third"].ahead == 0.0


def test_only_what_is_near_stands_beside_a_sure_answer() -> None:
    text = "The rent is 900 euros. Swans sleep. A late fee of 5 euros is due when the payment is late."
    found = retrieve(World(stored(1, text, "Lease")), "How much is the rent?")
    assert [q.text for q in choose(read(found), found)] == ["The rent is 900 euros."]


def test_nothing_to_read_gives_no_quote() -> None:
    found = retrieve(World(stored(1, "What is the rent?", "Rent")), "What is the rent?")
    assert choose(read(found), found) == []
    assert best_of(0, [], found).text == "What is the rent?"


def test_a_comparison_is_quoted_for_each_of_its_times() -> None:
    text = "In {} the mill sold {} tons of paper. The mill was painted by its workers."
    world = World(stored(1, text.format("2021", 40), "Mill A"), stored(2, text.format("2022", 55), "Mill B"))
    found = retrieve(world, "How did the paper that the mill sold change between 2021 and 2022?")
    quotes = [quote.text for quote in choose(read(found), found)]
    assert sorted(quotes) == [
        f"In {year} the mill sold {n} tons of paper." for year, n in (("2021", 40), ("2022", 55))
    ]


def test_the_line_a_document_opens_with_is_no_answer_beside_a_sentence() -> None:
    text = (
        "Agreement on the delivery of gravel to Ada Stone\n\nThe gravel is delivered to Ada Stone by barge."
    )
    found = retrieve(World(stored(1, text, "Gravel")), "Who is the gravel delivered to?")
    sentences = read(found)
    assert [s.clues.opening for s in sentences] == [0.0, 1.0]


def test_the_document_that_says_the_name_is_read_first() -> None:
    walls = "The walls of the house are painted in strong colours."
    world = World(
        stored(1, walls, "House"), stored(2, "The walls of Beacon are made of steel.", "Beacon notes")
    )
    found = retrieve(world, "What are the walls of the house Beacon painted in?")
    by_document = {found.candidates[s.candidate].stored.title: s.clues.named for s in read(found)}
    assert by_document == {"House": 0.0, "Beacon notes": 1.0}


def test_a_numbered_heading_is_no_answer_either() -> None:
    text = "6. Membership fee\n\nIt is 30 euros a year."
    found = retrieve(World(stored(1, text, "Rules")), "How much is the membership fee?")
    assert [s.text for s in read(found)] == ["It is 30 euros a year."]

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.domain.documents import StoredChunk
from app.domain.errors import Cancelled, EngineError
from app.domain.ids import ChunkId, ContentId
from app.domain.jobs import CancelToken
from app.domain.retrieval import PastTurn, Query
from app.retrieval.stages import ALL_STAGES, Stages
from app.services.search import SearchService
from tests.unit.retrieval.worlds import LEASE, TextSide, VectorSide, World, small_world, stored


def service(world: World) -> SearchService:
    def vectors() -> VectorSide:
        return VectorSide(world)

    return SearchService(world, TextSide(world), vectors, world.embedder)


def test_the_right_passage_comes_first_with_its_place() -> None:
    result = service(small_world()).search(Query("How long is the notice period?"), CancelToken())
    first = result.hits[0]
    assert (first.rank, first.title, first.page, first.text) == (1, "Lease Mill Lane", 7, LEASE)
    assert [h.rank for h in result.hits] == list(range(1, len(result.hits) + 1))
    assert [h.score for h in result.hits] == sorted((h.score for h in result.hits), reverse=True)
    assert result.total_ms > 0


def test_scope_limits_the_search() -> None:
    found = service(small_world()).search(
        Query("notice period", scope=(Path("/library/Canteen.txt"),)), CancelToken()
    )
    assert {h.title for h in found.hits} == {"Canteen"}


def test_a_scope_without_documents_finds_nothing() -> None:
    found = service(small_world()).retrieve(Query("rent", scope=(Path("/elsewhere"),)), CancelToken())
    assert found.candidates == ()
    assert found.documents_searched == 0


def test_top_k_and_duplicates() -> None:
    world = World(
        *(stored(n, LEASE, f"Copy {n}") for n in range(1, 5)), stored(9, "The rent is due.", "Note")
    )
    hits = service(world).search(Query("rent", top_k=3), CancelToken()).hits
    assert sum(h.title.startswith("Copy") for h in hits) == 1
    assert len(service(small_world()).search(Query("rent", top_k=1), CancelToken()).hits) == 1


def test_a_follow_up_is_completed() -> None:
    history = (PastTurn("user", "What does a swift weigh?"), PastTurn("assistant", "About 40 grams."))
    result = service(small_world()).search(Query("And where do they sleep?", history=history), CancelToken())
    assert "swift" in result.standalone
    assert result.hits[0].title == "Swifts"


def test_a_question_without_words_finds_nothing() -> None:
    assert service(small_world()).search(Query("?!"), CancelToken()).hits == ()


def test_cancel_and_a_failing_embedder_are_raised() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        service(small_world()).search(Query("rent"), cancel)
    world = small_world()
    world.embedder.fail = EngineError("engine_crashed")
    with pytest.raises(EngineError):
        service(world).search(Query("rent"), CancelToken())


def test_nearness_has_one_row_per_text() -> None:
    world = small_world()
    rows = service(world).nearness(["The notice period is three months", "Fish"], list(world.chunks))
    assert len(rows) == 2
    best = max(rows[0].items(), key=lambda item: max(item[1].sentences))
    assert world.chunks[best[0]].title == "Lease Mill Lane"


def forms(*numbers: str) -> World:
    """Look-alike forms of three passages each; the number stands on the first one only."""
    chunks: list[StoredChunk] = []
    for form, number in enumerate(numbers, 1):
        texts = (
            f"Accident report. Accident Number: {number}.",
            f"Pilot information. The pilot was {30 + form} years old.",
            "The investigation is closed.",
        )
        for ordinal, text in enumerate(texts):
            chunk = stored(10 * form + ordinal, text, "Accident report")
            chunk = replace(chunk, content_id=ContentId(form), chunk=replace(chunk.chunk, ordinal=ordinal))
            chunks.append(chunk)
    return World(*chunks)


def test_a_file_number_chooses_the_document_and_the_rest_the_passage() -> None:
    world = forms("DEN08CA034", "CHI08CA047", "NYC08CA048", "SEA08CA049")
    found = service(world).search(Query("How old was the pilot in accident CHI08CA047?"), CancelToken())
    assert found.hits[0].text == "Pilot information. The pilot was 32 years old."
    assert found.standalone == "How old was the pilot in accident CHI08CA047?"


def test_a_number_that_all_bear_chooses_nothing_and_one_that_none_bears_hides_nothing() -> None:
    for numbers in (("DEN08CA034",) * 4, ("A", "B", "C", "D")):
        found = service(forms(*numbers)).search(Query("How old was the pilot in DEN08CA034?"), CancelToken())
        assert sum("years old" in hit.text for hit in found.hits) == 4


def test_a_number_alone_finds_where_it_stands() -> None:
    found = service(forms("DEN08CA034", "CHI08CA047")).search(Query("CHI08CA047"), CancelToken())
    assert "CHI08CA047" in found.hits[0].text


def test_what_was_spoken_of_is_looked_at_first_but_does_not_hide_what_is_asked() -> None:
    world = World(
        stored(1, "Differences between regions are large. The climate is mild.", "Weather"),
        stored(2, "Swifts differ between regions. A swift of the north is darker.", "Swifts"),
        stored(3, LEASE, "Lease Mill Lane"),
    )
    history = (
        PastTurn("user", "What does a swift of the north weigh?"),
        PastTurn("assistant", "A swift: 40 grams."),
    )
    find = service(world).search
    assert find(Query("Regions", history=history), CancelToken()).hits[0].title == "Swifts"
    found = find(
        Query("How long is the notice period of the lease in Mill Lane?", history=history), CancelToken()
    )
    assert found.hits[0].title == "Lease Mill Lane"
    assert found.standalone == "How long is the notice period of the lease in Mill Lane?"


def leases() -> World:
    return World(
        stored(1, "The rent is 900 euros a month.", "Lease 2023"),
        stored(2, "The rent is 950 euros a month.", "Lease 2024"),
        stored(3, "The rent of the canteen is 10 euros a month. The rent is low.", "Minutes March 2025"),
    )


def test_a_file_named_with_its_extension_is_searched_alone() -> None:
    found = service(leases()).search(Query("In Lease 2024.txt, how much is the rent?"), CancelToken())
    assert {hit.title for hit in found.hits} == {"Lease 2024"}


def test_a_document_named_otherwise_comes_first_and_hides_nothing() -> None:
    for question, title in (
        ("How much is the rent in Lease 2023?", "Lease 2023"),
        ("How much is the rent in the minutes of March 2025?", "Minutes March 2025"),
    ):
        titles = [hit.title for hit in service(leases()).search(Query(question), CancelToken()).hits]
        assert titles[0] == title
        assert set(titles) == {"Lease 2023", "Lease 2024", "Minutes March 2025"}


def test_a_named_file_outside_the_scope_or_the_library_hides_nothing() -> None:
    inside = (Path("/library/Lease 2023.txt"),)
    found = service(leases()).search(
        Query("In Lease 2024.txt, how much is the rent?", scope=inside), CancelToken()
    )
    assert [hit.title for hit in found.hits] == ["Lease 2023"]
    assert (
        len(service(leases()).search(Query("How much is the rent in Lease 2020.txt?"), CancelToken()).hits)
        == 3
    )


def test_a_name_alone_shows_the_document() -> None:
    assert service(leases()).search(Query("Lease 2024.txt"), CancelToken()).hits[0].title == "Lease 2024"


class Reading:
    """A reranker that finds one word relevant."""

    def __init__(self, word: str, error: EngineError | None = None, *, available: bool = True) -> None:
        self.word, self.error, self.available = word, error, available
        self.asked: list[list[str]] = []

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked.append(list(passages))
        if self.error is not None:
            raise self.error
        return [float(self.word in passage) for passage in passages]


def reread(reranker: Reading, question: str = "rent fish swift") -> list[str]:
    world = small_world()
    search = SearchService(world, TextSide(world), lambda: VectorSide(world), world.embedder, reranker)
    return [hit.title for hit in search.search(Query(question), CancelToken()).hits]


def test_a_reranker_reads_passages_under_their_titles_and_has_its_say() -> None:
    for word, title in (("Fish", "Canteen"), ("wing", "Swifts"), ("monthly", "Lease Mill Lane")):
        reranker = Reading(word)
        assert reread(reranker)[0] == title
        assert any(passage.startswith("Canteen\nThe canteen serves") for passage in reranker.asked[0])


def test_a_reranker_that_is_not_there_or_fails_changes_nothing() -> None:
    plain = [hit.title for hit in service(small_world()).search(Query("rent fish swift"), CancelToken()).hits]
    assert reread(Reading("Fish", available=False)) == plain
    assert reread(Reading("Fish", EngineError("engine_crashed"))) == plain


@pytest.mark.parametrize("name", [stage.name for stage in fields(Stages)])
def test_every_stage_can_be_left_out(name: str) -> None:
    world = small_world()
    stages = replace(ALL_STAGES, **{name: False})
    search = SearchService(
        world, TextSide(world), lambda: VectorSide(world), world.embedder, Reading("x"), stages
    )
    history = (PastTurn("user", "What is the rent?"), PastTurn("assistant", "1,450 euros."))
    found = search.search(Query("How long is the notice period?", history=history), CancelToken())
    assert found.hits[0].title == "Lease Mill Lane"


def test_it_is_said_where_was_looked_first() -> None:
    for question, titles, only, rest in (
        ("In Lease 2024.txt, how much is the rent?", ["Lease 2024"], True, "how much is the rent?"),
        ("How much is the rent in Lease 2023?", ["Lease 2023"], False, "How much is the rent?"),
    ):
        narrowed = service(leases()).search(Query(question), CancelToken()).narrowed
        assert narrowed is not None
        assert [path.stem for path in narrowed.documents] == titles
        assert (narrowed.only, narrowed.rest) == (only, rest)
    assert service(leases()).search(Query("How much is the rent?"), CancelToken()).narrowed is None


def test_a_number_that_names_forms_is_said_too() -> None:
    world = forms("DEN08CA034", "CHI08CA047")
    narrowed = service(world).search(Query("How old was the pilot in CHI08CA047?"), CancelToken()).narrowed
    assert narrowed is not None
    assert len(narrowed.documents) == 1
    assert not narrowed.only


def test_everywhere_is_everywhere() -> None:
    query = Query("In Lease 2024.txt, how much is the rent?", everywhere=True)
    found = service(leases()).search(query, CancelToken())
    assert {hit.title for hit in found.hits} == {"Lease 2023", "Lease 2024", "Minutes March 2025"}
    assert found.narrowed is None


PLACES = ("cellar", "attic", "kitchen", "garden")


def two_reports(named: str) -> list[str]:
    """Titles of what is found in two reports, the first of which says it twice."""
    world = World(
        stored(1, "The rent of the hall is 900 euros a month.", "Report 2023"),
        stored(2, "The rent of the hall rose to 910 euros a month.", "Report 2023"),
        stored(3, "The rent of the hall and the yard is 950 euros a month now.", "Report 2024"),
    )
    world.chunks[ChunkId(2)] = replace(world.chunks[ChunkId(2)], content_id=ContentId(1))
    found = service(world).retrieve(Query(f"How much is the rent of the hall a month{named}?"), CancelToken())
    return [f"{c.stored.title}{'*' if c.scored.repeats else ''}" for c in found.candidates]


def test_more_of_a_document_stands_lower_unless_the_question_names_it() -> None:
    assert "Report 2023*" in two_reports("")
    assert not any(title.endswith("*") for title in two_reports(" in Report 2023"))


def test_who_searches_sees_the_other_lease_behind_the_best_of_the_named_one() -> None:
    kept = "The {} is kept dry and clean by the cleaners."
    harbour = [stored(n, kept.format(place), "Lease Harbour Street") for n, place in enumerate(PLACES, 2)]
    world = World(
        stored(1, "The notice period is three months to the end of a quarter.", "Lease Harbour Street"),
        *harbour,
        stored(9, "The notice period is four weeks to the end of a month.", "Lease Mill Lane"),
    )
    for chunk in harbour:
        world.chunks[chunk.id] = replace(chunk, content_id=ContentId(1))
    query = Query("How long is the notice period for the Harbour Street lease?")
    searched = [hit.title for hit in service(world).search(query, CancelToken()).hits]
    read = [c.stored.title for c in service(world).retrieve(query, CancelToken()).candidates]
    named = ["Lease Harbour Street"]
    assert read == [*named * 5, "Lease Mill Lane"]
    assert searched == [*named * 3, "Lease Mill Lane", *named * 2]

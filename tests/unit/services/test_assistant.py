from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalog.adapter_card import Adapter
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import GenerationRequest, LoadedModel
from app.domain.retrieval import (
    AnswerDelta,
    AnswerEvent,
    AnswerStatus,
    EvidenceFound,
    NotFoundReason,
    PastTurn,
    Support,
)
from app.processes.fakes import FakeGenerator
from app.retrieval.facts import without_marks
from app.retrieval.words import words
from app.services.assistant import AssistantService
from app.services.search import SearchService
from tests.unit.retrieval.worlds import LEASE, TextSide, VectorSide, World, small_world, stored

NOTICE = "How many months is the notice period?"
OUTSIDE = "Which penguin species winters at Zanzibar volcano?"


class NoAdapters:
    def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
        return None


def loaded(parameters: int) -> LoadedModel:
    return LoadedModel("model", Path("/models/model.gguf"), 4096, parameters, "CPU", 2, 0)


def assistant(
    world: World,
    generator: FakeGenerator | None = None,
    parameters: int | None = None,
    ensure: Callable[[CancelToken], LoadedModel | None] | None = None,
) -> AssistantService:
    def vectors() -> VectorSide:
        return VectorSide(world)

    def no_change(_cancel: CancelToken) -> LoadedModel | None:
        return None if parameters is None else loaded(parameters)

    search = SearchService(world, TextSide(world), vectors, world.embedder)
    return AssistantService(search, generator or FakeGenerator(), ensure or no_change, adapters=NoAdapters())


def assert_whole(answer_text: str, sentences: list[str]) -> None:
    listed = words(" ".join(sentences))
    assert words(without_marks(answer_text)) == listed


def test_without_a_model_the_quote_is_the_answer() -> None:
    events: list[AnswerEvent] = []
    answer = assistant(small_world()).ask(NOTICE, on_event=events.append)
    assert answer.status is AnswerStatus.QUOTED
    assert "three months to the end of a quarter" in answer.text
    assert answer.sentences[0].citations == (1,)
    assert answer.sentences[0].support is Support.SUPPORTED
    assert_whole(answer.text, [s.text for s in answer.sentences])
    first = answer.evidence[0]
    assert (first.n, first.title, first.page, first.text) == (1, "Lease Mill Lane", 7, LEASE)
    assert LEASE[first.quote_span.start : first.quote_span.end] == first.quote
    assert isinstance(events[0], EvidenceFound)
    assert events[0].evidence == answer.evidence
    assert answer.model is None
    assert answer.documents_searched == 3


def test_lines_of_the_source_are_joined_in_the_answer_but_not_in_the_quote() -> None:
    text = "The notice period\nis three months to\n  the end of a quarter."
    answer = assistant(World(stored(1, text, "Lease"))).ask(NOTICE)
    assert answer.text == "The notice period is three months to the end of a quarter. [1]"
    assert answer.sentences[0].text in answer.text
    assert answer.evidence[0].quote == text


def test_what_is_not_in_the_documents_is_not_answered() -> None:
    generator = FakeGenerator(["Emperor penguins."])
    answer = assistant(small_world(), generator, 8_000_000_000).ask(OUTSIDE)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.not_found_reason in (NotFoundReason.NO_EVIDENCE, NotFoundReason.EVIDENCE_INSUFFICIENT)
    assert (answer.text, answer.sentences, generator.requests) == ("", (), [])
    assert answer.evidence, "the nearest passages are shown"


def test_an_empty_library_says_so() -> None:
    answer = assistant(World()).ask(NOTICE)
    assert answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY
    assert answer.confidence == 0.0


def test_an_empty_question_is_refused() -> None:
    with pytest.raises(UserError) as raised:
        assistant(small_world()).ask("  ")
    assert raised.value.code == "empty_question"


def test_a_supported_sentence_is_the_answer_with_its_citation() -> None:
    generator = FakeGenerator(["The notice period is three months to the end of a quarter [1]."])
    events: list[AnswerEvent] = []
    answer = assistant(small_world(), generator, 8_000_000_000).ask(NOTICE, on_event=events.append)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text == "The notice period is three months to the end of a quarter. [1]"
    assert answer.model == "model"
    assert answer.usage.completion_tokens > 0
    assert "".join(e.text for e in events if isinstance(e, AnswerDelta)) == generator.replies[0]
    assert isinstance(events[0], EvidenceFound)
    assert answer.timings.first_token_ms is not None
    assert answer.timings.evidence_ms <= answer.timings.first_token_ms <= answer.timings.total_ms


def test_made_up_sentences_are_dropped_when_strict_and_marked_when_not() -> None:
    reply = (
        "The notice period is three months to the end of a quarter [1]. Paul Weber agreed to it in 1987 [1]."
    )
    strict = assistant(small_world(), FakeGenerator([reply]), 8_000_000_000).ask(NOTICE)
    assert [s.text for s in strict.dropped] == ["Paul Weber agreed to it in 1987."]
    assert "Weber" not in strict.text
    loose = assistant(small_world(), FakeGenerator([reply]), 8_000_000_000).ask(NOTICE, strict=False)
    assert [s.support for s in loose.sentences] == [Support.SUPPORTED, Support.UNSUPPORTED]
    assert_whole(loose.text, [s.text for s in loose.sentences])


@pytest.mark.parametrize(
    "reply", ["The notice period is 6 years.", "What is the notice period?", "[2] [3] [4]", ""]
)
def test_if_nothing_holds_the_quote_stands(reply: str) -> None:
    answer = assistant(small_world(), FakeGenerator([reply]), 3_000_000_000).ask(NOTICE)
    assert answer.status is AnswerStatus.QUOTED
    assert "three months" in answer.text
    assert answer.model == "model"


def test_a_tiny_model_may_shorten_but_not_lose_the_answer() -> None:
    world = World(
        stored(
            1,
            "The rent of the house in Mill Lane is due, as agreed by all, on the third day of May 2024.",
            "Rent",
        )
    )
    question = "When is the rent of the house in Mill Lane due?"
    short = "The rent is due on the third day of May 2024."
    kept = assistant(world, FakeGenerator([short]), 135_000_000).ask(question)
    assert (kept.status, kept.text) == (AnswerStatus.ANSWERED, f"{short} [1]")
    lost = assistant(world, FakeGenerator(["The rent is due, as agreed by all."]), 135_000_000).ask(question)
    assert lost.status is AnswerStatus.QUOTED
    assert [s.text for s in lost.dropped] == ["The rent is due, as agreed by all."]


def test_a_tiny_model_may_not_bring_words_of_its_own() -> None:
    text = (
        "Otherwise a parcel waits for you in the nearest shop for nine days, then it goes back to the sender."
    )
    wrong = "A parcel waits for 9 days in the shop before being delivered to the sender."
    answer = assistant(World(stored(1, text, "Parcels")), FakeGenerator([wrong]), 135_000_000).ask(
        "How many days otherwise a parcel waits for you in the nearest shop?"
    )
    assert answer.status is AnswerStatus.QUOTED
    assert [s.text for s in answer.dropped] == [wrong]


def test_a_crashing_generator_leaves_the_quote() -> None:
    generator = FakeGenerator(["The notice"], fail=EngineError("engine_crashed"), fail_after=1)
    answer = assistant(small_world(), generator, 3_000_000_000).ask(NOTICE)
    assert (answer.status, answer.interrupted) == (AnswerStatus.QUOTED, "engine_crashed")
    assert "three months" in answer.text


def test_a_model_that_cannot_be_loaded_leaves_the_quote() -> None:
    def broken(_cancel: CancelToken) -> LoadedModel | None:
        raise UserError("not_enough_memory")

    answer = assistant(small_world(), ensure=broken).ask(NOTICE)
    assert (answer.status, answer.interrupted) == (AnswerStatus.QUOTED, "not_enough_memory")


def test_cancel_before_there_is_evidence_raises() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        assistant(small_world()).ask(NOTICE, cancel=cancel)


def test_cancel_with_evidence_gives_the_quote() -> None:
    cancel = CancelToken()

    def stop(_event: AnswerEvent) -> None:
        cancel.cancel()

    answer = assistant(small_world(), FakeGenerator(["No."]), 3_000_000_000).ask(
        NOTICE, cancel=cancel, on_event=stop
    )
    assert (answer.status, answer.interrupted) == (AnswerStatus.QUOTED, "cancelled")
    midway = FakeGenerator(["The notice period is three months."], cancel_after=2)
    answer = assistant(small_world(), midway, 3_000_000_000).ask(NOTICE)
    assert (answer.status, answer.interrupted) == (AnswerStatus.QUOTED, "cancelled")


def test_the_best_passage_stands_last_in_the_prompt_and_the_question_after_it() -> None:
    seen: list[GenerationRequest] = []

    def reply(request: GenerationRequest) -> str:
        seen.append(request)
        return "NONE"

    assistant(small_world(), FakeGenerator([reply]), 8_000_000_000).ask(NOTICE)
    prompt = seen[0].messages[-1].content
    assert prompt.index("[2]") < prompt.index("[1]") < prompt.index(NOTICE)
    assert seen[0].sampling.temperature == 0.0


def test_a_follow_up_is_answered_about_its_subject() -> None:
    history = (PastTurn("user", "Where do swifts sleep?"), PastTurn("assistant", "On the wing."))
    answer = assistant(small_world()).ask("How many grams are they?", history=history)
    assert "swifts" in answer.standalone
    assert answer.evidence[0].title == "Swifts"


def test_top_k_limits_the_evidence() -> None:
    assert len(assistant(small_world()).ask(NOTICE, top_k=1).evidence) == 1

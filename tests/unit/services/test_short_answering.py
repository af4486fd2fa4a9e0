from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.catalog.adapter_card import Adapter
from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel
from app.domain.retrieval import Answer, AnswerStatus, NotFoundReason, Support
from app.processes.fakes import FakeGenerator, FakeReply
from app.services.assistant import AssistantService
from app.services.search import SearchService
from app.services.short_answering import can_read
from app.tasks.read_passage import FORMAT, NONE
from tests.unit.retrieval.worlds import BIRDS, LEASE, MENU, TextSide, VectorSide, World, stored

NOTICE = "How many months is the notice period?"
CERTAIN = {"short_bias": 5.0, "gate_says": 1.0, "gate_answer_at": 0.3}
ADAPTER = Path("/adapters/reader/adapter.gguf")


@dataclass
class OneAdapter:
    thresholds: Mapping[str, float] = field(default_factory=dict)
    prompt: str = FORMAT

    def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
        assert task == "answer"
        return Adapter("reader", ADAPTER, task, self.prompt, NONE, None, "0" * 64, thresholds=self.thresholds)


def ask(
    generator: FakeGenerator,
    question: str = NOTICE,
    adapters: OneAdapter | None = None,
    cancel: CancelToken | None = None,
) -> Answer:
    world = World(stored(1, LEASE, "Lease", 7), stored(2, BIRDS, "Birds"), stored(3, MENU, "Menu"))
    search = SearchService(world, TextSide(world), lambda: VectorSide(world), world.embedder)
    model = LoadedModel("starter", Path("/models/starter.gguf"), 2048, 135_000_000, "CPU", 2, 0)
    service = AssistantService(
        search, generator, lambda _cancel: model, adapters=adapters or OneAdapter(CERTAIN)
    )
    return service.ask(question, cancel=cancel)


def says(text: str, none: float = 0.05, logprob: float = -0.05) -> FakeReply:
    return FakeReply(text, (none,), logprob)


def test_the_fewest_words_of_the_document_are_the_answer() -> None:
    generator = FakeGenerator([says(" three months"), says(" 40 grams", 0.9), says(" soup", 0.9)])
    answer = ask(generator)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text == "three months [1]"
    assert answer.sentences[0].support is Support.SUPPORTED
    cited = answer.evidence[answer.sentences[0].citations[0] - 1]
    assert "three months" in cited.quote
    assert (answer.model, answer.adapter) == ("starter", "reader")
    assert answer.timings.first_token_ms is not None
    assert any(s.name == "model_says" for s in answer.signals)


def test_the_model_is_asked_in_the_form_it_was_taught() -> None:
    generator = FakeGenerator([says(" three months")])
    ask(generator)
    first = generator.requests[0]
    assert first.adapter == ADAPTER
    assert first.raw_prompt is not None
    assert first.raw_prompt.startswith("Lease\nThe lease of the house")
    assert first.raw_prompt.endswith(f"\n\nQuestion: {NOTICE}\nAnswer:")
    assert (first.probes, first.avoid_probes, first.logprobs) == ((NONE,), True, True)


def test_reading_stops_at_a_passage_that_clearly_answers_and_goes_on_at_one_that_does_not() -> None:
    clear = FakeGenerator([says(" three months", none=0.001)])
    ask(clear)
    assert len(clear.requests) == 2, "the passage, and the best sentences again"
    doubtful = FakeGenerator([says(" three months", none=0.6)])
    ask(doubtful)
    elsewhere = FakeGenerator([says(" six months", none=0.001)])
    ask(elsewhere)
    assert len(doubtful.requests) == len(elsewhere.requests) > 2, "words that stand nowhere answer nothing"


def test_words_that_stand_nowhere_leave_the_quote() -> None:
    answer = ask(FakeGenerator([says(" six months")]))
    assert answer.status is AnswerStatus.QUOTED
    assert "three months" in answer.text
    assert answer.adapter == "reader"


def test_an_unsure_model_leaves_the_quote() -> None:
    answer = ask(
        FakeGenerator([says(" three months", logprob=-5.9)]), adapters=OneAdapter({"short_bias": 0.0})
    )
    assert answer.status is AnswerStatus.QUOTED


def test_the_model_may_find_that_it_is_not_there() -> None:
    answer = ask(FakeGenerator([says(" three months", none=0.999999)]))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.not_found_reason is NotFoundReason.EVIDENCE_INSUFFICIENT
    assert answer.text == ""
    assert answer.evidence
    assert answer.confidence < 0.3


def test_what_only_the_best_sentences_alone_give_is_an_answer_too() -> None:
    unsure = OneAdapter({"short_bias": 0.0, "short_says": 0.1, "short_at": 0.5})
    passages = [says(" six weeks", 0.3), says(" 40 grams", 0.9), says(" soup", 0.9)]
    answer = ask(FakeGenerator([*passages, says(" three months", 0.01)]), adapters=unsure)
    assert (answer.status, answer.text) == (AnswerStatus.ANSWERED, "three months [1]")
    assert "three months" in answer.evidence[0].quote


def test_an_answer_that_the_best_sentences_alone_do_not_give_is_doubted() -> None:
    unsure = OneAdapter({"short_bias": 0.0, "short_agrees": 4.0, "short_at": 0.5})
    passages = [says(" three months"), says(" 40 grams", 0.9), says(" soup", 0.9)]
    agreeing = ask(FakeGenerator([*passages, says(" three months")]), adapters=unsure)
    assert agreeing.status is AnswerStatus.ANSWERED
    differing = ask(FakeGenerator([*passages, says(" the end of a quarter")]), adapters=unsure)
    assert differing.status is AnswerStatus.QUOTED


def test_the_best_sentences_are_read_again_by_themselves() -> None:
    generator = FakeGenerator([says(" three months", none=0.001)])
    answer = ask(generator)
    again = generator.requests[-1].raw_prompt
    assert again is not None
    assert again.startswith("Lease\nThe notice period is three months to the end of a quarter.")
    assert answer.usage.completion_tokens == 4


def test_a_question_for_reasons_gets_sentences() -> None:
    generator = FakeGenerator([says(" three months")])
    answer = ask(generator, "Explain how many months the notice period is")
    assert answer.status is AnswerStatus.QUOTED


def test_a_form_that_this_version_does_not_speak_is_not_used() -> None:
    generator = FakeGenerator([says(" three months")])
    answer = ask(generator, adapters=OneAdapter(CERTAIN, prompt="another-form-9"))
    assert all(r.adapter is None for r in generator.requests)
    assert answer.adapter is None


@pytest.mark.parametrize("error", [EngineError("engine_stopped"), UserError("adapter_damaged"), Cancelled()])
def test_whatever_happens_the_quote_stands(error: CarrelError) -> None:
    answer = ask(FakeGenerator([says(" three months")], fail=error))
    assert answer.status is AnswerStatus.QUOTED
    assert "three months" in answer.text
    assert answer.interrupted == ("cancelled" if isinstance(error, Cancelled) else error.code)


def test_a_text_that_does_not_end_is_no_answer() -> None:
    answer = ask(FakeGenerator([says(" " + "three months " * 40)]))
    assert answer.status is AnswerStatus.QUOTED


CLOSE = "Who pays the monthly rent of the canteen?"


def test_a_close_refusal_is_put_to_the_model_a_clear_one_is_not() -> None:
    thresholds = {**CERTAIN, "gate_floor": 0.1, "gate_answer_at": 0.5}
    believes = ask(FakeGenerator([says(" third working day", none=0.001)]), CLOSE, OneAdapter(thresholds))
    assert believes.status is not AnswerStatus.NOT_FOUND
    doubts = ask(FakeGenerator([says(" third working day", none=0.9)]), CLOSE, OneAdapter(thresholds))
    assert doubts.status is AnswerStatus.NOT_FOUND
    never_asked = FakeGenerator([says(" Monday", none=0.001)])
    refused = ask(never_asked, "How many eggs does a swift lay?", OneAdapter(thresholds))
    assert refused.status is AnswerStatus.NOT_FOUND
    assert never_asked.requests == []


def test_a_failure_leaves_a_close_refusal_as_it_was() -> None:
    failing = FakeGenerator([says(" x")], fail=EngineError("engine_stopped"))
    answer = ask(failing, CLOSE, OneAdapter(CERTAIN))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.interrupted == "engine_stopped"


def test_where_the_model_points_elsewhere_both_sentences_are_quoted() -> None:
    unsure = {"short_bias": 3.0, "short_at": 0.99}
    pointing = FakeGenerator([says(" 1 May 2024", logprob=-1.5)])
    answer = ask(
        pointing,
        "What notice does the lease of the house in Mill Lane give to the end of a quarter?",
        OneAdapter(unsure),
    )
    assert answer.status is AnswerStatus.QUOTED
    assert answer.sentences[0].text == "The lease of the house in Mill Lane begins on 1 May 2024."
    cited = answer.evidence[answer.sentences[0].citations[0] - 1]
    assert cited.quote == answer.sentences[0].text
    assert len(answer.sentences) > 1, "beside the reader's own, not in place of them"
    assert [e.n for e in answer.evidence] == list(range(1, len(answer.evidence) + 1))
    for sentence in answer.sentences:
        assert " ".join(answer.evidence[sentence.citations[0] - 1].quote.split()) == sentence.text
    assert all(" ".join(e.quote.split()) in " ".join(e.text.split()) for e in answer.evidence)


def _adapter(*, shipped: bool) -> Adapter:
    return Adapter("reader", ADAPTER, "answer", FORMAT, NONE, None, "0" * 64, shipped=shipped)


def test_the_shipped_reader_is_not_asked_what_it_was_never_taught() -> None:
    assert can_read(_adapter(shipped=True), NOTICE)
    assert not can_read(_adapter(shipped=True), "Wie lange ist die Kündigungsfrist?")
    assert can_read(_adapter(shipped=False), "Wie lange ist die Kündigungsfrist?")
    assert not can_read(_adapter(shipped=False), "How much did sales grow between 2021 and 2022?")
    assert can_read(_adapter(shipped=True), "Who was king between 1251 and 1259?")

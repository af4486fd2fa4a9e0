from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.domain.documents import BlockKind, Span
from app.domain.embeddings import Passage
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import (
    ChatMessage,
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    TokenDelta,
)
from app.domain.ports import DocumentParser, Embedder, Generator
from app.processes.fakes import FakeEmbedder, FakeGenerator, FakeParser, FakeReply


def _request(text: str, max_tokens: int = 256) -> GenerationRequest:
    return GenerationRequest((ChatMessage("user", text),), max_tokens=max_tokens)


def _text(events: list[object]) -> str:
    return "".join(event.text for event in events if isinstance(event, TokenDelta))


def test_the_fakes_are_what_the_ports_ask_for() -> None:
    generator: Generator = FakeGenerator()
    embedder: Embedder = FakeEmbedder()
    parser: DocumentParser = FakeParser()
    assert generator.loaded is None
    assert embedder.space().dims == 64
    assert parser is not None


def test_generator_echoes_or_follows_the_script() -> None:
    echo = list(FakeGenerator().generate(_request("one two"), CancelToken()))
    assert _text(echo) == "one two"
    scripted = FakeGenerator(replies=["first reply", lambda request: request.messages[0].content.upper()])
    assert _text(list(scripted.generate(_request("a"), CancelToken()))) == "first reply"
    assert _text(list(scripted.generate(_request("b"), CancelToken()))) == "B"
    assert _text(list(scripted.generate(_request("c"), CancelToken()))) == "C"


def test_generator_stops_where_it_is_told_to() -> None:
    last = list(FakeGenerator(replies=["a b c"]).generate(_request("x", max_tokens=2), CancelToken()))[-1]
    assert isinstance(last, GenerationFinished)
    assert (last.finish_reason, last.completion_tokens) == (FinishReason.LENGTH, 2)
    cancel = CancelToken()
    cancel.cancel()
    last = list(FakeGenerator(replies=["a b c"]).generate(_request("x"), cancel))[-1]
    assert isinstance(last, GenerationFinished)
    assert last.finish_reason is FinishReason.CANCELLED
    with pytest.raises(EngineError):
        list(
            FakeGenerator(["a b"], fail=EngineError("engine_crashed")).generate(_request("x"), CancelToken())
        )


def test_embedder_puts_like_beside_like() -> None:
    embedder = FakeEmbedder()
    vectors = embedder.embed_queries(["the lease ends in May", "lease ends May", "green tea and cake"])
    rows = list(struct.iter_unpack("<64f", vectors.data))
    assert vectors.count == len(rows) == 3
    near, far = (sum(a * b for a, b in zip(rows[0], row, strict=True)) for row in rows[1:])
    assert near > 0.6 > far
    passage = Passage("title", "One. Two.", (Span(0, 4), Span(5, 9)))
    (found,) = embedder.embed_passages([passage], CancelToken())
    assert (len(found.chunk), len(found.sentences)) == (64 * 4, 2 * 64 * 4)


def test_parser_reads_plain_files_and_raises_scripted_errors(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("# Head\n\nFirst line\nsame paragraph.\n\n\fSecond page.\n")
    document = FakeParser().parse(path, CancelToken())
    assert [document.text[b.span.start : b.span.end] for b in document.blocks] == [
        "# Head",
        "First line\nsame paragraph.",
        "Second page.",
    ]
    assert document.blocks[0].kind is BlockKind.HEADING
    assert len(document.page_starts) == 2
    with pytest.raises(EngineError):
        FakeParser(errors={"note.md": EngineError("parser_crashed")}).parse(path, CancelToken())
    with pytest.raises(UserError, match="file_missing"):
        FakeParser().parse(tmp_path / "gone.txt", CancelToken())
    talk = tmp_path / "talk.txt"
    talk.write_text("Ann Field: Good morning.\nBo: Hello.\n")
    assert [u.speaker for u in FakeParser().read_transcript(talk, CancelToken()).utterances] == [
        "Ann Field",
        "Bo",
    ]


def _probed(prompt: str, **more: object) -> GenerationRequest:
    return GenerationRequest(raw_prompt=prompt, probes=(" none", " The"), **more)  # type: ignore[arg-type]


def test_generator_says_how_sure_it_is_when_asked() -> None:
    fake = FakeGenerator(
        replies=["none", FakeReply("none", (0.6, 0.2), -0.5, -0.7, instead="at nine"), "the gate"]
    )
    asked = [_probed("a", logprobs=True), _probed("b", avoid_probes=True, logprobs=True), _probed("c")]
    first, second, third = fake.generate_many(asked, CancelToken())
    assert (first.text, first.finished.probabilities) == ("none", (0.9, 0.05))
    assert first.finished.mean_logprob is not None
    assert (second.text, second.finished.probabilities) == ("at nine", (0.6, 0.2))
    assert (second.finished.mean_logprob, second.finished.first_logprob) == (-0.5, -0.7)
    assert (third.text, third.finished.probabilities) == ("the gate", (0.05, 0.05))
    assert third.finished.mean_logprob is None
    assert fake.requests == asked
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        fake.generate_many(asked, cancel)
    with pytest.raises(EngineError):
        FakeGenerator(["x"], fail=EngineError("engine_crashed")).generate_many(asked, CancelToken())

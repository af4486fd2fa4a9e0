from __future__ import annotations

import io
import os
import random
import struct
from pathlib import Path

import msgspec
import pytest

from app.domain.documents import Block, BlockKind, DocumentWarning, PageImage, ParsedDocument, Rect, Span
from app.domain.embeddings import Passage, PassageVectors, Vectors
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import Progress
from app.domain.language_models import (
    ChatMessage,
    FinishedText,
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    LoadedModel,
    LoadSettings,
    PromptProgress,
    SamplingParams,
)
from app.domain.meetings import Transcript, Utterance
from app.processes import messages as m
from app.processes import requests as asked
from app.processes import results as said
from app.processes.protocol import (
    MAX_FRAME,
    decode_from_child,
    decode_from_parent,
    encode,
    read_frame,
)

LETTERS = "abc äöü 漢字 🦉 \n\t\0 \u202e "


def text(rng: random.Random) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.randrange(40)))


def span(rng: random.Random) -> Span:
    return Span(rng.randrange(100), rng.randrange(100, 10**7))


def requests(rng: random.Random) -> list[asked.Request]:
    path = Path("/models") / "naïve\udcff.gguf"  # a name that is no Unicode
    sampling = SamplingParams(rng.random(), 40, 0.9, 0.1, 1.1, rng.randrange(2**31))
    generation = GenerationRequest(
        (ChatMessage("user", text(rng)),), None, text(rng), 5, (text(rng),), None, sampling
    )
    probed = GenerationRequest(
        raw_prompt=text(rng), adapter=path, probes=(text(rng), text(rng)), avoid_probes=True, logprobs=True
    )
    return [
        asked.Load(LoadSettings(path, 4096, -1, 2)),
        asked.Generate(generation),
        asked.GenerateMany([generation, probed]),
        asked.CountTokens([text(rng) for _ in range(rng.randrange(5))]),
        asked.OpenEmbedder(path, 256),
        asked.EmbedQueries([text(rng)]),
        asked.EmbedPassages([Passage(text(rng), text(rng), (span(rng), span(rng)))]),
        asked.Parse(path),
        asked.RenderPage(path, 3, 1.5, rng.choice([None, span(rng)])),
        asked.ReadTranscript(path),
    ]


def replies(rng: random.Random) -> list[m.FromChild]:
    document = ParsedDocument(
        "text/plain",
        text(rng),
        text(rng),
        (Block(BlockKind.HEADING, span(rng), 2),),
        (0, 7),
        "de",
        (DocumentWarning("odd", 3),),
        True,
    )
    image = PageImage(1, 2, 3, 4, rng.randbytes(48), (Rect(1.0, 2.0, 3.5, 4.0),))
    results: list[said.Result] = [
        said.Nothing(),
        said.Loaded(LoadedModel("x", Path("/x.gguf"), 1, 2, "CPU", 3, 4)),
        said.Generated(GenerationFinished(FinishReason.LENGTH, 1, 2, 3.0, 4.0)),
        said.GeneratedMany(
            [
                FinishedText(
                    text(rng), GenerationFinished(FinishReason.STOP, 1, 2, 3.0, 4.0, (0.5, 0.25), -0.5, -0.25)
                )
            ]
        ),
        said.Counts([1, 2]),
        said.QueryVectors(Vectors(2, 1, rng.randbytes(8))),
        said.PassagesEmbedded([PassageVectors(rng.randbytes(8), b"")]),
        said.Parsed(document),
        said.Rendered(image),
        said.TranscriptRead(Transcript("t", (Utterance(0, None, text(rng), 1, None),), "2024-01-31", None)),
    ]
    events: list[said.EventBody] = [
        said.LoadProgress(Progress(1, 2, text(rng), None)),
        said.PromptRead(PromptProgress(1, 2)),
        said.TextWritten(text(rng)),
    ]
    return [
        m.Hello(1, "parser", 77),
        m.Ready(),
        m.Failed(3, "user", "too_large", {"size": 3, "name": "x", "ratio": 0.5}),
        m.Stopped(9),
        *(m.Done(rng.randrange(2**40), result) for result in results),
        *(m.Event(rng.randrange(2**40), event) for event in events),
    ]


@pytest.mark.parametrize("seed", range(10))
def test_every_record_survives_the_pipe(seed: int) -> None:
    rng = random.Random(seed)
    sent_down: list[m.FromParent] = [m.Call(7, request) for request in requests(rng)]
    sent_down += [m.Cancel(7), m.GiveWay(True)]
    sent_up = replies(rng)
    down = io.BytesIO(b"".join(encode(record) for record in sent_down))
    assert [decode_from_parent(read_frame(down) or b"") for _ in sent_down] == sent_down
    up = io.BytesIO(b"".join(encode(record) for record in sent_up))
    assert [decode_from_child(read_frame(up) or b"") for _ in sent_up] == sent_up
    assert read_frame(up) is None


def said_of(body: bytes) -> str:
    try:
        decode_from_child(body)
    except EngineError as error:
        return error.code
    return "fine"


@pytest.mark.parametrize("seed", range(40))
def test_cut_or_garbled_frames_are_a_mismatch_and_nothing_else(seed: int) -> None:
    rng = random.Random(seed)
    whole = encode(rng.choice(replies(rng)))
    with pytest.raises(EngineError, match="protocol_mismatch"):
        read_frame(io.BytesIO(whole[: rng.randrange(1, len(whole))]))
    garbled = bytearray(whole[4:])
    for _ in range(3):
        garbled[rng.randrange(len(garbled))] = rng.randrange(256)
    assert said_of(bytes(garbled)) in {"fine", "protocol_mismatch"}  # it may by chance still be a record
    with pytest.raises(EngineError, match="protocol_mismatch"):
        decode_from_child(rng.randbytes(rng.randrange(1, 60)))


@pytest.mark.parametrize("length", [0, MAX_FRAME + 1, 2**32 - 1])
def test_impossible_lengths(length: int) -> None:
    with pytest.raises(EngineError, match="protocol_mismatch"):
        read_frame(io.BytesIO(struct.pack(">I", length) + b"x" * 64))


def test_records_of_the_wrong_direction_or_type() -> None:
    for body in (
        encode(m.Ready())[4:],
        msgspec.msgpack.encode({"type": "Call", "id": "seven", "request": {"type": "Parse", "path": b"/x"}}),
        msgspec.msgpack.encode({"type": "Call", "id": 7, "request": {"type": "Eval", "code": "1"}}),
        msgspec.msgpack.encode({"type": "Call", "id": 7, "request": {"type": "Parse", "path": "/text"}}),
    ):
        with pytest.raises(EngineError, match="protocol_mismatch"):
            decode_from_parent(body)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(EngineError, match="protocol_mismatch"):
        decode_from_child(b"\x91" * 100_000)


def test_text_that_is_no_unicode_is_the_inputs_fault() -> None:
    with pytest.raises(UserError, match="invalid_input"):
        encode(said.TextWritten("\ud800"))


def test_errors_cross_the_pipe() -> None:
    for error in (UserError("too_large", size=5, limit=2.5, name="x"), EngineError("engine_bug")):
        frame = m.failure(4, error)
        assert isinstance(frame, m.Failed)
        back = m.error_of(frame)
        assert (type(back), back.code, back.params) == (type(error), error.code, error.params)
    assert m.failure(4, Cancelled()) == m.Stopped(4)
    assert os.fsencode(Path("/x")) == b"/x"

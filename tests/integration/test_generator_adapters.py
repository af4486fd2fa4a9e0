"""Adapters and probabilities with the real starter model."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_cpp import llama_cpp as native

from app.catalog.model_files import starter_path
from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import (
    ChatMessage,
    GenerationFinished,
    GenerationRequest,
    LoadSettings,
    PromptProgress,
    SamplingParams,
    TokenDelta,
)
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher
from tests.adapter_files import garbled, write_adapter, write_gguf

pytestmark = pytest.mark.models
PASSAGE = "Harbour\nThe ferry to the island leaves at nine and returns at six.\n\nQuestion: When does it go?\nAnswer:"
OTHER = (
    "Garden\nThe gate is green, and the key hangs on a nail.\n\nQuestion: Which colour is the gate?\nAnswer:"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratorEngine]:
    path = starter_path()
    assert path is not None
    launcher = Launcher(tmp_path_factory.mktemp("logs"))
    made = GeneratorEngine(launcher)
    # A cache in 8 bits has llama.cpp use its flash kernel, which leaves out what belongs to others: the figures are
    # then the same wherever in the cache a lane lies. Without it they are so to about a tenth of a logit.
    made.load(LoadSettings(path, n_ctx=1024, cache_type="q8_0"), CancelToken(), no_progress)
    yield made
    made.close()
    launcher.close()


@pytest.fixture(scope="module")
def adapters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("adapters")
    return {
        "nothing": write_adapter(folder / "nothing.gguf", spread=0.0),
        "strong": write_adapter(folder / "strong.gguf", spread=0.6),
        "other": write_adapter(folder / "other.gguf", spread=0.6, seed=5),
    }


def ask(
    engine: GeneratorEngine, prompt: str, adapter: Path | None = None, **more: object
) -> tuple[str, GenerationFinished, list[PromptProgress]]:
    request = GenerationRequest(raw_prompt=prompt, adapter=adapter, **{"max_tokens": 8, **more})  # type: ignore[arg-type]
    events = list(engine.generate(request, CancelToken()))
    last = events[-1]
    assert isinstance(last, GenerationFinished)
    text = "".join(e.text for e in events if isinstance(e, TokenDelta))
    return text, last, [e for e in events if isinstance(e, PromptProgress)]


def test_an_adapter_of_zeros_changes_nothing_and_another_does(
    engine: GeneratorEngine, adapters: dict[str, Path]
) -> None:
    bare = ask(engine, PASSAGE, probes=(" none", " The"))
    zeros = ask(engine, PASSAGE, adapters["nothing"], probes=(" none", " The"))
    assert zeros[0] == bare[0]
    assert zeros[1].probabilities == pytest.approx(bare[1].probabilities, rel=1e-3)
    strong = ask(engine, PASSAGE, adapters["strong"], probes=(" none", " The"))
    assert strong[0] != bare[0]
    assert strong[1].probabilities != pytest.approx(bare[1].probabilities, rel=1e-2)


def test_changing_back_and_forth_is_like_beginning_anew(
    engine: GeneratorEngine, adapters: dict[str, Path]
) -> None:
    wanted: dict[tuple[str, Path | None], tuple[str, tuple[float, ...]]] = {}
    uses = (None, adapters["strong"], adapters["other"])
    for adapter in uses:
        for prompt in (PASSAGE, OTHER):
            engine.kill()  # nothing is left over from before
            text, finished, _ = ask(engine, prompt, adapter, probes=(" none",))
            wanted[prompt, adapter] = text, finished.probabilities
    assert len({found[1] for found in wanted.values()}) == len(wanted)
    for _ in range(2):
        for prompt in (PASSAGE, OTHER):
            for adapter in uses:
                text, finished, _ = ask(engine, prompt, adapter, probes=(" none",))
                assert text == wanted[prompt, adapter][0]
                assert finished.probabilities == pytest.approx(wanted[prompt, adapter][1], rel=1e-3)


def test_a_chat_keeps_what_was_evaluated_while_passages_are_read(
    engine: GeneratorEngine, adapters: dict[str, Path]
) -> None:
    long = "The kiosk at the harbour sells tea. " * 20
    ask(engine, long + "Who?")
    ask(engine, PASSAGE, adapters["strong"])
    again = ask(engine, long + "When?")
    assert again[2][0].done > 100
    same = ask(engine, PASSAGE + " At", adapters["strong"])
    assert same[2][0].done > 20
    full = ask(
        engine, "A long tale of the sea. " * 120, adapters["strong"], max_tokens=60
    )  # needs all the room
    assert full[1].completion_tokens == 60
    assert ask(engine, long + "When?")[0] == again[0]


def plain_distribution(prompt: str, words: tuple[str, ...]) -> list[float]:
    """The words' probabilities by llama.cpp and NumPy, in as few calls as that takes."""
    path = starter_path()
    assert path is not None
    native.llama_backend_init()
    params = native.llama_model_default_params()
    params.use_extra_bufts = False  # see app.processes.generator_model
    model = native.llama_model_load_from_file(bytes(path), params)
    vocab = native.llama_model_get_vocab(model)
    settings = native.llama_context_default_params()
    settings.type_k = settings.type_v = native.GGML_TYPE_Q8_0  # as the engine has it here
    settings.flash_attn_type = 1
    context = native.llama_init_from_model(model, settings)

    def tokens(text: str) -> Any:
        data = text.encode()
        found = (native.llama_token * 200)()
        count = native.llama_tokenize(vocab, data, len(data), found, 200, False, True)
        return (native.llama_token * count)(*found[:count])

    prompt_tokens = tokens(prompt)
    assert native.llama_decode(context, native.llama_batch_get_one(prompt_tokens, len(prompt_tokens))) == 0
    row = native.llama_get_logits_ith(context, -1)
    logits = np.array(row[: native.llama_vocab_n_tokens(vocab)])
    odds = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    found = [float(odds[tokens(word)[0]]) for word in words]
    native.llama_free(context)
    native.llama_model_free(model)
    return found


def test_probabilities_are_those_of_the_raw_distribution(engine: GeneratorEngine) -> None:
    words = (" nine", " six", " The", " none", " 9", "\n")
    _, finished, _ = ask(engine, PASSAGE, probes=words, max_tokens=0)
    assert finished.completion_tokens == 0
    assert finished.probabilities == pytest.approx(plain_distribution(PASSAGE, words), rel=0.03)
    first, chosen, _ = ask(engine, PASSAGE, max_tokens=1, logprobs=True, sampling=SamplingParams(1.0, seed=3))
    assert chosen.first_logprob == chosen.mean_logprob
    _, asked, _ = ask(engine, PASSAGE, max_tokens=0, probes=(first,))
    assert math.exp(chosen.first_logprob or 0.0) == pytest.approx(asked.probabilities[0], rel=1e-3)


def test_the_mean_counts_the_end_of_the_turn(engine: GeneratorEngine) -> None:
    chat = GenerationRequest(
        (ChatMessage("user", "Say yes."),), grammar='root ::= "Yes."', logprobs=True, max_tokens=9
    )
    finished = list(engine.generate(chat, CancelToken()))[-1]
    assert isinstance(finished, GenerationFinished)
    assert finished.completion_tokens == 2
    assert finished.first_logprob is not None
    assert finished.mean_logprob is not None
    cut = list(engine.generate(
        GenerationRequest(chat.messages, grammar=chat.grammar, logprobs=True, max_tokens=2), CancelToken()
    ))[-1]  # fmt: skip
    assert isinstance(cut, GenerationFinished)
    assert cut.mean_logprob is not None
    end = 3 * finished.mean_logprob - 2 * cut.mean_logprob
    assert end < 0.0  # the logarithm of a probability, and of one that was counted
    plain = ask(engine, PASSAGE)[1]
    assert (plain.mean_logprob, plain.first_logprob, plain.probabilities) == (None, None, ())


def test_control_tokens_in_a_raw_prompt_are_text(engine: GeneratorEngine) -> None:
    plain, hostile = ask(engine, PASSAGE)[1], ask(engine, "<|im_end|>" + PASSAGE)[1]
    assert hostile.prompt_tokens > plain.prompt_tokens + 3


def test_avoided_words_do_not_come_first(engine: GeneratorEngine) -> None:
    first, plain, _ = ask(engine, PASSAGE, max_tokens=1, logprobs=True)
    other, finished, _ = ask(engine, PASSAGE, max_tokens=1, probes=(first,), avoid_probes=True, logprobs=True)
    assert other != first
    assert finished.probabilities == pytest.approx((math.exp(plain.first_logprob or 0.0),), rel=1e-3)
    assert finished.first_logprob is not None
    assert finished.first_logprob < (plain.first_logprob or 0.0)
    said = GenerationRequest((ChatMessage("user", "Say yes."),), prefix="Yes.", max_tokens=1)
    more = replace(said, probes=("zebra",), avoid_probes=True)
    ended, going_on = engine.generate_many([said, more], CancelToken())
    assert (ended.text, ended.finished.completion_tokens) == ("", 0)
    assert going_on.finished.completion_tokens == 1
    with pytest.raises(UserError, match="invalid_input"):
        ask(engine, PASSAGE, probes=("",))


def test_adapters_that_do_not_fit_are_refused_and_the_model_goes_on(
    engine: GeneratorEngine, adapters: dict[str, Path], tmp_path: Path
) -> None:
    before, pid = ask(engine, PASSAGE)[0], engine.pid
    data = adapters["strong"].read_bytes()
    cut, text = tmp_path / "cut.gguf", tmp_path / "text.gguf"
    cut.write_bytes(data[: len(data) // 2])
    text.write_text("this is no adapter\n" * 100)
    lonely = write_gguf(
        tmp_path / "lonely.gguf",
        {
            "general.architecture": "llama",
            "general.type": "adapter",
            "adapter.type": "lora",
            "adapter.lora.alpha": 8.0,
        },
        {"blk.3.attn_q.weight.lora_a": np.ones((4, 576))},
    )
    starter = starter_path()
    assert starter is not None
    for path, code in (
        (tmp_path / "gone.gguf", "file_missing"),
        (tmp_path, "file_missing"),
        (cut, "adapter_damaged"),
        (text, "adapter_damaged"),
        (starter, "adapter_damaged"),
        (lonely, "adapter_damaged"),
        (write_adapter(tmp_path / "nan.gguf", spread=math.nan), "adapter_damaged"),
        (write_adapter(tmp_path / "qwen.gguf", spread=0.1, architecture="qwen2"), "adapter_mismatch"),
        (
            write_adapter(tmp_path / "wide.gguf", spread=0.1, layers={"attn_q": (960, 960)}),
            "adapter_mismatch",
        ),
        (
            write_adapter(tmp_path / "odd.gguf", spread=0.1, layers={"attn_zz": (576, 576)}),
            "adapter_mismatch",
        ),
    ):
        with pytest.raises(UserError, match=code):
            ask(engine, PASSAGE, path, probes=(" none",))
        assert ask(engine, PASSAGE)[0] == before
    assert engine.pid == pid
    for seed in range(12):
        said = said_of(engine, garbled(adapters["strong"], seed))
        assert said in {"fine", "adapter_damaged", "adapter_mismatch"}
    assert ask(engine, PASSAGE)[0] == before


def said_of(engine: GeneratorEngine, adapter: Path) -> str:
    try:
        ask(engine, PASSAGE, adapter, max_tokens=1)
    except UserError as error:
        return error.code
    return "fine"


def test_an_adapter_that_was_made_again_is_read_again(engine: GeneratorEngine, tmp_path: Path) -> None:
    path = write_adapter(tmp_path / "mine.gguf", spread=0.0)
    assert ask(engine, PASSAGE, path)[0] == ask(engine, PASSAGE)[0]
    write_adapter(tmp_path / "new.gguf", spread=0.6).replace(path)
    assert ask(engine, PASSAGE, path)[0] != ask(engine, PASSAGE)[0]


def test_several_requests_in_one_call(engine: GeneratorEngine, adapters: dict[str, Path]) -> None:
    requests = [
        GenerationRequest(raw_prompt=prompt, max_tokens=6, adapter=adapter, probes=(" none",), logprobs=True)
        for prompt, adapter in ((PASSAGE, adapters["strong"]), (OTHER, adapters["strong"]), (PASSAGE, None))
    ]
    found = engine.generate_many(requests, CancelToken())
    for request, one in zip(requests, found, strict=True):
        text, finished, _ = ask(
            engine, request.raw_prompt or "", request.adapter, max_tokens=6, probes=(" none",), logprobs=True
        )
        assert (one.text, one.finished.finish_reason) == (text, finished.finish_reason)
        assert one.finished.probabilities == pytest.approx(finished.probabilities, rel=1e-3)
        assert one.finished.mean_logprob == pytest.approx(finished.mean_logprob, abs=1e-2)
    assert engine.generate_many([], CancelToken()) == []
    with pytest.raises(UserError, match="context_overflow"):
        engine.generate_many([requests[0], GenerationRequest(raw_prompt=PASSAGE * 60)], CancelToken())
    with pytest.raises(UserError, match="file_missing"):
        engine.generate_many([GenerationRequest(raw_prompt="x", adapter=Path("/gone.gguf"))], CancelToken())


def test_several_requests_can_be_stopped(engine: GeneratorEngine) -> None:
    cancel = CancelToken()
    timer = threading.Timer(0.5, cancel.cancel)
    timer.start()
    tale = GenerationRequest(
        raw_prompt="A long tale of the sea. ", max_tokens=900, grammar="root ::= [a-z ]+"
    )
    with pytest.raises(Cancelled):
        engine.generate_many([tale] * 50, cancel)
    timer.join()
    assert ask(engine, PASSAGE)[0]


def test_the_scale_changes_what_is_said_without_reading_the_file_again(
    engine: GeneratorEngine, adapters: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(adapters["strong"].read_bytes())
    probes = {"probes": (" none", " The")}
    bare = ask(engine, PASSAGE, **probes)[1].probabilities
    full = ask(engine, PASSAGE, path, **probes)[1].probabilities
    none = ask(engine, PASSAGE, path, adapter_scale=0.0, **probes)[1].probabilities
    half = ask(engine, PASSAGE, path, adapter_scale=0.5, **probes)[1].probabilities
    assert none == pytest.approx(bare, rel=1e-2)
    assert half != pytest.approx(full, rel=1e-2)
    assert half != pytest.approx(bare, rel=1e-2)
    assert ask(engine, PASSAGE, path, **probes)[1].probabilities == pytest.approx(full, rel=1e-3)
    for wrong in (-0.1, 4.5, math.nan, math.inf):
        with pytest.raises(UserError, match="invalid_input"):
            ask(engine, PASSAGE, path, adapter_scale=wrong)
    assert ask(engine, PASSAGE, **probes)[1].probabilities == pytest.approx(bare, rel=1e-2)

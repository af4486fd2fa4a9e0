"""Assistants: kept, copied, taken back, written to a file, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.adapter_card import Adapter
from app.domain.assistants import Assistant
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import (
    ChatMessage,
    GenerationRequest,
    LoadedModel,
    ModelFile,
    SamplingParams,
)
from app.processes.fakes import FakeGenerator
from app.services.assistants import AssistantsService
from app.services.speaking import Speaking, SpokenAdapters, SpokenGenerator, spoken
from app.store.store import Store

MODEL = ModelFile("small", Path("small.gguf"), 10, "llama", "Q4_K_M", 5, 512, 2, has_chat_template=True)
LOADED = LoadedModel("small", Path("small.gguf"), 512, 5, "CPU", 1, 0)
CLINIC = Adapter("clinic", Path("clinic.gguf"), "answer", "form", "none", None, "ab")
OTHER = replace(CLINIC, name="other", path=Path("other.gguf"))


def find_model(name: str) -> ModelFile:
    if name != "small":
        raise UserError("model_missing", name=name)
    return MODEL


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "carrel.db")
    yield made
    made.close()


@pytest.fixture
def service(store: Store) -> AssistantsService:
    return AssistantsService(
        store.assistants,
        find_model,
        lambda: MODEL,
        lambda: [CLINIC, OTHER],
        lambda adapter, _model: adapter is CLINIC,
    )


def contracts(tmp_path: Path, **more: object) -> Assistant:
    warm = SamplingParams(temperature=0.3, seed=5)
    return Assistant("Contracts", "Be brief.", "small", "clinic", 0.5, warm, (tmp_path,), **more)  # type: ignore[arg-type]


def test_it_comes_back_as_it_was(service: AssistantsService, tmp_path: Path) -> None:
    kept = service.save(contracts(tmp_path))
    assert kept.id
    assert service.find(" contracts ") == kept
    changed = service.save(replace(kept, name="Leases", scope=None))
    assert service.list() == [changed]
    assert service.missing(kept) == ()


def test_names_are_unique_whatever_their_case(service: AssistantsService) -> None:
    first = service.save(Assistant("Clinic"))
    with pytest.raises(UserError, match="assistant_exists"):
        service.save(Assistant("CLINIC"))
    assert service.save(replace(first, name="clinic")).name == "clinic"
    assert service.duplicate(first).name == "Clinic 2"
    assert service.duplicate(first).name == "Clinic 3"


@pytest.mark.parametrize(
    "wrong",
    [
        Assistant("  "),
        Assistant("x" * 81),
        Assistant("x", instructions="y" * 4001),
        Assistant("x", adapter_scale=float("nan")),
        Assistant("x", adapter_scale=-0.1),
        Assistant("x", sampling=SamplingParams(temperature=5.0)),
        Assistant("x", sampling=SamplingParams(top_p=float("inf"))),
        Assistant("x", scope=()),
    ],
)
def test_what_is_out_of_bounds_is_refused(service: AssistantsService, wrong: Assistant) -> None:
    with pytest.raises(UserError, match="invalid_input"):
        service.save(wrong)
    assert service.list() == []


def test_deleting_is_undone(service: AssistantsService, store: Store) -> None:
    kept = service.save(Assistant("Clinic"))
    chat = store.conversations.create("x")
    service.choose(chat.id, kept)
    assert service.of_conversation(chat.id) == kept
    service.delete(kept)
    assert (service.list(), service.deleted()) == ([], [kept])
    assert service.of_conversation(chat.id) is None
    with pytest.raises(UserError, match="unknown_assistant"):
        service.save(kept)
    with pytest.raises(UserError, match="unknown_assistant"):
        service.delete(kept)
    assert service.restore("clinic") == kept
    assert service.of_conversation(chat.id) == kept
    service.choose(chat.id, None)
    assert service.of_conversation(chat.id) is None


def test_a_name_that_was_given_again_keeps_the_deleted_one_away(service: AssistantsService) -> None:
    service.delete(service.save(Assistant("Clinic")))
    service.save(Assistant("Clinic"))
    with pytest.raises(UserError, match="assistant_exists"):
        service.restore("Clinic")


def test_what_was_deleted_long_ago_is_forgotten(service: AssistantsService, store: Store) -> None:
    service.delete(service.save(Assistant("Clinic")))
    assert store.assistants.forget(0.0) == 0
    assert store.assistants.forget(1e12) == 1
    assert service.deleted() == []


def test_a_deleted_chat_takes_its_choice_with_it(service: AssistantsService, store: Store) -> None:
    kept = service.save(Assistant("Clinic"))
    chat = store.conversations.create("x")
    service.choose(chat.id, kept)
    store.conversations.delete(chat.id)
    with pytest.raises(UserError, match="unknown_assistant"):
        service.choose(chat.id, kept)
    assert service.find("Clinic") == kept


def test_one_file_carries_it_to_another_machine(service: AssistantsService, tmp_path: Path) -> None:
    kept = service.save(contracts(tmp_path))
    file = tmp_path / "deep" / "c.json"
    service.export(kept, file)
    found = service.bring_in(file)
    assert found.assistant == replace(kept, id=found.assistant.id, name="Contracts 2")
    assert found.missing == ()


def test_a_file_does_not_carry_the_home_folder(
    service: AssistantsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "somebody")
    kept = service.save(
        replace(contracts(tmp_path), scope=(tmp_path / "somebody" / "Files",), model="/models/Big.gguf")
    )
    service.export(kept, tmp_path / "c.json")
    text = (tmp_path / "c.json").read_text()
    assert "somebody" not in text
    assert '"Big"' in text
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "other")
    assert service.bring_in(tmp_path / "c.json").assistant.scope == (tmp_path / "other" / "Files",)


def test_what_is_missing_here_is_said(service: AssistantsService, tmp_path: Path) -> None:
    def codes(assistant: Assistant) -> list[str]:
        return [error.code for error in service.missing(assistant)]

    away = replace(contracts(tmp_path), model="huge", adapter="nobody's", scope=(tmp_path / "gone",))
    assert codes(away) == ["model_missing", "adapter_missing", "file_missing"]
    assert codes(replace(away, model="small", adapter="other", scope=None)) == ["adapter_mismatch"]


def test_a_network_share_is_not_looked_for(service: AssistantsService, tmp_path: Path) -> None:
    away = replace(contracts(tmp_path), model="small", adapter="", scope=(Path("//elsewhere/share"),))
    assert service.missing(away) == ()


def test_files_of_strangers(service: AssistantsService, tmp_path: Path) -> None:
    good = {"format": "carrel-assistant", "version": 1, "name": "x"}
    wrong: dict[str, object] = {
        "not json": "{",
        "a list": [],
        "another format": {**good, "format": "other"},
        "an older version": {**good, "version": 0},
        "no name": {"format": "carrel-assistant", "version": 1},
        "an unknown field": {**good, "run": "rm"},
        "a wrong type": {**good, "adapter_scale": "much"},
        "out of bounds": {**good, "adapter_scale": 99},
        "a place that is none": {**good, "scope": ["\0"]},
        "a model on another computer": {**good, "model": r"\\elsewhere\share\model.gguf"},
        "the same with other slashes": {**good, "model": "//elsewhere/share/model.gguf"},
        "too long": {**good, "instructions": "y" * 300_000},
        "deep": "[" * 100_000,
    }
    file = tmp_path / "c.json"
    for what, document in wrong.items():
        file.write_text(document if isinstance(document, str) else json.dumps(document))
        with pytest.raises(UserError, match="assistant_damaged"):
            service.bring_in(file)
        assert service.list() == [], what
    file.write_text(json.dumps({**good, "version": 2, "new": True}))
    with pytest.raises(UserError, match="assistant_newer"):
        service.bring_in(file)
    with pytest.raises(UserError, match="file_missing"):
        service.bring_in(tmp_path / "gone.json")


SAID = GenerationRequest((ChatMessage("system", "Cite."), ChatMessage("user", "Q")))


def test_it_speaks_in_its_own_words(tmp_path: Path) -> None:
    who = contracts(tmp_path)
    told = spoken(SAID, who)
    assert told.messages == (ChatMessage("system", "Cite.\n\nBe brief."), ChatMessage("user", "Q"))
    assert told.sampling.temperature == 0.3
    bare = GenerationRequest((ChatMessage("user", "Q"),))
    assert spoken(bare, who).messages == bare.messages
    reading = GenerationRequest(raw_prompt="p", adapter=Path("clinic.gguf"), probes=("none",))
    assert spoken(reading, who) == replace(reading, adapter_scale=0.5)
    assert spoken(SAID, None) is SAID


def test_only_inside_its_turn(tmp_path: Path) -> None:
    generator, speaking = FakeGenerator(["a"], LOADED), Speaking()
    speaker = SpokenGenerator(generator, speaking)
    with speaking.as_(contracts(tmp_path)):
        list(speaker.generate(SAID, CancelToken()))
        speaker.generate_many([SAID], CancelToken())
    list(speaker.generate(SAID, CancelToken()))
    assert ["Be brief." in r.messages[0].content for r in generator.requests] == [True, True, False]
    assert (speaker.loaded, speaker.count_tokens(["a b"])) == (LOADED, [2])


def test_its_model_and_adapter_are_used(service: AssistantsService, tmp_path: Path) -> None:
    class Usual:
        def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
            return OTHER

    speaking = Speaking()
    adapters = SpokenAdapters(Usual(), speaking, service.adapter_for)
    loaded: list[str] = []

    def named(name: str, _cancel: CancelToken) -> LoadedModel:
        loaded.append(name)
        return LOADED

    ensure = speaking.ensure(lambda _cancel: None, named)
    assert adapters.for_model(LOADED, "answer") is OTHER
    assert ensure(CancelToken()) is None
    with speaking.as_(contracts(tmp_path)):
        assert adapters.for_model(LOADED, "answer") is CLINIC
        assert adapters.for_model(LOADED, "minutes") is OTHER
        assert ensure(CancelToken()) is LOADED
    with speaking.as_(replace(contracts(tmp_path), adapter="other", model="")):
        assert adapters.for_model(LOADED, "answer") is OTHER
        assert ensure(CancelToken()) is None
    assert loaded == ["small"]

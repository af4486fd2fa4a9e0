"""Which chat's state is kept, taken, forgotten and given up for room."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.errors import EngineError
from app.domain.ids import ConversationId
from app.domain.jobs import CancelToken
from app.domain.language_models import GenerationRequest, LoadedModel
from app.processes.fakes import FakeGenerator
from app.services.conversation_states import ConversationStates, RememberingGenerator

MODEL = LoadedModel("m", Path("m.gguf"), 512, 5, "CPU", 1, 0)
ONE, TWO = ConversationId(1), ConversationId(2)
LONG = GenerationRequest(raw_prompt="word " * 300)


@dataclass
class Keeper:
    """Writes a file a state, like the engine."""

    loaded: LoadedModel | None = MODEL
    said: list[str] = field(default_factory=list)
    size: int = 100
    fail: bool = False

    def keep_state(self, folder: Path, key: str, most: int) -> int:
        self.said.append(f"keep {key}")
        if self.fail:
            raise EngineError("engine_crashed", role="generator")
        folder.mkdir(exist_ok=True)
        (folder / f"{key}-a-b.state").write_bytes(b"x" * self.size)
        return self.size

    def take_state(self, folder: Path, key: str) -> int:
        self.said.append(f"take {key}")
        return 1


def asked(keeper: Keeper, states: ConversationStates, *chats: ConversationId) -> None:
    generator = RememberingGenerator(FakeGenerator(["x"], keeper.loaded), states)
    for chat in chats:
        with states.inside(chat):
            list(generator.generate(LONG, CancelToken()))


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


def test_the_chat_before_is_kept_and_the_next_taken(keeper: Keeper, tmp_path: Path) -> None:
    states = ConversationStates(keeper, tmp_path / "states")
    asked(keeper, states, ONE, ONE, TWO, ONE)
    assert keeper.said == ["take c1", "keep c1", "take c2", "keep c2", "take c1"]
    states.keep()
    assert keeper.said[-1] == "keep c1"
    assert states.size() == 200


def test_what_is_asked_outside_a_chat_or_with_an_adapter_changes_nothing(
    keeper: Keeper, tmp_path: Path
) -> None:
    states = ConversationStates(keeper, tmp_path)
    generator = RememberingGenerator(FakeGenerator(["x"], MODEL), states)
    list(generator.generate(LONG, CancelToken()))
    with states.inside(ONE):
        list(generator.generate(GenerationRequest(raw_prompt="x", adapter=Path("a")), CancelToken()))
        generator.generate_many([LONG], CancelToken())
    assert keeper.said == []


def test_turns_that_do_not_begin_alike_are_not_kept(keeper: Keeper, tmp_path: Path) -> None:
    states = ConversationStates(keeper, tmp_path)
    generator = RememberingGenerator(FakeGenerator(["x"], MODEL), states)
    with states.inside(ONE):
        list(generator.generate(GenerationRequest(raw_prompt="a few words"), CancelToken()))
    states.keep()
    assert keeper.said == ["take c1"]


def test_another_model_has_nothing_to_keep(keeper: Keeper, tmp_path: Path) -> None:
    states = ConversationStates(keeper, tmp_path)
    asked(keeper, states, ONE)
    keeper.loaded = None
    asked(keeper, states, TWO)
    states.keep()
    assert keeper.said == ["take c1", "take c2", "keep c2"]


def test_a_chat_that_is_deleted_takes_its_state_with_it(keeper: Keeper, tmp_path: Path) -> None:
    states = ConversationStates(keeper, tmp_path / "states")
    asked(keeper, states, ONE, TWO)
    states.forget(ONE)
    assert states.size() == 0
    states.forget(TWO)
    states.keep()
    assert "keep c2" not in keeper.said
    asked(keeper, states, ConversationId(12), ONE)
    states.forget(ONE)
    assert [path.name for path in (tmp_path / "states").iterdir()] == ["c12-a-b.state"]


def test_states_without_a_chat_and_all_of_them_can_be_deleted(keeper: Keeper, tmp_path: Path) -> None:
    states = ConversationStates(keeper, tmp_path / "states")
    states.forget_others([])
    asked(keeper, states, ONE, TWO, ONE)
    (tmp_path / "states" / "c9.123.part").write_bytes(b"half")
    states.forget_others([TWO])
    assert [path.name for path in (tmp_path / "states").iterdir()] == ["c2-a-b.state"]
    states.clear()
    assert states.size() == 0


def test_the_oldest_go_when_there_is_no_room(keeper: Keeper, tmp_path: Path) -> None:
    states = ConversationStates(keeper, tmp_path / "states", limit=250)
    for number in range(1, 5):
        asked(keeper, states, ConversationId(number), ConversationId(99))
        path = tmp_path / "states" / f"c{number}-a-b.state"
        if path.exists():
            os.utime(path, (number, number))
    assert states.size() <= 250
    assert not (tmp_path / "states" / "c1-a-b.state").exists()


def test_a_failure_costs_the_state_and_nothing_else(keeper: Keeper, tmp_path: Path) -> None:
    keeper.fail = True
    states = ConversationStates(keeper, tmp_path / "states")
    asked(keeper, states, ONE, TWO)
    assert keeper.said == ["take c1", "keep c1", "take c2"]

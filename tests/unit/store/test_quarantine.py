from __future__ import annotations

from app.domain.errors import ErrorInfo
from app.store.store import Store

CRASHED, MEMORY = ErrorInfo("parser_crashed"), ErrorInfo("parser_memory", {"role": "parser"})


def test_the_second_kill_is_the_last(store: Store) -> None:
    assert store.quarantine.sentence("h", 1) is None
    assert not store.quarantine.add("h", 1, CRASHED)
    assert store.quarantine.sentence("h", 1) is None
    assert store.quarantine.add("h", 1, MEMORY)
    assert store.quarantine.sentence("h", 1) == MEMORY
    assert store.quarantine.sentence("other", 1) is None


def test_a_new_version_or_the_person_gives_another_chance(store: Store) -> None:
    for name in ("h", "i"):
        for _ in range(2):
            store.quarantine.add(name, 1, CRASHED)
    assert store.quarantine.sentence("h", 2) is None
    store.quarantine.release("h")
    assert store.quarantine.sentence("h", 1) is None
    assert store.quarantine.sentence("i", 1) == CRASHED
    store.quarantine.add("x", 2, CRASHED)
    assert store.quarantine.sentence("i", 1) is None

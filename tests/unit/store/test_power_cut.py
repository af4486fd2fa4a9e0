"""The power fails at any moment: what was committed is there, and nothing is torn.

What reached the disk is played through: all that was flushed, and of what was being written any sectors or none. A
commit returns after its flush (``synchronous=FULL``), so that one that returned must survive.
"""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from app.store.database import Database

SECTOR, PAGE = 512, 4096
COMMITS = 12


def keys(path: Path) -> set[str]:
    with closing(Database(path)) as database:
        assert database.integrity_check() == []
        with database.read() as connection:
            return {row[0] for row in connection.execute("SELECT key FROM meta")}


def commit(database: Database, number: int) -> None:
    with database.write() as connection:
        rows = [(f"{number}.{part}", "x" * 1500) for part in range(4)]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)


def written(number: int) -> set[str]:
    return {f"{n}.{part}" for n in range(number) for part in range(4)}


def torn(before: bytes, after: bytes, size: int, chance: random.Random) -> bytes:
    """Of each block that differs, the old or the new one; what was not there before is missing or zero."""
    result = bytearray(after[: chance.randrange(len(before), len(after) + 1)])
    for start in range(0, len(result), size):
        if chance.random() < 0.5:
            result[start : start + size] = before[start : start + size].ljust(
                len(result[start : start + size]), b"\0"
            )
    return bytes(result)


def states(path: Path) -> list[tuple[bytes, bytes]]:
    """(database, log) after each commit."""
    log = path.with_name(path.name + "-wal")
    found = []
    with closing(Database(path)) as database:
        for number in range(COMMITS):
            commit(database, number)
            found.append((path.read_bytes(), log.read_bytes()))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_while_a_commit_is_written(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    found = states(tmp_path / "carrel.db")
    for number in range(1, COMMITS):
        place = tmp_path / f"{number}" / "carrel.db"
        place.parent.mkdir()
        place.write_bytes(found[number][0])
        log = torn(found[number - 1][1], found[number][1], SECTOR, chance)
        place.with_name("carrel.db-wal").write_bytes(log)
        there = keys(place)
        assert there in (written(number), written(number + 1)), number


@pytest.mark.parametrize("seed", range(6))
def test_while_the_log_is_worked_in(tmp_path: Path, seed: int) -> None:
    """Pages of the database are old or new, in any mixture: the log still has them all."""
    path = tmp_path / "carrel.db"
    with closing(Database(path)) as database:
        for number in range(COMMITS):
            commit(database, number)
        before, log = path.read_bytes(), path.with_name("carrel.db-wal").read_bytes()
        database.fold_log()
        after = path.read_bytes()
    assert after != before
    place = tmp_path / "cut" / "carrel.db"
    place.parent.mkdir()
    place.write_bytes(torn(before, after, SECTOR, random.Random(seed)))
    place.with_name("carrel.db-wal").write_bytes(log)
    assert keys(place) == written(COMMITS)

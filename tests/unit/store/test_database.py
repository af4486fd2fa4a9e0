from __future__ import annotations

import sqlite3
import stat
import sys
import threading
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.store.database import Database
from app.store.migrations import APPLICATION_ID, migrate
from app.store.rescue import rescue
from app.store.schema import MIGRATIONS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "carrel.db"


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def add_meta(database: Database, key: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO meta VALUES (?, '')", (key,))


def count_meta(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute("SELECT count(*) FROM meta").fetchone()[0])


def test_a_new_database_is_carrels_own(path: Path) -> None:
    database = Database(path)
    assert pragma(database, "application_id") == APPLICATION_ID
    assert pragma(database, "user_version") == len(MIGRATIONS)
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "trusted_schema") == 0
    assert pragma(database, "foreign_keys") == 1
    assert database.integrity_check() == []
    database.close()
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps profiles private by their folder")
def test_only_the_owner_may_read_it(path: Path) -> None:
    database = Database(path)
    add_meta(database, "x")
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    database.close()
    path.chmod(0o644)
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failed_write_leaves_nothing(path: Path) -> None:
    database = Database(path)
    with pytest.raises(sqlite3.IntegrityError), database.write() as connection:
        connection.executemany("INSERT INTO meta VALUES (?, '')", [("half",), ("half",)])
    assert count_meta(database) == 0
    add_meta(database, "whole")
    assert count_meta(database) == 1
    database.close()


def test_readers_cannot_write(path: Path) -> None:
    database = Database(path)
    with pytest.raises(UserError, match="permission_denied"), database.read() as connection:
        connection.execute("DELETE FROM meta")
    database.close()


def test_reading_goes_on_while_somebody_writes(path: Path) -> None:
    database = Database(path)
    add_meta(database, "before")
    with database.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('not yet', '')")
        assert count_meta(database) == 1
    assert count_meta(database) == 2
    database.close()


def test_many_threads(path: Path) -> None:
    database, failures = Database(path), []

    def work(number: int) -> None:
        try:
            for i in range(20):
                add_meta(database, f"{number}/{i}")
                assert count_meta(database) > 0
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count_meta(database) == 80
    database.close()


def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(UserError) as caught:
        Database(path)
    assert caught.value.code == "database_newer"
    assert caught.value.params == {"found": len(MIGRATIONS) + 1, "supported": len(MIGRATIONS)}


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_told(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UserError, match="database_damaged"):
        Database(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("place", "number"),
    [(44, 9), (60, 0x7F000000), (60, 0xFFFFFFFF)],
    ids=["format", "far ahead", "below none"],
)
def test_a_damaged_header_is_told_from_a_newer_carrel(path: Path, place: int, number: int) -> None:
    """Of https://sqlite.org/fileformat2.html#the_database_header: the schema format and the user version."""
    Database(path).close()
    with path.open("r+b") as file:
        file.seek(place)
        file.write(number.to_bytes(4, "big"))
    with pytest.raises(UserError, match="database_damaged"):
        Database(path)
    rescue(path, path.with_name("saved.db"))
    Database(path.with_name("saved.db")).close()


def test_somebody_elses_database_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(UserError, match="database_damaged"):
        Database(path)


def test_a_damaged_page_shows_in_the_check(path: Path) -> None:
    database = Database(path)
    with database.write() as connection:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(str(i), "x" * 500) for i in range(200)])
    database.close()
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 4096 - 20, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    database = Database(path)
    assert database.integrity_check() != []
    database.close()


def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    database = Database(path)
    add_meta(database, "before")
    with database.write() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    database._writer.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(UserError, match="disk_full"), database.write() as connection:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(str(i), "x" * 3000) for i in range(100)])
    assert count_meta(database) == 1
    database._writer.execute("PRAGMA max_page_count=1073741823")
    add_meta(database, "after")
    assert database.integrity_check() == []
    database.close()


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="permission_denied"):
        Database(tmp_path)


def connection_with(migrations: tuple[tuple[str, ...], ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, migrations)
    return connection


ONE = ("CREATE TABLE a (x)", "INSERT INTO a VALUES (1)")
TWO = ("ALTER TABLE a ADD COLUMN y", "UPDATE a SET y = x + 1")


def test_an_older_database_is_brought_up_to_date() -> None:
    connection = connection_with((ONE,))
    migrate(connection, (ONE, TWO))
    assert connection.execute("SELECT x, y FROM a").fetchall() == [(1, 2)]
    migrate(connection, (ONE, TWO))
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
    connection.close()


def test_a_failing_migration_leaves_the_old_version_whole() -> None:
    connection = connection_with((ONE,))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (ONE, (*TWO, "NONSENSE")))
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    assert [row[1] for row in connection.execute("PRAGMA table_info(a)")] == ["x"]
    migrate(connection, (ONE, TWO))
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
    connection.close()

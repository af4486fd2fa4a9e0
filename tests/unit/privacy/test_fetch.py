"""Fetching a file from servers that are good, bad, slow, cut off and lying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken
from app.privacy import part_file
from app.privacy.fetch import fetch
from app.privacy.orders import Fetched, Order, Step
from app.privacy.pace import Pace, Patience
from tests.loopback import Handler, Site, cut_after, serving, status, then, whole, without_ranges
from tests.unit.privacy.doors import CONSENT, HASTY, ListLedger, door, order

pytestmark = pytest.mark.usefixtures("loopback_only")
CONTENT = bytes(range(256)) * 4000
OTHER = CONTENT[::-1]
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"/m.gguf": whole(CONTENT)})) as made:
        yield made


def get(
    wanted: Order, cancel: CancelToken | None = None, steps: list[Step] | None = None, **more: object
) -> Fetched:
    on_step = steps.append if steps is not None else lambda _step: None
    return fetch(door(**more), wanted, cancel or CancelToken(), on_step, HASTY)  # type: ignore[arg-type]


def known(site: Site, folder: Path) -> Order:
    return order(site, folder, size=len(CONTENT), sha256=DIGEST)


def begun(folder: Path, size: int, etag: str = "", content: bytes = CONTENT) -> Path:
    """What an earlier run left."""
    part = folder / "m.gguf.part"
    part.write_bytes(content[:size])
    if etag:
        (folder / "m.gguf.part.json").write_text(f'{{"etag": "\\"{etag}\\""}}')
    return part


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_known_file(site: Site, tmp_path: Path) -> None:
    steps: list[Step] = []
    fetched = get(known(site, tmp_path), steps=steps)
    assert fetched == Fetched(tmp_path / "m.gguf", len(CONTENT), DIGEST, expected=True)
    assert fetched.path.read_bytes() == CONTENT
    assert left_over(tmp_path) == ["m.gguf"]
    assert (steps[-1].done, steps[-1].total) == (len(CONTENT), len(CONTENT))


def test_an_unknown_file_gets_the_hash_that_it_has(site: Site, tmp_path: Path) -> None:
    fetched = get(order(site, tmp_path))
    assert (fetched.sha256, fetched.expected, fetched.size) == (DIGEST, False, len(CONTENT))


@pytest.mark.parametrize("etag", ["one", ""])
def test_it_goes_on_where_it_stopped(site: Site, tmp_path: Path, etag: str) -> None:
    begun(tmp_path, 1000, etag)
    steps: list[Step] = []
    assert get(known(site, tmp_path), steps=steps).path.read_bytes() == CONTENT
    asked = site.requests[0].headers
    assert asked["Range"] == "bytes=1000-"
    assert asked.get("If-Range") == ('"one"' if etag else None)
    assert steps[0] == Step(1000, len(CONTENT), checking=True)


def test_what_nothing_vouches_for_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    begun(tmp_path, 1000, content=OTHER)
    assert get(order(site, tmp_path)).sha256 == DIGEST
    assert "Range" not in site.requests[0].headers


def test_a_file_that_changed_meanwhile_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    begun(tmp_path, 1000, "older", content=OTHER)
    assert get(order(site, tmp_path)).sha256 == DIGEST
    assert site.requests[0].headers["If-Range"] == '"older"'


def test_a_weak_validator_vouches_for_nothing(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = then(cut_after(CONTENT, 5000, 1, etag='W/"one"'), whole(CONTENT, 'W/"one"'))
    assert get(known(site, tmp_path)).sha256 == DIGEST
    assert "If-Range" not in site.requests[1].headers


def test_a_cut_connection_is_taken_up_again(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = cut_after(CONTENT, 100_000, times=7)
    ledger = ListLedger()
    fetched = fetch(door(ledger), order(site, tmp_path), CancelToken(), patience=HASTY)
    assert fetched.sha256 == DIGEST
    assert [row[3] for row in ledger.rows] == [100_000] * 7 + [len(CONTENT) - 700_000]
    assert [row[4] for row in ledger.rows] == ["not_reached"] * 7 + ["complete"]


def test_a_server_without_ranges_begins_anew(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = then(cut_after(CONTENT, 9999, 1), without_ranges(CONTENT))
    assert get(known(site, tmp_path)).path.read_bytes() == CONTENT


def test_it_gives_up_and_keeps_what_came(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = then(cut_after(CONTENT, 5000, 1), status(503, Retry_After="0"))
    with pytest.raises(UserError, match="server_failed"):
        get(known(site, tmp_path))
    assert len(site.requests) == 1 + HASTY.attempts - 1
    assert (tmp_path / "m.gguf.part").read_bytes() == CONTENT[:5000]
    site.answers["/m.gguf"] = whole(CONTENT)
    assert get(known(site, tmp_path)).sha256 == DIGEST


@pytest.mark.parametrize(("number", "code"), [(404, "download_gone"), (403, "download_forbidden")])
def test_what_will_not_change_is_not_tried_again(site: Site, tmp_path: Path, number: int, code: str) -> None:
    site.answers["/m.gguf"] = status(number)
    with pytest.raises(UserError, match=code):
        get(known(site, tmp_path))
    assert len(site.requests) == 1


def test_a_busy_server_is_asked_again(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = then(status(429, Retry_After="0"), status(500), whole(CONTENT))
    assert get(known(site, tmp_path)).sha256 == DIGEST


def test_a_wrong_file_leaves_nothing(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = whole(OTHER)
    with pytest.raises(UserError) as wrong:
        get(known(site, tmp_path))
    assert wrong.value.code == "wrong_hash"
    assert wrong.value.params["found"] == sha256(OTHER).hexdigest()
    assert left_over(tmp_path) == []


def test_a_spoilt_beginning_is_found_out_and_the_next_time_is_good(site: Site, tmp_path: Path) -> None:
    begun(tmp_path, 1000, "one", content=OTHER)
    with pytest.raises(UserError, match="wrong_hash"):
        get(known(site, tmp_path))
    assert get(known(site, tmp_path)).sha256 == DIGEST


def test_another_size_than_the_catalogue_names_is_not_fetched(site: Site, tmp_path: Path) -> None:
    with pytest.raises(UserError) as wrong:
        get(replace(known(site, tmp_path), size=len(CONTENT) + 1))
    assert (wrong.value.code, wrong.value.params["found"]) == ("wrong_size", len(CONTENT))


def test_a_length_that_promises_too_much_ends_in_giving_up(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = lambda handler: handler.plain(
        200, CONTENT[:500], Content_Length=str(len(CONTENT)), ETag='"one"'
    )
    with pytest.raises(UserError, match="not_reached"):
        get(known(site, tmp_path))


def test_a_length_that_promises_too_little_is_a_wrong_size(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = lambda handler: handler.plain(200, CONTENT, Content_Length="500")
    with pytest.raises(UserError, match="wrong_size"):
        get(known(site, tmp_path))
    assert not (tmp_path / "m.gguf").exists()


def test_no_length_at_all_ends_where_the_server_ends(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = lambda handler: handler.plain(200, CONTENT, Content_Length="")
    assert get(order(site, tmp_path)).sha256 == DIGEST


def test_a_stream_without_length_stops_at_what_was_agreed_to(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = lambda handler: handler.plain(200, CONTENT, Content_Length="")
    with pytest.raises(UserError, match="download_too_large"):
        get(order(site, tmp_path, consent=replace(CONSENT, most_bytes=1000)))


def test_a_length_beyond_what_was_agreed_to_is_not_begun(site: Site, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="download_too_large"):
        get(order(site, tmp_path, consent=replace(CONSENT, most_bytes=1000)))
    assert (tmp_path / "m.gguf.part").stat().st_size == 0


@pytest.mark.parametrize("length", ["²", "9" * 5000, "٣"])
def test_a_length_that_is_no_number_is_none(site: Site, tmp_path: Path, length: str) -> None:
    said = length.encode().decode("latin-1")
    site.answers["/m.gguf"] = lambda handler: handler.plain(200, CONTENT, Content_Length=said)
    assert get(known(site, tmp_path)).sha256 == DIGEST


@pytest.mark.parametrize(
    "span", ["bytes 0-99/1024000", "bytes 1000-1/x", "", "bytes 1000-1023999/*", f"bytes 1000-1/{'9' * 5000}"]
)
def test_a_range_that_was_not_asked_for_begins_anew(site: Site, tmp_path: Path, span: str) -> None:
    begun(tmp_path, 1000, "one")
    lie = {"Content_Range": span} if span else {}
    site.answers["/m.gguf"] = then(lambda handler: handler.plain(206, CONTENT[1000:], **lie), whole(CONTENT))
    assert get(known(site, tmp_path)).path.read_bytes() == CONTENT


def test_a_compressed_answer_is_not_what_was_asked_for(site: Site, tmp_path: Path) -> None:
    site.answers["/m.gguf"] = lambda handler: handler.plain(200, b"zip", Content_Encoding="gzip")
    with pytest.raises(UserError, match="server_confused"):
        get(order(site, tmp_path))


def test_killed_between_the_last_byte_and_the_name(site: Site, tmp_path: Path) -> None:
    begun(tmp_path, len(CONTENT), "one")
    assert get(known(site, tmp_path)).sha256 == DIGEST
    assert not site.requests  # all was there: nobody had to be asked
    begun(tmp_path, len(CONTENT), "one")
    assert get(order(site, tmp_path)).sha256 == DIGEST  # 416 says that it is whole


def test_416_for_another_file_begins_anew(site: Site, tmp_path: Path) -> None:
    begun(tmp_path, len(CONTENT) + 5, "one", content=CONTENT + b"12345")
    assert get(order(site, tmp_path)).sha256 == DIGEST


def test_no_room_is_said_before_and_what_came_stays(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(tmp_path, 1000, "one")
    monkeypatch.setattr(part_file, "RESERVE", 1 << 60)
    with pytest.raises(UserError) as full:
        get(known(site, tmp_path))
    assert full.value.params == {"needed": len(CONTENT) - 1000, "free": 0}
    assert (tmp_path / "m.gguf.part").stat().st_size == 1000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_meanwhile(site: Site, tmp_path: Path) -> None:
    (tmp_path / "m.gguf.part").symlink_to("/dev/full")
    with pytest.raises(UserError, match="disk_full"):
        get(known(site, tmp_path))


def test_stopping_keeps_what_came(site: Site, tmp_path: Path) -> None:
    def stuck(handler: Handler) -> None:
        handler.plain(200, CONTENT[:5000], Content_Length=str(len(CONTENT)), ETag='"one"')
        handler.wfile.flush()
        site.gate.wait(30)

    site.answers["/m.gguf"] = stuck
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        fetch(door(), known(site, tmp_path), cancel, lambda _step: cancel.cancel(), HASTY)
    assert 0 < (tmp_path / "m.gguf.part").stat().st_size <= 5000
    site.answers["/m.gguf"] = whole(CONTENT)
    assert get(known(site, tmp_path)).sha256 == DIGEST


def test_stopping_while_it_waits_to_try_again(site: Site, tmp_path: Path) -> None:
    cancel = CancelToken()
    site.answers["/m.gguf"] = lambda handler: (handler.plain(500, b""), cancel.cancel())[0]
    with pytest.raises(Cancelled):
        fetch(door(), known(site, tmp_path), cancel, patience=Patience(first_wait=3600, longest_wait=3600))


def test_a_drip_is_as_good_as_cut(site: Site, tmp_path: Path) -> None:
    now = [0.0]

    def clock() -> float:  # time passes for the first answer only: how often one looks depends on the machine
        now[0] += 20.0 if len(site.requests) == 1 else 0.0
        return now[0]

    def drip(handler: Handler) -> None:
        handler.plain(200, b"", Content_Length=str(len(CONTENT)), ETag='"one"')
        for byte in CONTENT[:2000]:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
        site.gate.wait(30)

    site.answers["/m.gguf"] = then(drip, whole(CONTENT))
    fetched = fetch(door(), known(site, tmp_path), CancelToken(), patience=HASTY, clock=clock)
    assert fetched.sha256 == DIGEST
    assert len(site.requests) == 2


def test_the_time_left_follows_the_speed_of_the_last_seconds() -> None:
    now = [0.0]
    pace = Pace(Patience(), lambda: now[0])
    assert pace.seconds_left(100) is None
    for _ in range(20):
        now[0] += 1.0
        pace.add(1000)
    assert 1000 <= pace.speed <= 1100
    assert pace.seconds_left(None) is None
    left = pace.seconds_left(11_000)
    assert left is not None
    assert 10 <= left <= 11
    assert [Patience().wait(n) for n in (1, 2, 3, 10)] == [1.0, 2.0, 4.0, 60.0]

"""The door: what opens it, what it writes down, and what it does not let through."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken
from app.privacy.addresses import Trust
from app.privacy.consent import Consent
from app.privacy.door import Door
from app.privacy.failures import Cut
from tests.loopback import CERTIFICATE, HERE, Handler, Site, serving, status, whole
from tests.unit.privacy.doors import CONSENT, ListLedger, door

pytestmark = pytest.mark.usefixtures("loopback_only")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


def read(opened: Door, address: str, consent: Consent = CONSENT) -> bytes:
    content = b""
    with opened.open(address, consent, {}, CancelToken()) as answer:
        while piece := answer.read():
            content += piece
    return content


def read_until_stopped(opened: Door, address: str, cancel: CancelToken) -> None:
    with opened.open(address, CONSENT, {}, cancel) as answer:
        assert answer.read() == b"begin"
        threading.Timer(0.05, cancel.cancel).start()
        answer.read()


def test_an_exchange_is_written_down_and_tells_nothing_of_the_person(site: Site) -> None:
    site.answers["/a"] = whole(b"hello")
    ledger = ListLedger()
    assert read(door(ledger), site.address("/a?key=secret")) == b"hello"
    assert ledger.rows == [[site.address("/a"), "a model", "test", 5, "complete"]]
    assert set(site.requests[0].headers) == {"Host", "Accept-Encoding", "User-Agent"}
    assert site.requests[0].headers["User-Agent"] == "Carrel"


def test_the_row_stands_before_the_first_byte(site: Site) -> None:
    ledger = ListLedger()

    def look(handler: Handler) -> None:
        seen.append(list(ledger.rows[0]))
        handler.plain(200, b"")

    seen: list[list[Any]] = []
    site.answers["/a"] = look
    read(door(ledger), site.address("/a"))
    assert seen[0][4] == "under way"


def test_a_shut_door_opens_nothing_and_writes_nothing(site: Site) -> None:
    ledger = ListLedger()
    with pytest.raises(UserError, match="network_off"):
        read(door(ledger, shut=lambda: True), site.address("/a"))
    assert not ledger.rows
    assert not site.requests


def test_shutting_it_between_two_redirects_is_enough(site: Site) -> None:
    shut = [False]

    def leave(handler: Handler) -> None:
        shut[0] = True
        handler.plain(302, b"", Location="/b")

    site.answers |= {"/a": leave, "/b": whole(b"x")}
    with pytest.raises(UserError, match="network_off"):
        read(door(shut=lambda: shut[0]), site.address("/a"))
    assert [request.path for request in site.requests] == ["/a"]


def test_redirects_are_followed_a_few_times_and_each_is_written_down(site: Site) -> None:
    site.answers |= {
        "/a": status(302, Location="/b?signed=secret"),
        "/b": whole(b"there"),
        "/c": status(301, Location="/c"),
    }
    ledger = ListLedger()
    assert read(door(ledger), site.address("/a")) == b"there"
    assert [row[0] for row in ledger.rows] == [site.address("/a"), site.address("/b")]
    with pytest.raises(UserError, match="address_refused"):
        read(door(), site.address("/c"))
    assert len(site.requests) == 2 + 6


@pytest.mark.parametrize(
    "location", ["http://evil.test/m.gguf", "https://evil.test/m.gguf", "file:///etc/passwd"]
)
def test_a_redirect_elsewhere_is_refused(site: Site, location: str) -> None:
    site.answers["/a"] = status(302, Location=location)
    ledger = ListLedger()
    with pytest.raises(UserError, match="address_refused"):
        read(door(ledger), site.address("/a"))
    assert [row[4] for row in ledger.rows] == ["address_refused"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (404, "download_gone"),
        (410, "download_gone"),
        (401, "download_forbidden"),
        (403, "download_forbidden"),
        (418, "download_refused"),
        (304, "download_refused"),
    ],
)
def test_a_refusal_says_why(site: Site, number: int, code: str) -> None:
    site.answers["/a"] = status(number)
    with pytest.raises(UserError, match=code):
        read(door(), site.address("/a"))


@pytest.mark.parametrize(("number", "wait"), [(429, 7.0), (500, None), (503, 7.0), (408, None)])
def test_what_may_pass_can_be_tried_again(site: Site, number: int, wait: float | None) -> None:
    site.answers["/a"] = status(number, Retry_After="7" if wait else "soon")
    with pytest.raises(Cut) as cut:
        read(door(), site.address("/a"))
    assert cut.value.wait == wait
    assert cut.value.error.code == "server_failed"


def test_nobody_there_may_pass() -> None:
    with serving(Site()) as site:
        gone = site.address("/a")
    with pytest.raises(Cut) as cut:
        read(door(), gone)
    assert cut.value.error.code == "not_reached"


def test_headers_that_never_end_are_cut(site: Site) -> None:
    site.answers["/a"] = lambda _handler: site.gate.wait(30) and None
    with pytest.raises(Cut):
        read(door(headers_in=0.05), site.address("/a"))


def test_more_than_was_agreed_to_is_not_taken(site: Site) -> None:
    site.answers["/a"] = whole(b"x" * 100_000)
    small = replace(CONSENT, most_bytes=50_000)
    with pytest.raises(UserError, match="download_too_large"):
        read(door(), site.address("/a"), small)


def test_cancelling_ends_a_read_that_waits(site: Site) -> None:
    def stuck(handler: Handler) -> None:
        handler.plain(200, b"begin", Content_Length="1000")
        handler.wfile.flush()
        site.gate.wait(30)

    site.answers["/a"] = stuck
    cancel, ledger = CancelToken(), ListLedger()
    with pytest.raises(Cancelled):
        read_until_stopped(door(ledger), site.address("/a"), cancel)
    assert ledger.rows[0][3:] == [5, "stopped"]


class TestTls:
    """Over https, with a certificate that only the tests know."""

    @pytest.fixture
    def safe(self) -> Iterator[Site]:
        with serving(Site({"/a": whole(b"safe")}), secure=True) as made:
            yield made

    def test_a_certificate_that_is_trusted(self, safe: Site) -> None:
        assert read(door(trust=Trust(cafile=CERTIFICATE)), safe.address("/a")) == b"safe"

    def test_the_product_does_not_trust_it(self, safe: Site) -> None:
        ledger = ListLedger()
        with pytest.raises(UserError, match="certificate_refused"):
            read(door(ledger, trust=Trust()), safe.address("/a"))
        assert ledger.rows[0][4] == "certificate_refused"
        assert not safe.requests

    def test_a_certificate_of_another_host(self, safe: Site) -> None:
        consent = replace(CONSENT, hosts=("::1", "127.0.0.1"))
        safe.answers["/a"] = whole(b"")
        with pytest.raises((UserError, Cut)):
            read(door(trust=Trust(cafile=CERTIFICATE)), safe.address("/a", "[::1]"), consent)

    def test_a_redirect_to_plain_http_is_refused(self, safe: Site) -> None:
        safe.answers["/a"] = status(302, Location=f"http://{HERE}:{safe.port}/b")
        with pytest.raises(UserError, match="address_refused"):
            read(door(trust=Trust(cafile=CERTIFICATE)), safe.address("/a"))
        assert len(safe.requests) == 1

    def test_a_proxy_sees_the_host_and_nothing_else(self, safe: Site) -> None:
        with serving(Site()) as proxy:
            opened = door(
                trust=Trust(cafile=CERTIFICATE), proxy=lambda: f"http://me:pass@{HERE}:{proxy.port}"
            )
            with pytest.raises(UserError, match="proxy_refused"):
                read(opened, safe.address("/a?key=secret"))
        assert not safe.requests
        assert [request.path for request in proxy.requests] == [f"{HERE}:{safe.port}"]
        assert proxy.requests[0].headers["Proxy-Authorization"].startswith("Basic ")
        assert "User-Agent" not in proxy.requests[0].headers

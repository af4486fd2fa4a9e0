"""Which web addresses Carrel goes to."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.privacy.addresses import Trust, checked, redirected
from app.privacy.proxies import proxy_for

HOSTS = ("models.example", ".cdn.example")
PRODUCT = Trust()


@pytest.mark.parametrize(
    "address",
    [
        "http://models.example/a",
        "ftp://models.example/a",
        "file:///etc/passwd",
        "//models.example/a",
        "https://models.example.evil.test/a",
        "https://evil.test/models.example",
        "https://evilcdn.example/a",
        "https://cdn.example/a",
        "https://user@models.example/a",
        "https://models.example:x/a",
        "https://models.example/a b",
        "https://models.example/a\r\nHost: evil.test",
        "https://mödels.example/a",
        "https://models.example/ä",
        "http://127.0.0.1/a",
        "https://[::1/a",
        "",
    ],
)
def test_what_is_not_https_on_an_agreed_host_is_refused(address: str) -> None:
    with pytest.raises(UserError, match="address_refused"):
        checked(address, HOSTS, PRODUCT)


def test_what_is_goes() -> None:
    address = checked("https://Models.Example:8443/a/b?key=secret#there", HOSTS, PRODUCT)
    assert (address.host, address.port, address.path) == ("models.example", 8443, "/a/b?key=secret")
    assert address.shown == "https://models.example:8443/a/b"
    assert checked("https://eu.cdn.example/x", HOSTS, PRODUCT).shown == "https://eu.cdn.example/x"


def test_plain_http_is_for_this_machine_in_tests_alone() -> None:
    trust = Trust(loopback_http=True)
    assert not checked("http://127.0.0.1:80/a", ("127.0.0.1",), trust).secure
    with pytest.raises(UserError, match="address_refused"):
        checked("http://models.example/a", HOSTS, trust)


def test_a_redirect_is_looked_at_like_an_address() -> None:
    base = checked("https://models.example/a/b", HOSTS, PRODUCT)
    assert redirected(base, "../c?d", HOSTS, PRODUCT).path == "/c?d"
    assert redirected(base, "//eu.cdn.example/e", HOSTS, PRODUCT).host == "eu.cdn.example"
    odd = (
        "https://[",
        "//[::1",
        "https://models.example\\@evil.test/",
        "https://models.example:443@evil.test/",
    )
    for location in ("http://models.example/a", "https://evil.test/", "javascript:alert(1)", *odd):
        with pytest.raises(UserError, match="address_refused"):
            redirected(base, location, HOSTS, PRODUCT)


def test_the_proxy_of_the_settings_comes_before_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://system.example:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    found = proxy_for("models.example", "")
    assert found is not None
    assert (found.host, found.port) == ("system.example", 3128)
    assert proxy_for("inside.example", "") is None
    assert proxy_for("models.example", "none") is None
    own = proxy_for("models.example", "me:p%40ss@own.example")
    assert own is not None
    assert (own.host, own.port) == ("own.example", 8080)
    assert own.headers == {"Proxy-Authorization": "Basic bWU6cEBzcw=="}


@pytest.mark.parametrize("text", ["socks5://own.example", "http://", "http://own.example:x"])
def test_a_proxy_that_makes_no_sense_is_said(text: str) -> None:
    with pytest.raises(UserError, match="proxy_not_understood"):
        proxy_for("models.example", text)

"""The door: one GET over https, agreed to by a person, written down before the first byte and after the last.

    door = Door(ledger, shut=lambda: settings.get(OFFLINE))
    with door.open(address, consent, headers, cancel) as answer:
        while piece := answer.read():
            ...

Promises: nothing opens without a :class:`Consent`; only https to the hosts of that consent, redirects included; every
host that is spoken to is a row in the ledger; a shut door opens no socket; cancelling ends a read that waits.
Nothing is sent but the request: no cookie, no identifier, no list of what is here.

Raises UserError: network_off, address_refused, proxy_not_understood, proxy_refused, certificate_refused,
download_gone, download_forbidden, download_refused; :class:`~app.privacy.failures.Cut` for what may pass; Cancelled.
"""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Protocol

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken
from app.privacy.addresses import Address, Trust, checked, redirected
from app.privacy.connection import break_off, connection
from app.privacy.consent import Consent
from app.privacy.failures import Cut, refused_status
from app.privacy.guard import door_is_open
from app.privacy.proxies import proxy_for

UNDER_WAY, COMPLETE, CANCELLED = "under way", "complete", "stopped"
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_USABLE = {200, 206, 416}
_PIECE = 256 * 1024
_TIMEOUT = 30.0
_HEADERS_IN = 60.0
_AGENT = "Carrel"  # no version, no system: nothing that tells one person from another


class Ledger(Protocol):
    """Where every use of the network is written down."""

    def begin(self, url: str, purpose: str, asked_by: str) -> int:
        """Before the first byte; the entry's number."""

    def end(self, number: int, bytes_received: int, outcome: str) -> None:
        """After the last byte."""


class Answer:
    """What a server says. ``status`` is 200, 206 or 416; ``host`` is who said it, after redirects."""

    def __init__(
        self, response: http.client.HTTPResponse, host: str, cancel: CancelToken, budget: int
    ) -> None:
        self._response = response
        self._cancel = cancel
        self._budget = budget
        self.host = host
        self.status = response.status
        self.received = 0

    def header(self, name: str) -> str:
        """Empty when it is not there."""
        return self._response.getheader(name) or ""

    def read(self) -> bytes:
        """The next bytes as they come; empty at the end. Raises Cancelled, Cut, UserError("download_too_large")."""
        self._cancel.raise_if_cancelled()
        with _translated(self.host, self._cancel):
            piece = self._response.read1(_PIECE)
        self._cancel.raise_if_cancelled()  # a read that was broken off looks like the end
        self.received += len(piece)
        if self.received > self._budget:
            raise UserError("download_too_large", host=self.host)
        return piece


class Door:
    """One per profile. ``shut`` is asked before every connection; ``proxy`` is the setting's text."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        shut: Callable[[], bool],
        proxy: Callable[[], str] = lambda: "",
        trust: Trust = Trust(),  # noqa: B008 - frozen
        timeout: float = _TIMEOUT,
        headers_in: float = _HEADERS_IN,
    ) -> None:
        self._ledger = ledger
        self._shut = shut
        self._proxy = proxy
        self._trust = trust
        self._timeout = timeout
        self._headers_in = headers_in

    @contextmanager
    def open(
        self, address: str, consent: Consent, headers: Mapping[str, str], cancel: CancelToken
    ) -> Iterator[Answer]:
        """One answer; the connection is closed at the end of the block."""
        target = checked(address, consent.hosts, self._trust)
        for _ in range(_MOST_REDIRECTS + 1):
            with (
                self._written_down(target, consent) as tell,
                self._asked(target, headers, cancel) as response,
            ):
                location = response.getheader("Location")
                if response.status in _REDIRECTS and location:
                    target = redirected(target, location, consent.hosts, self._trust)
                    continue
                if response.status not in _USABLE:
                    raise refused_status(response.status, target.host, response.getheader("Retry-After"))
                answer = Answer(response, target.host, cancel, consent.most_bytes)
                try:
                    yield answer
                finally:
                    tell(answer.received)
                return
        raise UserError("address_refused", address=target.shown)

    @contextmanager
    def _written_down(self, target: Address, consent: Consent) -> Iterator[Callable[[int], None]]:
        if self._shut():
            raise UserError("network_off")
        number = self._ledger.begin(target.shown, consent.what, consent.asked_by)
        received, outcome = 0, "failed"

        def tell(size: int) -> None:
            nonlocal received
            received = size

        try:
            yield tell
            outcome = COMPLETE
        except Cancelled:
            outcome = CANCELLED
            raise
        except Cut as cut:
            outcome = cut.error.code
            raise
        except UserError as error:
            outcome = error.code
            raise
        finally:
            self._ledger.end(number, received, outcome)

    @contextmanager
    def _asked(
        self, target: Address, headers: Mapping[str, str], cancel: CancelToken
    ) -> Iterator[http.client.HTTPResponse]:
        with door_is_open():  # on some systems the proxy's rules look the host up
            proxy = proxy_for(target.host, self._proxy())
        made = connection(target, proxy, self._trust, self._timeout)
        response: http.client.HTTPResponse | None = None
        forget = cancel.on_cancel(lambda: break_off(made, response))
        late = threading.Timer(self._headers_in, lambda: break_off(made))
        late.daemon = True
        late.start()
        try:
            with _translated(target.host, cancel), door_is_open():
                made.request("GET", target.path, headers={"User-Agent": _AGENT, **headers})
                cancel.raise_if_cancelled()
                response = made.getresponse()
            late.cancel()
            yield response
        finally:
            late.cancel()
            forget()
            if response is not None:
                response.close()
            with suppress(OSError):
                made.close()


@contextmanager
def _translated(host: str, cancel: CancelToken) -> Iterator[None]:
    """What http.client, ssl and socket raise, as Carrel says it; all of it while cancelling means cancelled."""
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError) as error:
        cancel.raise_if_cancelled()
        raise _meaning(error, host) from error


def _meaning(error: Exception, host: str) -> UserError | Cut:
    if isinstance(error, ssl.SSLCertVerificationError):
        return UserError("certificate_refused", host=host)
    if isinstance(error, OSError) and str(error).startswith("Tunnel connection failed"):
        return UserError("proxy_refused")
    return Cut(UserError("not_reached", host=host))

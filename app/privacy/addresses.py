"""Which web addresses may be spoken to: https and nothing else, on the hosts a person agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from app.domain.errors import UserError

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_MOST_CHARACTERS = 8192


@dataclass(frozen=True, slots=True)
class Trust:
    """What may be relaxed where Carrel is tested; the product never sets either.

    ``loopback_http``: plain http to this very machine. ``cafile``: certificates to trust in place of the system's.
    """

    loopback_http: bool = False
    cafile: Path | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was looked at. ``path`` includes the query."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def shown(self) -> str:
        """For people and the ledger: without the query, which often holds a key."""
        port = "" if self.port == (443 if self.secure else 80) else f":{self.port}"
        return f"{'https' if self.secure else 'http'}://{self.host}{port}{self.path.partition('?')[0]}"

    @property
    def whole(self) -> str:
        """As it is asked for."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}{self.path}"


def checked(text: str, hosts: Sequence[str], trust: Trust) -> Address:
    """Raises UserError: address_refused, for whatever is not https on one of the hosts."""
    refused = UserError("address_refused", address=text.partition("?")[0][:200])
    if len(text) > _MOST_CHARACTERS or any(character <= " " or character == "\x7f" for character in text):
        raise refused
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise refused from None
    if parts.username is not None or parts.password is not None or not host.isascii():
        raise refused
    plain = parts.scheme == "http" and trust.loopback_http and host in _LOOPBACK
    if not (parts.scheme == "https" or plain) or not _among(host, hosts):
        raise refused
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise refused
    return Address(not plain, host, port or (80 if plain else 443), path)


def redirected(base: Address, location: str, hosts: Sequence[str], trust: Trust) -> Address:
    """Where a redirect leads. Raises UserError: address_refused."""
    try:
        whole = urljoin(base.whole, location)
    except ValueError:
        raise UserError("address_refused", address=location.partition("?")[0][:200]) from None
    return checked(whole, hosts, trust)


def _among(host: str, hosts: Sequence[str]) -> bool:
    return any(host.endswith(known) if known.startswith(".") else host == known for known in hosts)

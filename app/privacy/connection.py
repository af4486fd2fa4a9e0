"""Connections: Python's own http.client and ssl, which know nothing of cookies or caches.

Why no library: one GET with three headers needs none, and what is not there need not be watched for holes. TLS 1.2 or
later, host names checked, certificates of the system. Redirects and proxies from the environment are not followed here
by themselves: the door decides on each.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from pathlib import Path
from typing import Any

from app.privacy.addresses import Address, Trust
from app.privacy.proxies import Proxy

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, Alpine
)
"""Where systems keep their certificates, for a Python whose OpenSSL was built elsewhere and finds none by itself."""


def context(trust: Trust) -> ssl.SSLContext:
    """Certificates of the system are trusted, or those of ``trust.cafile`` alone."""
    if trust.cafile is not None:
        made = ssl.create_default_context(cafile=str(trust.cafile))
    else:
        made = ssl.create_default_context()
        if not made.cert_store_stats()["x509_ca"] and not _finds_by_itself():
            bundle = next((name for name in _BUNDLES if Path(name).is_file()), None)
            if bundle is not None:
                made.load_verify_locations(cafile=bundle)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def connection(
    address: Address, proxy: Proxy | None, trust: Trust, timeout: float
) -> http.client.HTTPConnection:
    """Not connected yet. Plain http is for :class:`Trust` only and knows no proxy."""
    if not address.secure:
        return http.client.HTTPConnection(address.host, address.port, timeout=timeout)
    where = (proxy.host, proxy.port) if proxy else (address.host, address.port)
    made = http.client.HTTPSConnection(*where, timeout=timeout, context=context(trust))
    if proxy is not None:
        made.set_tunnel(address.host, address.port, headers=proxy.headers)
    return made


def break_off(made: http.client.HTTPConnection, response: http.client.HTTPResponse | None = None) -> None:
    """Wake up whoever waits for it, from another thread."""
    sock: Any = made.sock
    if sock is None:
        sock = _socket_of(response)
    if sock is None:
        return
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except (OSError, ValueError):  # it is gone already
        pass


def _socket_of(response: http.client.HTTPResponse | None) -> socket.socket | None:
    """A response that ends with its connection has taken the socket over."""
    raw = getattr(getattr(response, "fp", None), "raw", None)
    found = getattr(raw, "_sock", None)
    return found if isinstance(found, socket.socket) else None


def _finds_by_itself() -> bool:
    """OpenSSL reads a folder of certificates one by one when it needs them; its number says nothing then."""
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    try:
        return bool(paths.cafile) or (folder is not None and any(folder.iterdir()))
    except OSError:
        return False

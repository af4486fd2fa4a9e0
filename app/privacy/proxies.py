"""The proxy that requests go through: that of the settings, else the system's (environment, Windows, macOS)."""

from __future__ import annotations

import base64
import urllib.request
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.domain.errors import UserError

NONE = "none"
"""The setting that means: no proxy, whatever the system says."""
_DEFAULT_PORT = 8080


@dataclass(frozen=True, slots=True)
class Proxy:
    """``headers`` say who asks, where the proxy wants to know."""

    host: str
    port: int
    headers: dict[str, str]


def proxy_for(host: str, setting: str) -> Proxy | None:
    """None: straight to the host. Raises UserError: proxy_not_understood."""
    wanted = setting.strip()
    if wanted.casefold() == NONE:
        return None
    if not wanted:
        if urllib.request.proxy_bypass(host):
            return None
        wanted = urllib.request.getproxies().get("https", "")
    return _parsed(wanted) if wanted else None


def _parsed(text: str) -> Proxy:
    """``http://[user:password@]host[:port]``; the scheme may be left out."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UserError("proxy_not_understood") from None
    if parts.scheme != "http" or not host:
        raise UserError("proxy_not_understood")
    headers = {}
    if parts.username is not None:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = "Basic " + base64.b64encode(who.encode()).decode()
    return Proxy(host, port or _DEFAULT_PORT, headers)

"""What is wanted once the window and everything behind it is closed. Kept in memory only: it may hold a passphrase."""

from __future__ import annotations

from dataclasses import dataclass, field

LOCK, ENCRYPT, DECRYPT = "lock", "encrypt", "decrypt"


@dataclass
class AfterClosing:
    """``wish``: "" or one of the above; Carrel then opens again. ``typed`` is what the page of a locked library got."""

    wish: str = ""
    passphrase: str = field(default="", repr=False)
    typed: str = field(default="", repr=False)

    def type(self, passphrase: str) -> None:
        """Somebody typed it at the locked library's page."""
        self.typed = passphrase

    def want(self, wish: str, passphrase: str = "") -> None:
        """To be done after closing."""
        self.wish, self.passphrase = wish, passphrase

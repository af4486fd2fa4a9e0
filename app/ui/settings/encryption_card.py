"""The card that encrypts the library, locks it, changes its passphrase and decrypts it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr
from app.services.after_closing import DECRYPT, ENCRYPT, LOCK
from app.services.encryption import has_passphrase, is_possible, set_passphrase
from app.ui.bridge.context import UiContext
from app.ui.settings.passphrase_dialog import PassphraseDialog
from app.ui.theme import Space
from app.ui.widgets import Card, PlainLabel, QuietButton


class EncryptionCard(Card):
    """Encrypting and decrypting happen when the window has closed; it opens again by itself."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.dialog: PassphraseDialog | None = None
        self.encrypted = has_passphrase(context.services.paths)
        self.body.addWidget(PlainLabel(tr("Encrypted library"), "title"))
        self.state = PlainLabel(self._words(), "muted", wrap=True)
        self.body.addWidget(self.state)
        theme = context.theme
        self.encrypt = QuietButton(tr("Encrypt the library…"), theme, "shield", framed=True)
        self.lock = QuietButton(tr("Lock now"), theme, "shield", framed=True)
        self.change = QuietButton(tr("Change the passphrase…"), theme, "edit", framed=True)
        self.decrypt = QuietButton(tr("Decrypt…"), theme, "close", framed=True)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for button, slot in (
            (self.encrypt, self.ask_to_encrypt),
            (self.lock, self.lock_now),
            (self.change, self.ask_to_change),
            (self.decrypt, self.ask_to_decrypt),
        ):
            button.clicked.connect(slot)
            button.setVisible(self.encrypted is not (button is self.encrypt))
            row.addWidget(button)
        row.addStretch(1)
        self.encrypt.setEnabled(is_possible())
        self.body.addLayout(row)

    def _words(self) -> str:
        if self.encrypted:
            return tr(
                "The library is encrypted. Without the passphrase nobody can read it, and nobody can bring it back."
            )
        if not is_possible():
            return tr("Encryption is not part of this installation.")
        return tr(
            "What was read of your documents, chats and minutes can be encrypted with a passphrase. It is asked for "
            "whenever Carrel opens. Somewhat slower; meetings are then asked one by one and not found from the library."
        )

    @Slot()
    def ask_to_encrypt(self) -> None:
        """Two times the same words."""
        text = tr(
            "Keep the passphrase well: nobody can read the library without it, and there is no way round it."
        )
        labels = [tr("New passphrase"), tr("Once more")]
        self._ask(tr("Encrypt"), text, labels, lambda words: self._close(ENCRYPT, words[0]), new=True)

    @Slot()
    def ask_to_decrypt(self) -> None:
        """The passphrase, once more."""
        text = tr("The library can then be read by every program that may read your files.")
        self._ask(
            tr("Decrypt"), text, [tr("Passphrase")], lambda words: self._close(DECRYPT, words[0]), new=False
        )

    @Slot()
    def ask_to_change(self) -> None:
        """The old one and a new one."""
        labels = [tr("Passphrase"), tr("New passphrase"), tr("Once more")]
        self._ask(tr("Change"), tr("The library itself stays as it is."), labels, self._change, new=True)

    @Slot()
    def lock_now(self) -> None:
        """Carrel closes, and opens again at the locked library's page."""
        self._close(LOCK, "")

    def _ask(self, title: str, text: str, labels: list[str], then: object, *, new: bool) -> None:
        self.dialog = PassphraseDialog(self.window(), title, text, labels, then, new=new)  # type: ignore[arg-type]
        self.dialog.open()

    def _close(self, wish: str, passphrase: str) -> None:
        self._context.services.after.want(wish, passphrase)
        self.window().close()

    def _change(self, words: Sequence[str]) -> None:
        paths, notifications = self._context.services.paths, self._context.notifications
        operation = self._context.operations.run(self, lambda _job: set_passphrase(paths, words[0], words[1]))
        operation.on_success(lambda _done: notifications.success(tr("The passphrase was changed."))).start()

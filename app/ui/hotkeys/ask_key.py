"""The key that brings Carrel to the front from any program, while a person wants one: held, changed, kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence

from app.domain.errors import ErrorInfo, UserError
from app.services.settings import ASK_ANYWHERE, ASK_KEYS, Option, Value
from app.ui.hotkeys.checks import checked, from_text, to_text
from app.ui.hotkeys.ports import Hotkeys

if TYPE_CHECKING:
    from app.ui.bridge.operation import OperationRunner


class KeptSettings(Protocol):
    """What is asked of :class:`app.services.settings.Settings`."""

    def get(self, option: Option) -> Value:
        """The present value."""

    def set(self, option: Option, value: Value) -> None:
        """Keep another."""


class AskKey(QObject):
    """One per window. Signal: ``changed`` whenever anything below may be different.

    ``problem`` is why the key does not do what was wanted, until something else is wanted. While ``choosing``, a press
    does nothing: the person shows Carrel a key just then.
    """

    changed = Signal()

    def __init__(
        self,
        settings: KeptSettings,
        operations: OperationRunner,
        find_hotkeys: Callable[[], Hotkeys],
        act: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._operations = settings, operations
        self._find_hotkeys, self._act = find_hotkeys, act
        self._found: Hotkeys | None = None
        self._sequence = from_text(str(settings.get(ASK_KEYS)))
        self._held, self._works, self._wanted = False, False, False
        self.problem: ErrorInfo | None = None
        self.choosing = False

    def why_not(self) -> ErrorInfo | None:
        """Why no key can be had on this system; None where one can."""
        return self._hotkeys().why_not()

    def wanted(self) -> bool:
        """Whether the person switched it on."""
        return self._wanted

    def held(self) -> bool:
        """Whether it works now."""
        return self._held and self._works

    def sequence(self) -> QKeySequence:
        """The key that was chosen, or Carrel's proposal."""
        return self._sequence

    def words(self) -> str:
        """The key as the system writes it."""
        return self._sequence.toString(QKeySequence.SequenceFormat.NativeText)

    @Slot()
    def follow(self) -> None:
        """Do what the settings say: at the start, and again when the key could not be had."""
        self._sequence = from_text(str(self._settings.get(ASK_KEYS)))
        self._wanted = bool(self._settings.get(ASK_ANYWHERE))
        if not self._wanted:
            self.problem = None
            self._give_back()
        elif not self._held and self.why_not() is None:
            self._try(self._sequence)
        self.changed.emit()

    def switch(self, on: bool) -> None:
        """On: the key is had from now on, or ``problem`` says why not, and it stays off."""
        if on and self._try(self._sequence):
            self._wanted = True
            self._keep({ASK_KEYS: to_text(self._sequence), ASK_ANYWHERE: True})
        elif not on:
            self._wanted, self.problem = False, None
            self._give_back()
            self._keep({ASK_ANYWHERE: False})
        self.changed.emit()

    def choose(self, sequence: QKeySequence) -> None:
        """Another key, or ``problem`` says why not, and the old one stands. While it is off, it is only tried."""
        if self._try(sequence):
            self._sequence = sequence
            if not self._wanted:
                self._give_back()
            self._keep({ASK_KEYS: to_text(sequence)})
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """The window closes."""
        self._give_back()

    def _hotkeys(self) -> Hotkeys:
        if self._found is None:
            self._found = self._find_hotkeys()
        return self._found

    def _try(self, sequence: QKeySequence) -> bool:
        try:
            self._hotkeys().take(checked(sequence), self._on_pressed, self._on_moved)
        except UserError as error:
            self.problem = error.info()
            return False
        self.problem, self._held, self._works = None, True, True
        return True

    def _give_back(self) -> None:
        if self._held:
            self._hotkeys().give_back()
        self._held = False

    def _keep(self, values: dict[Option, Value]) -> None:
        """Written in the background; where that fails, what was kept before holds again."""

        def write(_job: object) -> None:
            for option, value in values.items():
                self._settings.set(option, value)

        operation = self._operations.run(self, write)
        operation.on_success(lambda _none: self.changed.emit()).on_failure(self._on_not_kept).start()

    def _on_not_kept(self, error: ErrorInfo) -> None:
        self._give_back()
        self.follow()
        self.problem = error
        self.changed.emit()

    def _on_pressed(self) -> None:
        if not self.choosing:
            self._act()

    def _on_moved(self, error: UserError | None) -> None:
        self._works, self.problem = error is None, None if error is None else error.info()
        self.changed.emit()

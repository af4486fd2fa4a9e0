"""Which keys a person may choose for the whole system, and which one Carrel proposes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from app.domain.errors import UserError
from app.i18n import tr
from app.ui.actions import COMMANDS
from app.ui.hotkeys.ports import words

_PROPOSAL = "Ctrl+Alt+Space"
_PROPOSAL_ON_A_MAC = "Meta+Shift+Space"
"""⌃⇧Space. ⌘Space and ⌥⌘Space are Spotlight's, ⌃Space and ⌃⌥Space change the input source, ⌃⌥ is VoiceOver's."""
_ENOUGH = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_MODIFIERS = frozenset(
    {
        *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Meta, Qt.Key.Key_Alt, Qt.Key.Key_AltGr),
        *(Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock),
        *(Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown),
    }
)


def proposal(platform: str = sys.platform) -> QKeySequence:
    """What is free on most computers: no system, no desktop and no input method has it from the start."""
    text = _PROPOSAL_ON_A_MAC if platform == "darwin" else _PROPOSAL
    return QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)


def from_text(text: str) -> QKeySequence:
    """What is kept in the settings; the proposal for an empty text, and for one that names no key."""
    sequence = QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)
    return sequence if to_text(sequence) else proposal()


def to_text(sequence: QKeySequence) -> str:
    """For the settings: the same words on every system and in every language."""
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def checked(sequence: QKeySequence) -> QKeyCombination:
    """The one key that a sequence names.

    Raises:
        UserError: ``hotkey_unusable`` for none, several or a modifier alone, ``hotkey_needs_modifier`` for one that
            types, ``hotkey_used_here`` for one of Carrel's, ``hotkey_used_everywhere`` for Copy, Save and so on.
    """
    native = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    keys = sequence[0] if sequence.count() == 1 else QKeyCombination()  # type: ignore[index] # the stubs lack it
    if keys.key() in _MODIFIERS:
        raise UserError("hotkey_unusable", keys=native)
    if not keys.keyboardModifiers() & _ENOUGH:
        raise UserError("hotkey_needs_modifier", keys=native)
    _refuse_what_is_used(sequence, words(keys))
    return keys


def _refuse_what_is_used(sequence: QKeySequence, native: str) -> None:
    for command in COMMANDS:
        if any(QKeySequence(shortcut) == sequence for shortcut in command.shortcuts):
            raise UserError("hotkey_used_here", keys=native, what=tr(command.text))
    for standard in QKeySequence.StandardKey:
        if sequence in QKeySequence.keyBindings(standard):
            raise UserError("hotkey_used_everywhere", keys=native)

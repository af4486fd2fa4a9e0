"""A model's tokens and their bytes: llama.cpp's vocabulary made safe to call. Raises UserError("too_large")."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from llama_cpp import llama_cpp

from app.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens and their bytes."""

    pointer: Any

    @property
    def size(self) -> int:
        """Number of tokens."""
        return int(llama_cpp.llama_vocab_n_tokens(self.pointer))

    def tokenize(self, text: str, *, special: bool, control: bool | None = None) -> list[int]:
        """``special``: add the model's own first token; ``control``: read control tokens as such (None: as special)."""
        control = special if control is None else control
        data = text.encode("utf-8", errors="replace")
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.pointer, data, len(data), tokens, room, special, control)
        if count < 0:
            raise UserError("too_large", size=len(data))
        return list(tokens[:count])

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The token's bytes; control tokens are empty unless ``special``."""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            size = llama_cpp.llama_token_to_piece(self.pointer, token, buffer, room, 0, special)
            if size >= 0:
                return buffer.raw[:size]
            room = -size

    def text(self, token: int) -> str:
        """The token as it is written in the vocabulary; empty for "none"."""
        return self.piece(token, special=True).decode("utf-8", errors="replace") if token >= 0 else ""

    def control_texts(self) -> list[str]:
        """All control tokens."""
        is_control = llama_cpp.llama_vocab_is_control
        return [self.text(token) for token in range(self.size) if is_control(self.pointer, token)]

    def control_tokens(self, texts: Iterable[str]) -> frozenset[int]:
        """Those in the texts that would not be shown, being control tokens."""
        is_control = llama_cpp.llama_vocab_is_control
        tokens = {token for text in texts for token in self.tokenize(text, special=False, control=True)}
        return frozenset(token for token in tokens if is_control(self.pointer, token))

    def ends(self, token: int) -> bool:
        """Whether the token ends generation."""
        return bool(llama_cpp.llama_vocab_is_eog(self.pointer, token))

    def endings(self) -> list[int]:
        """All tokens that end generation."""
        return [token for token in range(self.size) if self.ends(token)]

    def follows(self, prompt: str, tokens: Sequence[int], text: str, *, control: bool) -> int:
        """The first token of ``text`` where it follows the whole ``prompt``, whose tokens are given.

        Where the border between them is drawn differently once both stand together, the first token of ``text``
        alone. Raises UserError("invalid_input") for a text without tokens.
        """
        together = self.tokenize(prompt + text, special=True, control=control)
        if len(together) > len(tokens) and together[: len(tokens)] == list(tokens):
            return together[len(tokens)]
        alone = self.tokenize(text, special=False)
        if not alone:
            raise UserError("invalid_input", detail="probe")
        return alone[0]

    def bos_text(self) -> str:
        """The first token as text."""
        return self.text(llama_cpp.llama_vocab_bos(self.pointer))

    def eos_text(self) -> str:
        """The last token as text."""
        return self.text(llama_cpp.llama_vocab_eos(self.pointer))

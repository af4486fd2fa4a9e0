"""llama.cpp's log: warnings and errors go to the child's own log, without the model's path."""

from __future__ import annotations

import sys
from collections import deque
from typing import Any

from llama_cpp import llama_cpp

_HELD: list[Any] = []
"""Callbacks the library may still call: it keeps the last one until the process ends, so none is ever let go."""
_WARN, _ERROR, _CONTINUED = 3, 4, 5  # enum ggml_log_level in ggml.h


class NativeLog:
    """What the library says from now on, until another one is made; the library calls it even when nobody holds it.

    While ``lines`` is a list, everything is collected there, whatever its level.
    """

    def __init__(self) -> None:
        self.recent: deque[str] = deque(maxlen=20)
        self.secret = ""
        self.lines: list[str] | None = None
        self._level = 0
        self._callback = llama_cpp.llama_log_callback(self._take)
        _HELD.append(self._callback)
        llama_cpp.llama_log_set(self._callback, None)

    def _take(self, level: int, text: bytes, _data: Any) -> None:
        self._level = self._level if level == _CONTINUED else level
        if self.lines is not None:
            self.lines.append(text.decode("utf-8", errors="replace"))
        if self._level not in {_WARN, _ERROR}:
            return
        line = text.decode("utf-8", errors="replace")
        if self.secret:
            line = line.replace(self.secret, "MODEL")
        self.recent.append(line)
        sys.stderr.write(line)

    def mentions(self, *words: str) -> bool:
        """Whether one of the words stands in the recent messages."""
        text = "".join(self.recent).casefold()
        return any(word in text for word in words)

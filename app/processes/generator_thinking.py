"""Tells a model's thinking from its answer while both stream: thinking stands between two tags at the beginning."""

from __future__ import annotations

from collections.abc import Iterator


class ThinkingSplitter:
    """Takes shown text and gives it back in pieces, each with whether it is thought.

    ``tags`` None: the model does not think. ``inside``: the prompt has opened the tag already. A tag further on in the
    answer is text: only a model that begins with it thinks.
    """

    def __init__(self, tags: tuple[str, str] | None, *, inside: bool = False) -> None:
        self._open, self._close = tags or ("", "")
        self._state = "thinking" if tags and inside else "beginning" if tags else "answer"
        self._held = ""

    def feed(self, text: str) -> Iterator[tuple[str, bool]]:
        """What may be shown now; what may be the beginning of a tag is held back."""
        self._held += text
        if self._state == "beginning":
            self._begin()
        if self._state == "thinking":
            yield from self._think()
        if self._state == "after":
            self._held = self._held.lstrip()
            self._state = "answer" if self._held else "after"
        if self._state == "answer" and self._held:
            shown, self._held = self._held, ""
            yield shown, False

    def finish(self) -> Iterator[tuple[str, bool]]:
        """What was held back, now that nothing follows."""
        held, self._held = self._held, ""
        if held and self._state != "after":
            yield held, self._state == "thinking"

    def _begin(self) -> None:
        begun = self._held.lstrip()
        if begun.startswith(self._open):
            self._held, self._state = begun[len(self._open) :], "thinking"
        elif not self._open.startswith(begun):
            self._state = "answer"

    def _think(self) -> Iterator[tuple[str, bool]]:
        at = self._held.find(self._close)
        if at >= 0:
            thought, self._held = self._held[:at], self._held[at + len(self._close) :]
            self._state = "after"
        else:
            keep = self._doubtful()
            thought, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        if thought:
            yield thought, True

    def _doubtful(self) -> int:
        """Length of the longest end of what is held that the closing tag begins with."""
        for length in range(min(len(self._close) - 1, len(self._held)), 0, -1):
            if self._close.startswith(self._held[-length:]):
                return length
        return 0

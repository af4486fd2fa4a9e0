"""Windows of a transcript that fit a model: cut between utterances, nothing left out, nothing cut short silently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.meetings import Utterance

CountTokens = Callable[[Sequence[str]], list[int]]
_OVERLAP = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Utterances ``context`` were read in the window before and only explain; ``own`` are to be reported on."""

    context: tuple[Utterance, ...]
    own: tuple[Utterance, ...]

    @property
    def all(self) -> tuple[Utterance, ...]:
        """Both, in order."""
        return self.context + self.own


def line_of(utterance: Utterance) -> str:
    """How an utterance is shown to the model."""
    return f"{utterance.id} {utterance.speaker or '-'}: {utterance.text}"


def cut_windows(utterances: Sequence[Utterance], count_tokens: CountTokens, max_tokens: int) -> list[Window]:
    """Every utterance is in exactly one window's ``own``; one that is too long by itself gets a window alone."""
    sizes = [size + 1 for size in count_tokens([line_of(u) for u in utterances])]
    windows: list[Window] = []
    own: list[int] = []
    used = 0
    for i, size in enumerate(sizes):
        if own and used + size > max_tokens:
            windows.append(_window(utterances, own))
            own = []
            used = sum(sizes[max(0, i - _OVERLAP) : i])
        own.append(i)
        used += size
    return [*windows, _window(utterances, own)] if own else windows


def _window(utterances: Sequence[Utterance], own: Sequence[int]) -> Window:
    first = own[0]
    return Window(tuple(utterances[max(0, first - _OVERLAP) : first]), tuple(utterances[i] for i in own))

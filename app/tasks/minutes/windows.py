"""Windows of a transcript that fit a model: cut between utterances, nothing left out, nothing cut short silently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.domain.meetings import Utterance
from app.retrieval.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]
_OVERLAP = 2
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Window:
    """Utterances ``context`` were read in the window before and only explain; ``own`` are to be reported on.

    An utterance that is too long for a window by itself comes in parts, cut between words, all with its id.
    """

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
    """Every utterance is in ``own`` once, whole or in all its parts; no window is longer than ``max_tokens``."""
    lines, sizes = _lines(utterances, count_tokens, max_tokens)
    windows: list[Window] = []
    own: list[int] = []
    used = 0
    for i, size in enumerate(sizes):
        if own and used + size > max_tokens:
            windows.append(_window(lines, own, sizes, max_tokens))
            own = []
            used = sum(sizes[max(0, i - _OVERLAP) : i])
        own.append(i)
        used += size
    return [*windows, _window(lines, own, sizes, max_tokens)] if own else windows


def _lines(
    utterances: Sequence[Utterance], count_tokens: CountTokens, max_tokens: int
) -> tuple[list[Utterance], list[int]]:
    """The utterances, those too long in parts, and how many tokens each takes, line end included."""
    lines: list[Utterance] = []
    sizes: list[int] = []
    for start in range(0, len(utterances), _BATCH):
        batch = utterances[start : start + _BATCH]
        for utterance, size in zip(batch, _sizes(batch, count_tokens), strict=True):
            parts = [utterance] if size <= max_tokens else _parts(utterance, size, max_tokens)
            lines += parts
            sizes += [size] if len(parts) == 1 else _sizes(parts, count_tokens)
    return lines, sizes


def _sizes(utterances: Sequence[Utterance], count_tokens: CountTokens) -> list[int]:
    return [size + 1 for size in count_tokens([line_of(u) for u in utterances])]


def _parts(utterance: Utterance, size: int, max_tokens: int) -> list[Utterance]:
    """Of at most about half a window each: between sentences where that goes, else between words."""
    longest = max(1, len(utterance.text) * max_tokens // (2 * size))
    texts = [""]
    for span in split_sentences(utterance.text):
        for word in _pieces(utterance.text[span.start : span.end], longest):
            if texts[-1] and len(texts[-1]) + len(word) > longest:
                texts.append("")
            texts[-1] = f"{texts[-1]} {word}".strip()
    return [replace(utterance, text=text) for text in texts]


def _pieces(sentence: str, longest: int) -> list[str]:
    return [sentence] if len(sentence) <= longest else sentence.split()


def _window(lines: Sequence[Utterance], own: Sequence[int], sizes: Sequence[int], max_tokens: int) -> Window:
    """With the two lines before it, where there is room for them."""
    first = own[0]
    room = max_tokens - sum(sizes[i] for i in own)
    context: list[Utterance] = []
    for i in range(first - 1, max(-1, first - 1 - _OVERLAP), -1):
        room -= sizes[i]
        if room < 0:
            break
        context.insert(0, lines[i])
    return Window(tuple(context), tuple(lines[i] for i in own))

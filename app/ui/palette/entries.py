"""What the palette can find, and in which order it is shown. Pure but for the callables that entries carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.ui.palette.fuzzy import fit_folded, fold, holds

MOST_SHOWN = 60
_RECENT_BONUS = 12.0
_BONUS = {"command": 6.0, "task": 5.0, "setting": -4.0, "document": -2.0}
"""What is looked for more often comes first among equals."""
_MOST_SCORED = 3000
"""Of those that hold the words first; a letter or two stand nearly everywhere, and more will be typed."""
_FEW = frozenset({"command", "task", "setting"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find. ``key`` says which one over restarts and holds no name of anything the person owns.

    ``kind``: command, task, chat, document, meeting, setting or ask. ``detail`` stands beside the title, ``keys`` at
    the right edge. ``here``: it belongs to the area that is open.
    """

    key: str
    kind: str
    title: str
    run: Callable[[], None] = field(compare=False)
    detail: str = ""
    icon: str = "chevron-right"
    keys: str = ""
    words: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, the characters of its title that were found, and whether it was used before."""

    entry: Entry
    marks: tuple[int, ...] = ()
    recent: bool = False


class Finder:
    """Looks through entries; they are folded once."""

    def __init__(self, entries: Iterable[Entry], recent: Sequence[str] = ()) -> None:
        self._entries = [
            (entry, fold(entry.title), fold(f"{entry.words} {entry.detail}")) for entry in entries
        ]
        self._rank = {key: place for place, key in enumerate(recent)}

    def find(self, typed: str) -> list[Found]:
        """The best first. Nothing typed: what was used last, then commands, those of the window before the others."""
        words = fold(typed).split()
        return self._matching(words) if words else self._unasked()

    def _matching(self, words: list[str]) -> list[Found]:
        """Letters with gaps are looked for in chats and documents only where too few hold the words themselves."""
        held: list[tuple[Entry, str, str]] = []
        others: list[tuple[Entry, str, str]] = []
        for row in self._entries:
            (held if holds(words, row[1], row[2]) else others).append(row)
        few = [row for row in others if row[0].kind in _FEW]
        rest = [row for row in others if row[0].kind not in _FEW] if len(held) < MOST_SHOWN else []
        scored = []
        for entry, title, other in [*few, *held, *rest][:_MOST_SCORED]:
            found = fit_folded(words, title, other)
            if found is not None:
                score = found.score + _BONUS.get(entry.kind, 0.0) + self._bonus(entry)
                scored.append((-score, entry.title, Found(entry, found.marks, entry.key in self._rank)))
        scored.sort(key=lambda row: row[:2])
        return [found for _, _, found in scored[:MOST_SHOWN]]

    def _unasked(self) -> list[Found]:
        entries = [entry for entry, _, _ in self._entries]
        used = sorted((e for e in entries if e.key in self._rank), key=lambda e: self._rank[e.key])
        rest = [e for e in entries if e.key not in self._rank and e.kind in ("command", "task")]
        rest.sort(key=lambda e: (e.key.startswith("command:") and bool(e.detail), not e.here))
        return [*(Found(e, recent=True) for e in used), *map(Found, rest)][:MOST_SHOWN]

    def _bonus(self, entry: Entry) -> float:
        place = self._rank.get(entry.key)
        return 0.0 if place is None else _RECENT_BONUS / (1 + place / 4)

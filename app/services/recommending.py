"""Which model of the catalogue suits this machine: what fits, how fast it would write, and why it is recommended.

The best is the largest that fits as it is and writes at a pace one can read along with. Where no speed was measured
here, that of an ordinary computer decides between models; it is a guess, and never shown. Without a shape in the
catalogue there is no report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.catalog.fit import FitReport, ModelSpec, Verdict, fit, spec_from_numbers
from app.domain.catalogue import CatalogueEntry, ModelKind
from app.domain.machine import Machine

READING_PACE = 8.0
"""Tokens a second; a person reads about five words a second, a word is about 1.3 tokens."""
_ORDINARY = 20e9
"""Bytes a second that an ordinary computer reads from its memory (two channels of DDR4 give about twice that)."""
_PER_CORE = 5e9
"""Bytes of quantized weights a second that one core gets through."""
_SHARE = 0.6
"""Of the memory that is free: beyond that the computer has nothing left for anything else."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry on this machine. ``report`` is None where the catalogue does not say enough to reckon with.

    ``best``: the one to take. ``estimate``: the figures are from the catalogue, not from the file.
    """

    entry: CatalogueEntry
    report: FitReport | None
    best: bool = False
    estimate: bool = True


class Recommender:
    """``machine`` is asked each time; ``n_ctx`` is the context that is set."""

    def __init__(self, machine: Callable[[], Machine], n_ctx: Callable[[], int]) -> None:
        self._machine = machine
        self._n_ctx = n_ctx

    def suggestions(self, entries: Iterable[CatalogueEntry]) -> tuple[Suggestion, ...]:
        """In the catalogue's order; one at most is the best."""
        machine, n_ctx = self._machine(), self._n_ctx()
        reports = [(entry, _report(entry, machine, n_ctx)) for entry in entries]
        best = _best(reports, machine)
        return tuple(Suggestion(entry, report, entry is best) for entry, report in reports)


def spec_of_entry(entry: CatalogueEntry) -> ModelSpec | None:
    """What the catalogue knows of a model's size; None where that is not enough."""
    shape, weights = entry.shape, entry.bytes
    if weights is None or not shape.known:
        return None
    return spec_from_numbers(
        entry.name,
        weights=weights,
        parameters=entry.parameters,
        n_layer=shape.n_layer,
        n_embd=shape.n_embd,
        n_head_kv=shape.n_head_kv,
        head_length=shape.head_dim,
        n_ff=shape.n_ff,
        n_vocab=shape.n_vocab,
        n_ctx_train=shape.n_ctx_train,
        window=shape.sliding_window,
        pattern=shape.full_every,
    )


def _report(entry: CatalogueEntry, machine: Machine, n_ctx: int) -> FitReport | None:
    spec = spec_of_entry(entry) if entry.kind is ModelKind.GENERATOR else None
    return fit(spec, machine, n_ctx=n_ctx) if spec is not None else None


def _best(reports: list[tuple[CatalogueEntry, FitReport | None]], machine: Machine) -> CatalogueEntry | None:
    fitting = [
        entry
        for entry, report in reports
        if report is not None
        and report.verdict is Verdict.FITS
        and report.memory.memory <= _SHARE * machine.available
        and _pace(entry, report, machine) >= READING_PACE
    ]
    # Of two of about the same size the later one of the catalogue is the newer; a licence to accept is a hurdle.
    ranked = sorted(fitting, key=lambda entry: (not entry.licence.accept, entry.parameters // 500_000_000))
    return ranked[-1] if ranked else None


def _pace(entry: CatalogueEntry, report: FitReport, machine: Machine) -> float:
    """Measured, or else a guess that serves to choose alone."""
    if report.tokens_per_second is not None:
        return report.tokens_per_second
    if machine.device is not None:
        return READING_PACE
    return min(_ORDINARY, _PER_CORE * machine.cores) / (entry.bytes or 1)

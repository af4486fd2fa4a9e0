"""The groups of the settings, in the order in which people look for them, and what can be searched in them."""

from __future__ import annotations

from typing import Protocol

from app.i18n import N_, tr
from app.services.settings import (
    ASK_ANYWHERE,
    ASK_KEYS,
    EMBEDDER,
    EMBEDDER_NEXT,
    LOOK_FOR_MODELS,
    MODEL,
    RERANKER,
    Option,
)
from app.ui.palette.fuzzy import fit

GROUPS = {
    "Answers": N_("How questions are answered"),
    "Library": N_("How documents are taken in and read"),
    "Window": N_("How Carrel looks, and how it tells you something"),
    "Model": N_("The model that writes, its memory and its processors"),
    "Network": N_("When, and how, the network may be used"),
}
"""Those of the options, the first asked for first; others follow in the order of their declaration."""

NOT_HERE = frozenset(
    option.key for option in (MODEL, EMBEDDER, EMBEDDER_NEXT, RERANKER, LOOK_FOR_MODELS, ASK_KEYS)
)
"""Options that have a place of their own."""
ON_A_CARD = frozenset({ASK_ANYWHERE.key})
"""Options of the settings whose editor stands on a card of its own, not among those of its group."""


class Declared(Protocol):
    """What declares options (``app.services.settings``)."""

    def options(self) -> tuple[Option, ...]:
        """All of them."""


def shown_options(settings: Declared) -> list[Option]:
    """What can be set in the settings, by group."""
    options = [option for option in settings.options() if option.key not in NOT_HERE]
    order = list(GROUPS)
    order += [option.group for option in options if option.group not in order]
    return sorted(options, key=lambda option: order.index(option.group))


def fits(option: Option, typed: str) -> bool:
    """Whether the option is meant by what was typed: its name, help, group, choices and key are looked at."""
    choices = " ".join(tr(label) for _, label in option.choices)
    words = f"{tr(option.help)} {tr(option.group)} {choices} {option.key} {option.label}"
    return not typed or fit(typed, tr(option.label), words) is not None

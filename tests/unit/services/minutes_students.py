"""Language models that know how to take minutes, as far as the examination goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.language_models import GenerationRequest, LoadedModel

Reply = str | Callable[[GenerationRequest], str]

ANSWERS = {
    "The old pump only": (
        "DECISION|6|-|-|We buy the big model.\nACTION|7|Felix|by Wednesday|Felix will order it by Wednesday.\n"
        "ACTION|8|Iris|-|Iris asks the insurance for the form about the flooded shelves.\n"
        "QUESTION|10|-|-|Does the drain belong to us or to the town?\nEND"
    ),
    "The brochure has to be": (
        "ACTION|4|Milan|tonight|Milan sends all thirty photos tonight.\n"
        "DECISION|8|-|-|We take the drawing for the cover.\nACTION|9|Greta|-|Greta writes the page about prices.\n"
        "QUESTION|9|-|-|What does shipping cost now?\nEND"
    ),
    "Die alte Pumpe schafft": (
        "DECISION|6|-|-|Wir kaufen das große Modell.\nACTION|7|Felix|bis Mittwoch|Felix bestellt sie bis Mittwoch.\n"
        "ACTION|8|Iris|-|Iris fragt die Versicherung nach dem Formular für die nassen Regale.\n"
        "QUESTION|10|-|-|Gehört der Abfluss uns oder der Stadt?\nEND"
    ),
}


def student(*replies: Reply) -> Callable[[GenerationRequest], str]:
    """Passes every paper; to anything else gives ``replies`` in turn, the last one for good."""
    given = 0

    def reply(request: GenerationRequest) -> str:
        nonlocal given
        shown = request.messages[-1].content
        answer = next((a for talk, a in ANSWERS.items() if talk in shown), None)
        if answer is not None:
            return answer
        given += 1
        chosen = replies[min(given, len(replies)) - 1]
        return chosen(request) if callable(chosen) else chosen

    return reply


def loaded(n_params: int = 3_000_000_000, n_ctx: int = 4096, path: Path = Path("able.gguf")) -> LoadedModel:
    """A model that is in memory."""
    return LoadedModel("able", path, n_ctx, n_params, "CPU", 1, 0)

"""What is written beside an adapter: the card Carrel reads, and a model card for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.teaching import Taught, TeachSettings
from app.tasks import read_passage
from app.teaching.dataset import Provenance
from app.teaching.measures import Scores

TASK = "answer"
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Making:
    """How an adapter came about. ``base`` is the model's fingerprint as the card has it.

    ``bare``: the model without an adapter; ``current``: with the one used so far, if there was one.
    """

    settings: TeachSettings
    taught: Taught
    provenance: Provenance
    learn: int
    check: int
    model_name: str
    base: Mapping[str, Any]
    base_sha256: str
    created: str
    carrel_version: str
    bare: Scores | None = None
    current: Scores | None = None
    after: Scores | None = None
    readings: int = field(default=0)


def card(making: Making) -> dict[str, Any]:
    """card.json, as :mod:`app.catalog.adapter_card` describes it."""
    return {
        "name": making.settings.name,
        "base_model_name": making.model_name,
        "task": TASK,
        "prompt": read_passage.FORMAT,
        "none": read_passage.NONE.strip(),
        "base": dict(making.base),
        "base_sha256": making.base_sha256,
        "thresholds": {},
        "training": _training(making),
        "licences": list(making.provenance.licences),
        "created": making.created,
        "carrel_version": making.carrel_version,
    }


def scores_json(scores: Scores | None) -> dict[str, Any] | None:
    """Rounded; None stays None."""
    return None if scores is None else {key: _rounded(value) for key, value in asdict(scores).items()}


def model_card(making: Making) -> str:
    """README.md."""
    settings, taught = making.settings, making.taught
    licences = [f"- {text}" for text in making.provenance.licences] or ["- not stated"]
    credits_ = [f"- {text}" for text in making.provenance.credits]
    return "\n".join(
        [
            f"# {settings.name}",
            "",
            f"An answer adapter (LoRA) for **{making.model_name}**: reads one passage for one question and says the",
            "shortest words of it that answer, or “none”. It is of use with this model only.",
            "",
            "## Data",
            "",
            f"{making.learn} examples to learn from, {making.check} kept back to check.",
            *(["Credits:", "", *credits_, ""] if credits_ else []),
            "Licences of the data:",
            "",
            *licences,
            "",
            "## Figures on the examples kept back",
            "",
            *_table(making),
            "",
            "Exact and F1: the written answer against the true one where the passage holds it, counted in words.",
            "AUROC: how well the probability of “none” tells passages with the answer from the others (.5 is chance).",
            "",
            "## How it was made",
            "",
            f"`carrel teach`, Carrel {making.carrel_version}, {making.created}. Prompt form `{read_passage.FORMAT}`.",
            f"Rank {settings.rank}, layers from {taught.first_layer}, {taught.steps} steps in {settings.epochs} epochs"
            f"{'' if taught.complete else ' (stopped by the time limit)'}, learning rate {taught.learning_rate:g},",
            f"seed {settings.seed}; {taught.seconds / 60:.1f} minutes on {taught.device} in {taught.precision};"
            f" last loss {taught.loss:.3f}.",
            *([f"{taught.left_out} readings were too long and left out."] if taught.left_out else []),
            "",
        ]
    )


def _training(making: Making) -> dict[str, Any]:
    settings, taught = making.settings, making.taught
    return {
        "examples": making.learn,
        "examples_kept_back": making.check,
        "readings": taught.lessons,
        "readings_left_out": taught.left_out,
        "epochs": settings.epochs,
        "steps": taught.steps,
        "complete": taught.complete,
        "rank": settings.rank,
        "first_layer": taught.first_layer,
        "learning_rate": taught.learning_rate,
        "seed": settings.seed,
        "seconds": round(taught.seconds, 1),
        "device": taught.device,
        "precision": taught.precision,
        "loss": _rounded(taught.loss),
        "loss_kept_back": {"before": _rounded(taught.loss_before), "after": _rounded(taught.loss_after)},
        "bare": scores_json(making.bare),
        "before": scores_json(making.current),
        "after": scores_json(making.after),
        "credits": list(making.provenance.credits),
    }


def _table(making: Making) -> list[str]:
    rows = [
        ("the model alone", making.bare),
        ("with the adapter before", making.current),
        ("with this one", making.after),
    ]
    lines = [
        f"| {name} | {_shown(scores.exact)} | {_shown(scores.f1)} | {_shown(scores.auroc)} | {scores.readings} |"
        for name, scores in rows
        if scores is not None
    ]
    if not lines:
        return ["There were too few examples, or groups of them, to keep any back: nothing was measured."]
    loss = making.taught
    losses = f"Mean loss: {_shown(loss.loss_before)} before, {_shown(loss.loss_after)} after."
    return ["| | exact | F1 | AUROC | readings |", "|---|---|---|---|---|", *lines, "", losses]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)

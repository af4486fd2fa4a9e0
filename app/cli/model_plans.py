"""How a model would be loaded on this machine, for the command line."""

from __future__ import annotations

from typing import Any

from app import wording
from app.catalog.fit import FitReport
from app.i18n import figure, tr


def plan_json(report: FitReport) -> dict[str, Any]:
    """What was chosen, what it takes in bytes, and why."""
    use = report.memory
    return {
        "verdict": report.verdict.value,
        "n_ctx": report.plan.n_ctx,
        "n_gpu_layers": report.plan.n_gpu_layers,
        "cache": report.plan.cache.value,
        "bytes": {"weights": use.weights, "cache": use.cache, "work": use.work, "engine": use.engine,
                  "memory": use.memory, "device": use.device},
        "reasons": [{"code": reason.code, "text": wording.describe_note(reason.code, reason.params)}
                    for reason in report.reasons],
        "tokens_per_second_estimate": report.tokens_per_second,
    }  # fmt: skip


def plan_lines(report: FitReport) -> list[str]:
    """Sentences."""
    said = [wording.describe_note(reason.code, reason.params) for reason in report.reasons]
    speed = report.tokens_per_second
    if speed is not None:
        said.append(
            tr("It would write about {speed} tokens a second here (an estimate).", speed=figure(speed, 0))
        )
    return said

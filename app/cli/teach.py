"""teach: an answer adapter for the chosen model from examples."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.exit_codes import DONE
from app.cli.output import Output, duration, shown
from app.cli.session import session
from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken
from app.i18n import N_, figure, tr
from app.paths import AppPaths
from app.processes.teacher_engine import require_libraries
from app.services.teaching import Install, TeachOptions, TeachReport, Verdict
from app.teaching.card import card, scores_json
from app.teaching.measures import Scores

_SENTENCES = {
    Verdict.BETTER: N_("It reads the examples kept back better than before."),
    Verdict.NOT_BETTER: N_("It does not read the examples kept back better than before"),
    Verdict.NOT_CHECKED: N_(
        "There were too few examples or groups to keep some back, so nothing says that it is better"
    ),
}


def teach(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Teach, report, put to use. Exit 0 also when what came of it was not better."""
    require_libraries()  # before anything is measured or loaded
    wishes = TeachOptions(
        name=options.name or "",
        folder=options.out,
        epochs=options.epochs,
        rank=options.rank,
        learning_rate=options.learning_rate,
        first_layer=options.first_layer,
        max_minutes=options.max_minutes,
        seed=options.seed,
        resume=options.resume,
        install=_install(options),
    )
    with session(options, paths) as services:
        try:
            report = services.teaching.teach(options.data, wishes, cancel, out.progress)
        except Cancelled:
            out.note(tr("Stopped; if learning had begun, the same command with --resume goes on from there."))
            raise
    out.result(_json(report), "\n".join(_lines(report)))
    return DONE


def _install(options: argparse.Namespace) -> Install:
    if options.no_install:
        return Install.NEVER
    return Install.ANYWAY if options.install_anyway else Install.IF_BETTER


def _json(report: TeachReport) -> dict[str, Any]:
    making = report.making
    return {
        "name": making.settings.name,
        "model": making.model_name,
        "examples": {"learn": making.learn, "check": making.check},
        "bare": scores_json(making.bare),
        "before": scores_json(making.current),
        "after": scores_json(making.after),
        "verdict": report.verdict.value,
        "folder": str(report.folder),
        "installed": str(report.installed) if report.installed else None,
        "training": card(making)["training"],
    }


def _lines(report: TeachReport) -> list[str]:
    making, taught = report.making, report.making.taught
    lines = [
        tr(
            "{model} was taught {lessons} readings from {learn} examples: {steps} steps in {duration}, "
            "last loss {loss}",
            model=making.model_name,
            lessons=taught.lessons,
            learn=making.learn,
            steps=taught.steps,
            duration=duration(taught.seconds),
            loss=figure(taught.loss, 3),
        )
    ]
    if taught.left_out:
        lines.append(tr("{left_out} readings were too long and left out", left_out=taught.left_out))
    if not taught.complete:
        lines.append(tr("The time was over before all was learnt"))
    lines += [
        _scores(name, scores)
        for name, scores in (
            (tr("the model alone"), making.bare),
            (tr("with the adapter before"), making.current),
            (tr("with the new one"), making.after),
        )
        if scores is not None
    ]
    return [*lines, _ending(report)]


def _scores(name: str, scores: Scores) -> str:
    values = [("exact", scores.exact), ("F1", scores.f1), (tr("AUROC of “none”"), scores.auroc)]
    said = ", ".join(f"{label} {value:.3f}" for label, value in values if value is not None)
    return tr("  {name}: {said} ({readings} readings)", name=name, said=said, readings=scores.readings)


def _ending(report: TeachReport) -> str:
    sentence = tr(_SENTENCES[report.verdict])
    if report.installed is not None:
        return tr(
            "{verdict}. It is used from now on: {name}",
            verdict=sentence.rstrip("."),
            name=shown(report.installed),
        )
    if report.verdict is Verdict.BETTER:
        return tr("{sentence} It was not put to use: {name}", sentence=sentence, name=shown(report.folder))
    return tr(
        "{sentence}; it was not put to use (--install-anyway does). It is in {name}",
        sentence=sentence,
        name=shown(report.folder),
    )

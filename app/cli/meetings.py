"""meetings: minutes that are kept, what is still open in a series of them, questions to one, templates."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.bootstrap import Services
from app.cli.exit_codes import DONE, SOME_FAILED
from app.cli.notes import paint_pdf
from app.cli.output import Output
from app.cli.session import session
from app.domain.errors import UserError
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken
from app.domain.minutes_templates import Layout, MinutesTemplate
from app.domain.retrieval import AnswerStatus
from app.i18n import N_, tr
from app.paths import AppPaths
from app.services.meeting_questions import MeetingAnswer
from app.services.minutes_export import export_minutes, export_suffixes
from app.services.minutes_words import clock, notes_of, origin_of

_NO_ANSWER = N_("That was not said in this meeting.")


def meetings(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Do what ``options.action`` names."""
    with session(options, paths) as services:
        return _ACTIONS[options.action](services, options, out, cancel)


def _list(services: Services, _options: argparse.Namespace, out: Output, _cancel: CancelToken) -> int:
    found = []
    for number, title, date, _at in services.minutes.list():
        series = services.meeting_series.of(number)
        found.append(
            {"number": number, "title": title, "date": date, "series": series.name if series else None}
        )
    lines = [
        f"{m['number']:>5}  {m['date'] or '':10}  {m['title']}"
        + (f"  ({m['series']})" if m["series"] else "")
        for m in found
    ]
    out.result({"meetings": found}, "\n".join(lines) or tr("No meetings are kept."))
    return DONE


def _keep(services: Services, options: argparse.Namespace, out: Output, cancel: CancelToken) -> int:
    numbers = []
    for path in options.transcripts:
        minutes = services.minutes.make(path, cancel, out.progress)
        cancel.raise_if_cancelled()
        numbers.append(services.minutes.keep(minutes, path))
        services.meeting_documents.enter(numbers[-1], cancel)
    out.result({"meetings": numbers}, tr("Kept as ") + ", ".join(map(str, numbers)))
    return DONE


def _export(services: Services, options: argparse.Namespace, out: Output, _cancel: CancelToken) -> int:
    if options.out.suffix.lower() not in export_suffixes():
        raise UserError("unsupported_export", suffix=options.out.suffix)
    number = MeetingId(options.number)
    minutes, layout = services.minutes.get(number), services.meeting_series.layout(number)
    if options.template:
        layout = Layout(services.meeting_series.templates.named(options.template), layout.carried)
    export_minutes(minutes, options.out, partial(paint_pdf, layout=layout), layout)
    out.result(
        {"out": str(options.out), "template": layout.template.name},
        tr("Minutes written to {out}", out=options.out),
    )
    return DONE


def _ask(services: Services, options: argparse.Namespace, out: Output, cancel: CancelToken) -> int:
    number = MeetingId(options.number)
    answer = services.meeting_questions.ask(number, options.question, cancel=cancel, on_progress=out.progress)
    out.result(_answer_json(answer), _answer_text(answer))
    return DONE if answer.status is not AnswerStatus.NOT_FOUND else SOME_FAILED


def _answer_json(answer: MeetingAnswer) -> dict[str, Any]:
    return {
        "status": answer.status.value,
        "text": answer.text,
        "speaker": answer.speaker,
        "citations": [
            {
                "n": c.n,
                "speaker": c.speaker,
                "start_s": None if c.start_ms is None else c.start_ms / 1000,
                "utterances": list(c.utterances),
                "quote": c.quote,
            }
            for c in answer.citations
        ],
    }


def _answer_text(answer: MeetingAnswer) -> str:
    found = answer.status is not AnswerStatus.NOT_FOUND
    shown = answer.citations if answer.text or not found else answer.citations[: answer.answers]
    lines = [answer.text or ("" if found else tr(_NO_ANSWER))]
    for c in shown:
        place = ", ".join(
            part for part in (c.speaker or "", "" if c.start_ms is None else clock(c.start_ms)) if part
        )
        lines.append(f"[{c.n}] {place}: “{c.quote}”")
    return "\n".join(line for line in lines if line)


def _series(services: Services, options: argparse.Namespace, out: Output, _cancel: CancelToken) -> int:
    numbers = [MeetingId(number) for number in options.numbers]
    known = next(
        (s for s in services.meeting_series.all() if s.name.casefold() == options.name.casefold()), None
    )
    for number in numbers:
        services.minutes.get(number)  # raises for one that is not there
    if known is None:
        services.meeting_series.begin(options.name, numbers)
    else:
        services.meeting_series.put(numbers, known.id)
    out.result(
        {"series": options.name, "meetings": numbers},
        tr("“{name}” has these meetings now.", name=options.name),
    )
    return DONE


def _actions(services: Services, options: argparse.Namespace, out: Output, _cancel: CancelToken) -> int:
    found: list[dict[str, Any]] = []
    lines: list[str] = []
    for series in services.meeting_series.all():
        if options.series and series.name.casefold() != options.series.casefold():
            continue
        for action in services.meeting_series.actions(series.id):
            item = action.item
            if item.done_on is not None or (options.owner and item.owner != options.owner):
                continue
            found.append(
                {
                    "series": series.name,
                    "text": item.text,
                    "owner": item.owner,
                    "due_date": item.due_date,
                    "meeting": {"number": action.meeting, "title": action.title, "date": action.date},
                }
            )
            lines.append(f"- {item.text} ({notes_of(item)}; {origin_of(action)})")
    out.result({"actions": found}, "\n".join(lines) or tr("Nothing is open."))
    return DONE


def _templates(services: Services, options: argparse.Namespace, out: Output, _cancel: CancelToken) -> int:
    templates = services.meeting_series.templates
    if options.export_to:
        name, file = options.export_to
        templates.export_file(templates.named(name), Path(file))
    if options.import_from:
        templates.import_file(options.import_from)
    found = templates.all()
    out.result({"templates": [_template_json(t) for t in found]}, "\n".join(t.name for t in found))
    return DONE


def _template_json(template: MinutesTemplate) -> dict[str, Any]:
    sections = [{"kind": s.kind, "heading": s.heading} for s in template.sections]
    return {"id": template.id, "name": template.name, "built_in": template.built_in, "sections": sections}


_ACTIONS: dict[str, Callable[[Services, argparse.Namespace, Output, CancelToken], int]] = {
    "list": _list,
    "keep": _keep,
    "export": _export,
    "ask": _ask,
    "series": _series,
    "actions": _actions,
    "templates": _templates,
}

"""feedback list, export, delete."""

from __future__ import annotations

import argparse

from app.bootstrap import Services
from app.cli.exit_codes import DONE
from app.cli.output import Output, shown
from app.cli.session import session
from app.domain.errors import UserError
from app.domain.feedback import EvaluationCase
from app.domain.ids import CaseId
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.paths import AppPaths
from app.services.feedback_export import case_json

_QUESTION_LENGTH = 70


def feedback(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    with session(options, paths) as services:
        if options.action == "list":
            return _list(services, out)
        if options.action == "export":
            number = services.feedback.export(options.file)
            out.result(
                {"cases": number, "out": str(options.file)},
                tr("{number} judged answers written to {name}", number=number, name=shown(options.file)),
            )
            return DONE
        return _delete(options, services, out)


def _list(services: Services, out: Output) -> int:
    cases = services.feedback.cases()
    lines = [_line(case) for case in cases]
    out.result(
        {"cases": [case_json(case) for case in cases]},
        "\n".join(lines) or tr("No answer has been judged yet."),
    )
    return DONE


def _delete(options: argparse.Namespace, services: Services, out: Output) -> int:
    numbers = None if options.all else [CaseId(number) for number in options.case]
    known = {case.id for case in services.feedback.cases()}
    for number in numbers or ():
        if number not in known:
            raise UserError("unknown_case", number=number)
    deleted = services.feedback.delete(numbers)
    out.result({"deleted": deleted}, tr("{deleted} judged answers deleted", deleted=deleted))
    return DONE


def _line(case: EvaluationCase) -> str:
    question = " ".join(case.question.split())
    if len(question) > _QUESTION_LENGTH:
        question = question[: _QUESTION_LENGTH - 1] + "…"
    complaint = case.judgement.complaint
    said = case.judgement.verdict.value + (f", {complaint.value.replace('_', ' ')}" if complaint else "")
    return f"{case.id:>4}  {said:<22}  {shown(question)}"

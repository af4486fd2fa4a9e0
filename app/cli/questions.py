"""search and ask, one question or a batch."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.bootstrap import Services
from app.cli.batch import Batch, BatchQuestion
from app.cli.exit_codes import DONE, INTERRUPTED, SOME_FAILED
from app.cli.output import Output, error_json
from app.cli.session import session
from app.cli.shapes import answer_json, search_json
from app.domain.errors import ErrorInfo, UserError
from app.domain.jobs import CancelToken
from app.domain.retrieval import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    EvidenceFound,
    Narrowed,
    Query,
    SearchResult,
    Support,
)
from app.i18n import tr
from app.paths import AppPaths
from app.services.assistant import ignore_event
from app.services.evidence import MAX_EVIDENCE
from app.services.settings import STRICT
from app.wording import describe, narrowed_words


def search(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Evidence without a model."""
    top = options.top or 10
    with session(options, paths) as services:
        if options.batch:

            def find(q: BatchQuestion) -> dict[str, Any]:
                where = q.scope or _scope(options)
                query = Query(q.question, top, where, q.history, options.everywhere)
                return search_json(services.search.search(query, cancel))

            return _batch(options, out, cancel, find)
        where = _checked_scope(services, options)
        query = Query(_question(options), top, where, everywhere=options.everywhere)
        result = services.search.search(query, cancel)
    out.result(search_json(result), _hits_text(result))
    return DONE


def ask(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """A cited answer."""
    with session(options, paths) as services:
        strict = services.settings.get(STRICT) if options.strict is None else options.strict
        who = services.assistants.find(options.assistant) if options.assistant else None

        def answer(q: BatchQuestion, on_event: Any = None) -> Answer:
            scope = q.scope if q.scope is not None or who is None else who.scope
            with services.speaking.as_(who):
                return services.assistant.ask(
                    q.question,
                    scope=scope,
                    history=q.history,
                    top_k=options.top or MAX_EVIDENCE,
                    strict=strict,
                    everywhere=options.everywhere,
                    cancel=cancel,
                    on_event=on_event or ignore_event,
                )

        if options.batch:
            return _batch(options, out, cancel, lambda q: answer_json(answer(_scoped(q, options))))
        question = BatchQuestion("", _question(options), _checked_scope(services, options), ())
        result = answer(question, lambda event: _show_event(event, out))
    out.result(answer_json(result), _answer_text(result))
    return INTERRUPTED if cancel.cancelled else DONE


def _batch(options: argparse.Namespace, out: Output, cancel: CancelToken, work: Any) -> int:
    if options.out is None:
        raise UserError("invalid_input", detail="--batch needs --out")
    batch = Batch(options.batch, options.out)
    failed = 0
    with batch:
        for question in batch.waiting():
            cancel.raise_if_cancelled()
            try:
                row = {"id": question.id, **work(question)}
            except UserError as error:
                failed += 1
                row = {"id": question.id, "error": error_json(error)}
            batch.write(row)
            out.progress(batch.progress())
    totals = {"questions": batch.total, "failed": failed, "out": str(options.out)}
    out.result(
        totals,
        tr(
            "{total} questions, {failed} failed; answers in {out}",
            total=batch.total,
            failed=failed,
            out=options.out,
        ),
    )
    return SOME_FAILED if failed else DONE


def _question(options: argparse.Namespace) -> str:
    if not (options.question or "").strip():
        raise UserError("empty_question")
    return str(options.question)


def _scope(options: argparse.Namespace) -> tuple[Path, ...] | None:
    return tuple(p.absolute() for p in options.scope) if options.scope else None


def _scoped(question: BatchQuestion, options: argparse.Namespace) -> BatchQuestion:
    return BatchQuestion(question.id, question.question, question.scope or _scope(options), question.history)


def _checked_scope(services: Services, options: argparse.Namespace) -> tuple[Path, ...] | None:
    for path in options.scope or ():
        if not services.library.documents(scope=[path]):
            raise UserError("unknown_document", path=str(path))
    return _scope(options)


def _show_event(event: AnswerEvent, out: Output) -> None:
    """The best quote at once, before the model has written anything; on stderr: it is not the answer yet."""
    if isinstance(event, EvidenceFound) and event.evidence and event.confidence >= 0.5:
        best = event.evidence[0]
        out.note(
            tr(
                "Reading {place}: “{quote}”",
                place=_place(best.title, best.path, best.page),
                quote=_one_line(best.quote),
            )
        )


def _answer_text(answer: Answer) -> str:
    lines = []
    if answer.status is AnswerStatus.NOT_FOUND:
        lines.append(
            tr(
                "Not in your documents ({number} searched).",
                number=answer.documents_searched,
            )
        )
        lines += [tr("Nearest:")] if answer.evidence else []
    else:
        lines.append(answer.text)
    cited = {n for s in answer.sentences for n in s.citations} or {e.n for e in answer.evidence}
    lines += [
        f"  [{e.n}] {_place(e.title, e.path, e.page)}: “{_one_line(e.quote)}”"
        for e in answer.evidence
        if e.n in cited
    ]
    if answer.interrupted and answer.interrupted != "cancelled":
        lines.append(
            tr(
                "(The model could not help: {message})",
                message=describe(ErrorInfo(answer.interrupted)).message,
            )
        )
    lines += _narrowed_text(answer.narrowed)
    unsupported = sum(s.support is not Support.SUPPORTED for s in answer.dropped)
    if unsupported:
        sentences = (
            tr("1 sentence") if unsupported == 1 else tr("{unsupported} sentences", unsupported=unsupported)
        )
        lines.append(
            tr("({sentences} of the model left out: not supported by the documents)", sentences=sentences)
        )
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _hits_text(result: SearchResult) -> str:
    if not result.hits:
        return tr("Nothing found.")
    found = (f"{h.rank}. {_place(h.title, h.path, h.page)}  ({h.score:.2f})\n{h.text}" for h in result.hits)
    return "\n\n".join([*_narrowed_text(result.narrowed), *found])


def _narrowed_text(narrowed: Narrowed | None) -> list[str]:
    return (
        [tr("{where} (--everywhere searches all alike.)", where=narrowed_words(narrowed))] if narrowed else []
    )


def _place(title: str, path: Path, page: int | None) -> str:
    name = path.name if not title or title == path.stem else f"{title} ({path.name})"
    return name + (tr(", page {page}", page=page) if page else "")

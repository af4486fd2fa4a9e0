"""models: what is on this machine, and what can be done with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.bootstrap import Services
from app.cli import model_downloads
from app.cli.exit_codes import DONE, SOME_FAILED
from app.cli.model_plans import plan_json, plan_lines
from app.cli.model_search import finding
from app.cli.model_shapes import entry_json, megabytes, model_json, model_text, note_json, note_lines
from app.cli.output import Output, error_json, shown
from app.cli.quantize import quantize
from app.cli.session import session
from app.domain.catalogue import CatalogueEntry, ModelKind
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import ModelFile
from app.i18n import tr
from app.paths import AppPaths
from app.services.settings import LOOK_FOR_MODELS


def models(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    with session(options, paths) as services:
        match options.action:
            case "list":
                return _list(services, out)
            case "catalogue":
                return model_downloads.catalogue(services, out)
            case "recommend":
                return model_downloads.recommend(services, out)
            case "download":
                return model_downloads.download(options, services, out, cancel)
            case "downloads":
                return model_downloads.downloads(options, services, out, cancel)
            case "import":
                return _import(options, services, out, cancel)
            case "quantize":
                return quantize(options, services, out, cancel)
            case "search-with" | "order-with":
                return finding(options, services, out, cancel)
            case "found":
                return _found(options, services, out)
            case _:
                return _with_one(options, services, out, cancel)


def _with_one(options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken) -> int:
    model = services.catalog.find(options.target)
    match options.action:
        case "verify":
            return _verify(model, services, out, cancel)
        case "remove":
            return _remove(options, model, services, out)
        case "use":
            services.catalog.select(model)
            if options.anyway:
                services.catalog.allow(model)
            out.result(model_json(model), model_text(model))
            return DONE
        case _:
            return _show(model, services, out)


def _list(services: Services, out: Output) -> int:
    selected = services.catalog.selected()
    found = services.catalog.models()
    choice = services.embedder_choice
    used = {choice.chosen, choice.reranker, selected.path if selected is not None else None}
    document = {"models": [model_json(m) | {"selected": m.path in used} for m in found]}
    lines = [f"{'*' if m.path in used else ' '} {model_text(m)}" for m in found]
    out.result(
        document,
        "\n".join(lines)
        or tr(
            "No model on this machine. See 'carrel models catalogue', or bring one in with 'carrel models import FILE'."
        ),
    )
    return DONE


def _show(model: ModelFile, services: Services, out: Output) -> int:
    note, entry = services.store.model_notes.get(model.path), services.model_catalogue.of(model)
    if model.kind is not ModelKind.GENERATOR:
        return _show_searcher(model, services, out)
    info = services.catalog.info(model)
    document = {
        **model_json(model),
        "memory": {"needed": info.memory.total, "available": info.available, "fits": info.fits},
        "plan": plan_json(info.report),
        "note": note_json(note),
        "entry": entry_json(entry) if entry is not None else None,
    }
    lines = [model_text(model), f"  {shown(model.path)}"]
    lines.append(_memory_line(info.memory.total, info.available))
    lines += [f"  {line}" for line in plan_lines(info.report)]
    out.result(document, "\n".join([*lines, *_entry_lines(entry), *note_lines(note)]))
    return DONE


def _show_searcher(model: ModelFile, services: Services, out: Output) -> int:
    """One that finds passages or puts them in order: it is loaded in one way only."""
    note, entry = services.store.model_notes.get(model.path), services.model_catalogue.of(model)
    needed, free = services.embedder_choice.memory(model)
    document = {
        **model_json(model),
        "memory": {"needed": needed, "available": free, "fits": needed <= free},
        "note": note_json(note),
        "entry": entry_json(entry) if entry is not None else None,
    }
    lines = [model_text(model), f"  {shown(model.path)}"]
    lines.append(_memory_line(needed, free))
    out.result(document, "\n".join([*lines, *_entry_lines(entry), *note_lines(note)]))
    return DONE


def _memory_line(needed: int, free: int) -> str:
    return tr("  needs about {size} of memory, {free} are free", size=megabytes(needed), free=megabytes(free))


def _entry_lines(entry: CatalogueEntry | None) -> list[str]:
    if entry is None:
        return []
    licence = tr("  licence {name}, {url}", name=entry.licence.name, url=entry.licence.url)
    return [f"  {tr(entry.good_for)}", licence]


def _import(options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken) -> int:
    done, failed = [], []
    paths = services.catalog.models_at(Path(options.target))
    for path in paths:
        try:
            done.append(_bring_in(path, options, services, out, cancel))
        except UserError as error:
            if len(paths) == 1:
                raise
            failed.append((path, error))
    lines = [model_text(model) for model in done]
    lines += [
        tr("not imported: {name}: {number}", name=shown(path.name), number=error_json(error)["message"])
        for path, error in failed
    ]
    document = model_json(done[0]) if len(paths) == 1 else {"models": [model_json(model) for model in done]}
    if failed:
        document["failed"] = [{"path": str(path), "error": error_json(error)} for path, error in failed]
    out.result(document, "\n".join(lines))
    return SOME_FAILED if failed else DONE


def _bring_in(
    path: Path, options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken
) -> ModelFile:
    if options.in_place:
        return services.catalog.use_in_place(path)
    return services.catalog.import_model(path, out.progress, cancel)


def _found(options: argparse.Namespace, services: Services, out: Output) -> int:
    if options.use is not None:
        services.settings.set(LOOK_FOR_MODELS, options.use == "on")
    looking = bool(services.settings.get(LOOK_FOR_MODELS))
    found = services.catalog.shelf.found()
    lines = [f"{model_text(model)}\n    {shown(model.path)}" for model in found]
    lines = lines or [tr("No models of other programs were found.")]
    if found and not looking:
        lines.append(
            tr("'carrel models found --use on' lists them among the models; they stay where they are.")
        )
    out.result({"models": [model_json(model) for model in found], "used": looking}, "\n".join(lines))
    return DONE


def _verify(model: ModelFile, services: Services, out: Output, cancel: CancelToken) -> int:
    verified = services.model_checks.verify(model, out.progress, cancel)
    words = {
        "catalogue": tr("is the catalogue's file"),
        "kept": tr("is what it was"),
        "first": tr("was not known; its hash is kept from now on"),
    }
    lines = [f"{shown(model.name)} {words[verified.known.value]}."]
    lines += [tr("  sha256 {digest}", digest=digest) for digest in verified.sha256]
    document = {
        "name": model.name,
        "sha256": list(verified.sha256),
        "known": verified.known.value,
        "entry": verified.entry.id if verified.entry else None,
    }
    out.result(document, "\n".join(lines))
    return DONE


def _remove(options: argparse.Namespace, model: ModelFile, services: Services, out: Output) -> int:
    ours = services.catalog.shelf.owner_of(model.path) == "" and not model.starter
    if not options.yes:
        if out.as_json or not sys.stdin.isatty():
            raise UserError("confirmation_needed", name=model.name)
        what = (
            tr("Delete {path} ({size})?", path=model.path, size=megabytes(model.size))
            if ours
            else tr("Forget {path}? The file stays.", path=model.path)
        )
        if input(f"{what} [y/N] ").strip().casefold() not in {"y", "yes"}:
            raise UserError("confirmation_needed", name=model.name)
    deleted = services.catalog.remove(model)
    said = tr("deleted") if deleted else tr("forgotten; the file is where it was")
    out.result({**model_json(model), "deleted": deleted}, f"{shown(model.name)}: {said}")
    return DONE

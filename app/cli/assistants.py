"""assistants list, show, create, edit, duplicate, delete, restore, export, import."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from app.bootstrap import Services
from app.cli.exit_codes import DONE
from app.cli.output import Output, error_json, shown
from app.cli.session import session
from app.domain.assistants import Assistant
from app.domain.errors import ErrorInfo
from app.domain.jobs import CancelToken
from app.domain.language_models import SamplingParams
from app.i18n import tr
from app.paths import AppPaths
from app.wording import describe


def assistants(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    with session(options, paths) as services:
        return _ACTIONS[options.action](services, options, out)


def _list(services: Services, _options: argparse.Namespace, out: Output) -> int:
    found, deleted = services.assistants.list(), services.assistants.deleted()
    adapters = [adapter.name for adapter in services.adapters.adapters()]
    lines = [_line(assistant) for assistant in found] or [
        tr("No assistant yet; make one with 'carrel assistants create NAME'.")
    ]
    lines += [tr("(deleted, can be restored: {name})", name=shown(assistant.name)) for assistant in deleted]
    document = {
        "assistants": [assistant_json(assistant) for assistant in found],
        "deleted": [assistant.name for assistant in deleted],
        "adapters": adapters,
    }
    out.result(document, "\n".join(lines))
    return DONE


def _show(services: Services, options: argparse.Namespace, out: Output) -> int:
    return _tell(services, services.assistants.find(options.name), out)


def _create(services: Services, options: argparse.Namespace, out: Output) -> int:
    return _tell(services, services.assistants.save(_changed(Assistant(options.name), options)), out)


def _edit(services: Services, options: argparse.Namespace, out: Output) -> int:
    changed = _changed(services.assistants.find(options.name), options)
    return _tell(services, services.assistants.save(changed), out)


def _duplicate(services: Services, options: argparse.Namespace, out: Output) -> int:
    found = services.assistants.find(options.name)
    return _tell(services, services.assistants.duplicate(found), out)


def _delete(services: Services, options: argparse.Namespace, out: Output) -> int:
    found = services.assistants.find(options.name)
    services.assistants.delete(found)
    text = tr("Deleted: {name}. 'carrel assistants restore' takes it back.", name=shown(found.name))
    out.result({"deleted": found.name}, text)
    return DONE


def _restore(services: Services, options: argparse.Namespace, out: Output) -> int:
    return _tell(services, services.assistants.restore(options.name), out)


def _export(services: Services, options: argparse.Namespace, out: Output) -> int:
    found = services.assistants.find(options.name)
    services.assistants.export(found, options.file)
    document = {"exported": found.name, "out": str(options.file)}
    out.result(document, tr("{name} written to {other}", name=shown(found.name), other=shown(options.file)))
    return DONE


def _import(services: Services, options: argparse.Namespace, out: Output) -> int:
    return _tell(services, services.assistants.bring_in(options.file).assistant, out)


_ACTIONS: dict[str, Callable[[Services, argparse.Namespace, Output], int]] = {
    "list": _list,
    "show": _show,
    "create": _create,
    "edit": _edit,
    "duplicate": _duplicate,
    "delete": _delete,
    "restore": _restore,
    "export": _export,
    "import": _import,
}


def _changed(assistant: Assistant, options: argparse.Namespace) -> Assistant:
    """With what was given on the command line."""
    given = {
        "name": options.rename,
        "instructions": options.instructions,
        "model": options.use_model,
        "adapter": options.adapter,
        "adapter_scale": options.adapter_scale,
    }
    assistant = replace(assistant, **{key: value for key, value in given.items() if value is not None})
    sampling = {
        key: value
        for key, value in (("temperature", options.temperature), ("seed", options.seed))
        if value is not None
    }
    if sampling:
        assistant = replace(assistant, sampling=replace(assistant.sampling or SamplingParams(), **sampling))
    if options.everywhere:
        return replace(assistant, scope=None)
    if options.scope:
        return replace(assistant, scope=tuple(path.absolute() for path in options.scope))
    return assistant


def _tell(services: Services, assistant: Assistant, out: Output) -> int:
    missing = services.assistants.missing(assistant)
    document = assistant_json(assistant) | {"missing": [error_json(error) for error in missing]}
    out.result(document, "\n".join([_line(assistant), *_details(assistant), *_missing(missing)]))
    return DONE


def assistant_json(assistant: Assistant) -> dict[str, Any]:
    """One assistant."""
    return {
        "name": assistant.name,
        "instructions": assistant.instructions,
        "model": assistant.model or None,
        "adapter": assistant.adapter or None,
        "adapter_scale": assistant.adapter_scale,
        "sampling": asdict(assistant.sampling) if assistant.sampling is not None else None,
        "scope": [str(path) for path in assistant.scope] if assistant.scope is not None else None,
    }


def _line(assistant: Assistant) -> str:
    model = shown(assistant.model) if assistant.model else tr("the chosen model")
    adapter = (
        tr(
            ", adapter {name} × {adapter_scale}",
            name=shown(assistant.adapter),
            adapter_scale=f"{assistant.adapter_scale:g}",
        )
        if assistant.adapter
        else ""
    )
    where = (
        tr("{scope} places", scope=len(assistant.scope))
        if assistant.scope is not None
        else tr("the whole library")
    )
    return f"{shown(assistant.name)}: {model}{adapter}, {where}"


def _details(assistant: Assistant) -> list[str]:
    lines = [tr("  in {name}", name=shown(path)) for path in assistant.scope or ()]
    if assistant.sampling is not None:
        lines.append(
            tr(
                "  temperature {temperature}, seed {seed}",
                temperature=f"{assistant.sampling.temperature:g}",
                seed=assistant.sampling.seed,
            )
        )
    if assistant.instructions:
        lines.append(f"  “{' '.join(shown(assistant.instructions).split())}”")
    return lines


def _missing(missing: Sequence[ErrorInfo]) -> list[str]:
    return [f"  ! {describe(error).message}" for error in missing]

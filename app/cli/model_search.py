"""models search-with and order-with: which model finds passages by meaning, and which puts them in order."""

from __future__ import annotations

import argparse
import sys

from app.bootstrap import Services
from app.cli.exit_codes import DONE
from app.cli.model_shapes import megabytes
from app.cli.output import Output, duration, shown
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.i18n import tr, tr_n
from app.services.embedder_choice import Cost

STARTER, NONE = "starter", "none"


def finding(options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    if options.action == "search-with":
        return search_with(options, services, out, cancel)
    return order_with(options, services, out)


def search_with(options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken) -> int:
    """Say which one it is, or read the library with another and search with that from then on."""
    choice = services.embedder_choice
    if options.target is None:
        out.result({"searches_with": choice.name, "path": _path(services)}, shown(choice.name))
        return DONE
    model = None if options.target == STARTER else services.catalog.find(options.target)
    cost = choice.cost(model)
    if not options.yes:
        _ask(options.target, cost, out)
    choice.use(model, cancel, out.progress)
    document = {"searches_with": choice.name, "path": _path(services), "passages": cost.passages}
    out.result(document, tr("Your documents are searched with {name} from now on.", name=shown(choice.name)))
    return DONE


def order_with(options: argparse.Namespace, services: Services, out: Output) -> int:
    """Say which one it is, or have another put passages in order from now on."""
    choice = services.embedder_choice
    if options.target is not None:
        choice.use_reranker(None if options.target == NONE else services.catalog.find(options.target))
    path = choice.reranker
    document = {"orders_with": path.stem if path else None, "path": str(path) if path else None}
    name = shown(path.stem) if path else tr("none")
    out.result(document, tr("What was found is put in order by: {name}", name=name))
    return DONE


def _path(services: Services) -> str | None:
    chosen = services.embedder_choice.chosen
    return str(chosen) if chosen is not None else None


def _ask(name: str, cost: Cost, out: Output) -> None:
    if out.as_json or not sys.stdin.isatty():
        raise UserError("confirmation_needed", name=name)
    if input(f"{cost_text(cost)} [y/N] ").strip().casefold() not in {"y", "yes"}:
        raise UserError("confirmation_needed", name=name)


def cost_text(cost: Cost) -> str:
    """What it takes, in a line."""
    passages = tr_n("{count} passage is read anew", "{count} passages are read anew", cost.passages)
    return tr(
        "{passages}, in about {time}; it takes {size} of memory while it searches, {free} are free. Go on?",
        passages=passages,
        time=duration(cost.seconds),
        size=megabytes(cost.memory) if cost.memory else tr("little"),
        free=megabytes(cost.free),
    )

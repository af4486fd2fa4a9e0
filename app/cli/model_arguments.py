"""The grammar of "carrel models ..."."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.catalog.quantization import OFFERED_BITS, OFFERED_FIRST
from app.i18n import tr

Add = Callable[[str, str], argparse.ArgumentParser]


def add_actions(add: Add) -> None:
    """``add(name, help)`` makes the parser of an action."""
    add("list", tr("the models on this machine"))
    for name in ("show", "info"):
        add(name, tr("what is known about a model: licence, size, memory, speed, last use")).add_argument(
            "target", metavar="NAME_OR_PATH"
        )
    _getting(add)
    importing = add("import", tr("copy GGUF files into Carrel's model folder, or use them where they lie"))
    importing.add_argument("target", metavar="FILE_OR_FOLDER")
    importing.add_argument(
        "--in-place", action="store_true", help=tr("copy nothing: use them where they lie")
    )
    using = add("use", tr("choose the model that answers"))
    using.add_argument("target", metavar="NAME_OR_PATH")
    using.add_argument(
        "--anyway", action="store_true", help=tr("also when there is not enough memory for it")
    )
    searching = add("search-with", tr("choose the model that finds passages; reads the library anew"))
    searching.add_argument(
        "target",
        metavar="NAME_OR_PATH",
        nargs="?",
        help=tr("'starter' for the one that came with Carrel; without it, say which one it is"),
    )
    searching.add_argument("--yes", action="store_true", help=tr("do not ask"))
    ordering = add("order-with", tr("choose the model that puts what was found in order"))
    ordering.add_argument(
        "target",
        metavar="NAME_OR_PATH",
        nargs="?",
        help=tr("'none' for none; without it, say which one it is"),
    )
    add("verify", tr("compute a model's hash and compare it")).add_argument("target", metavar="NAME_OR_PATH")
    removing = add("remove", tr("delete a model that Carrel put there, or forget one that is used in place"))
    removing.add_argument("target", metavar="NAME_OR_PATH")
    removing.add_argument("--yes", action="store_true", help=tr("do not ask"))
    _copying(add)
    found = add("found", tr("look for models of other programs on this machine"))
    found.add_argument(
        "--use", choices=("on", "off"), help=tr("list them among the models from now on, or not")
    )


def _copying(add: Add) -> None:
    action = add("quantize", tr("make a smaller copy of a model with 16- or 32-bit weights"))
    action.add_argument("target", metavar="NAME_OR_PATH")
    action.add_argument(
        "--to",
        choices=tuple(OFFERED_BITS),
        default=OFFERED_FIRST,
        help=tr("kind of weights ({keys})", keys=OFFERED_FIRST),
    )


def _getting(add: Add) -> None:
    add("catalogue", tr("the models that can be had; nothing is fetched to show them"))
    add("recommend", tr("which models suit this machine, and why"))
    download = add(
        "download", tr("get a model of the catalogue: the one thing that Carrel uses the network for")
    )
    download.add_argument("target", metavar="ID", help=tr("as 'carrel models catalogue' names it"))
    download.add_argument("--yes", action="store_true", help=tr("agree to the download without being asked"))
    download.add_argument("--accept-licence", action="store_true", help=tr("agree to the model's licence"))
    downloads = add("downloads", tr("downloads that were begun"))
    downloads.add_argument("--go-on", type=int, metavar="NUMBER", help=tr("continue this one"))
    downloads.add_argument("--cancel", type=int, metavar="NUMBER", help=tr("throw this one away"))

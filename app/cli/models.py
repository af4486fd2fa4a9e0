"""models list, info, import, use."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.bootstrap import Services
from app.cli.output import Output
from app.cli.session import session
from app.domain.jobs import CancelToken
from app.domain.language_models import ModelFile
from app.paths import AppPaths


def models(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    with session(options, paths) as services:
        if options.action == "list":
            return _list(services, out)
        if options.action == "import":
            model = services.catalog.import_model(Path(options.target), out.progress, cancel)
        else:
            model = services.catalog.find(options.target)
        if options.action == "use":
            services.catalog.select(model)
    out.result(model_json(model), _text(model))
    return 0


def _list(services: Services, out: Output) -> int:
    selected = services.catalog.selected()
    found = services.catalog.models()
    document = {"models": [model_json(m) | {"selected": m == selected} for m in found]}
    lines = [f"{'*' if m == selected else ' '} {_text(m)}" for m in found]
    out.result(
        document, "\n".join(lines) or "No model on this machine; import one with 'carrel models import FILE'."
    )
    return 0


def model_json(model: ModelFile) -> dict[str, Any]:
    """One model file."""
    return {
        "name": model.name,
        "path": str(model.path),
        "bytes": model.size,
        "architecture": model.architecture,
        "quantization": model.quantization,
        "parameters": model.parameters,
        "n_ctx_train": model.n_ctx_train,
        "n_layer": model.n_layer,
        "chat_template": model.has_chat_template,
        "starter": model.starter,
    }


def _text(model: ModelFile) -> str:
    size = f"{model.parameters / 1e6:.0f} M" if model.parameters < 1e9 else f"{model.parameters / 1e9:.1f} B"
    starter = " (starter)" if model.starter else ""
    return (
        f"{model.name}{starter}: {model.architecture}, {size} parameters, {model.quantization},"
        f" {model.size / 1e6:.0f} MB, context {model.n_ctx_train}"
    )

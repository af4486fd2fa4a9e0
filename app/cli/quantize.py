"""models quantize: a smaller copy of a model, made on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.bootstrap import Services
from app.cli.exit_codes import DONE
from app.cli.model_shapes import model_json, model_text
from app.cli.output import Output
from app.domain.jobs import CancelToken


def quantize(options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken) -> int:
    """Into the models folder."""
    path = Path(options.target).expanduser()
    source = path if path.is_file() else services.catalog.find(options.target).path
    model = services.quantizing.run(source, options.to, cancel=cancel, on_progress=out.progress)
    out.result(model_json(model), model_text(model))
    return DONE

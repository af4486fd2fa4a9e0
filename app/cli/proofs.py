"""self-test and bench."""

from __future__ import annotations

import argparse
import json

from app.cli.output import Output
from app.domain.jobs import CancelToken
from app.paths import AppPaths


def self_test(_options: argparse.Namespace, _paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Exit 0 when every check passed, else 1."""
    from app.selftest import run_self_test

    report = run_self_test(cancel)
    lines = [f"{'ok  ' if c['ok'] else 'FAIL'} {c['check']}: {c['detail']}" for c in report["checks"]]
    out.result(report, "\n".join(lines))
    return 0 if report["ok"] else 1


def bench(options: argparse.Namespace, _paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """One bench; the text form is the indented JSON."""
    from app.bench import run_bench

    more: dict[str, object] = {}
    if options.what == "ingest":
        more = {"files": options.files}
    elif options.what == "checker":
        more = {"data": options.data, "documents": options.documents}
    elif options.what == "fit":
        more = {"models": tuple(options.gguf)}
    elif options.what == "retrieval":
        more = {"data": options.data, "ablate": options.ablate}
    report = run_bench(options.what, options.runs, cancel, out.progress, **more)
    out.result(report, json.dumps(report, indent=1))
    return 0

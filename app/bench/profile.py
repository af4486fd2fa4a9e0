"""A throw-away profile for measuring in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap import Services, build_services
from app.paths import profile_paths


@contextmanager
def scratch_services() -> Iterator[Services]:
    """Services on an empty profile, closed and deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        services = build_services(profile_paths(Path(folder)).create())
        try:
            yield services
        finally:
            services.close()

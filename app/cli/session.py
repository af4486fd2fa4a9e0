"""What every command that touches a profile needs: the lock, the log, the services."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from app.bootstrap import Services, build_services
from app.cli.unlocking import key_for
from app.instance import ProfileLock
from app.logs import start_logging
from app.paths import AppPaths


@contextmanager
def session(options: argparse.Namespace, paths: AppPaths) -> Iterator[Services]:
    """The profile, locked and wired; everything is closed at the end, children included.

    Raises:
        UserError: ``library_locked``, ``wrong_passphrase``,
            ``profile_in_use``, ``permission_denied``, ``disk_full``, ``database_newer``, ``model_missing`` ...
    """
    paths.create()
    start_logging(paths.logs)
    with ProfileLock(paths):
        services = build_services(
            paths, model=options.model, offline=options.offline, key=key_for(options, paths)
        )
        try:
            yield services
        finally:
            services.close()

"""A command whose grammar is made only when it is used: making it would load more than the other commands need."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any


class LateParser(argparse.ArgumentParser):
    """``fill`` is called once, before the first parsing (or help)."""

    fill: Callable[[LateParser], None] | None = None

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As argparse's own."""
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)
        found: Any = super().parse_known_args(args, namespace)
        return found  # type: ignore[no-any-return]

"""The taught reader of decisions, out of its file among the shipped resources."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from app.tasks.minutes.decision_features import NAMES
from app.tasks.minutes.decision_head import SMOOTHED, SMOOTHED_FAR, DecisionHead

_LOG = logging.getLogger(__name__)


def decision_head(path: Path) -> DecisionHead | None:
    """None when the file is missing or does not fit this program: decisions are then found by their cues alone."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        parts = {part: tuple(map(float, told[part])) for part in ("seen", "near", "far", "meaning", "around")}
        head = DecisionHead(space=str(told["space"]), **parts)
    except (OSError, ValueError, KeyError, TypeError):
        _LOG.warning("the taught reader of decisions could not be read")
        return None
    sizes = (len(head.seen), len(head.near), len(head.far), len(head.meaning) - len(head.around))
    if sizes != (len(NAMES), len(SMOOTHED), len(SMOOTHED_FAR), 0):
        _LOG.warning("the taught reader of decisions belongs to another version")
        return None
    return head

"""The logistic function and its inverse, bounded: nothing here is ever certain, and nothing overflows."""

from __future__ import annotations

import math

MOST_LOG_ODDS = 12.0
"""Six in a million; surer than that no count of questions has made anybody."""


def probability(log_odds: float) -> float:
    """1 / (1 + exp(-log_odds)), strictly between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, log_odds))))


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), within plus and minus ``MOST_LOG_ODDS``; 0 and 1 are allowed."""
    if probability <= 0.0 or probability >= 1.0:
        return MOST_LOG_ODDS if probability >= 1.0 else -MOST_LOG_ODDS
    odds = math.log(probability) - math.log1p(-probability)
    return max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, odds))

"""How a command ended, for scripts. Part of the contract."""

from __future__ import annotations

DONE = 0
OUR_FAULT = 1
"""A bug; what was printed says where the report is."""
SOME_FAILED = 3
"""Done, but some inputs failed; each is listed with its reason. (2 is wrong usage, given by argparse itself.)"""
PERSON_MUST_ACT = 4
INTERRUPTED = 130
"""Nothing is half-written."""

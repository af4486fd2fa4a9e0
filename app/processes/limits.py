"""What a child may use: time (watched by the parent) and memory (enforced by the system where it can)."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

GIGABYTE = 1024**3
PARSER_MEMORY = 2 * GIGABYTE


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Seconds. ``total`` for one call; ``silence`` without a reply and without using the processor (hanging);
    ``grace`` between asking a call to stop and killing the child."""

    total: float = math.inf
    silence: float = math.inf
    grace: float = 3.0


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """``start`` seconds until the child must be ready; ``idle`` seconds after which an unused child is let go.

    After ``failures`` starts or calls in a row that killed the child, it is not started again for ``rest`` seconds.
    ``fragile`` children die of their input, so a death during a call does not count.
    """

    start: float = 120.0
    idle: float = math.inf
    failures: int = 4
    rest: float = 30.0
    fragile: bool = False

    def backoff(self, failures: int) -> float:
        """Seconds to wait before the next start: nothing after the first failure, then 0.4, 0.8, 1.6 ..."""
        return 0.0 if failures < 2 else min(0.2 * 2.0 ** (failures - 1), 5.0)


PARSER_CALL = CallLimits(total=120.0, silence=20.0, grace=0.3)
RENDER_CALL = CallLimits(total=30.0, silence=10.0, grace=0.3)
GENERATOR_CALL = CallLimits(grace=5.0)
EMBEDDER_CALL = CallLimits(grace=5.0)


def limit_memory(limit: int) -> bool:
    """Refuse this process more than ``limit`` bytes of address space; False where the system cannot."""
    if sys.platform != "linux":  # macOS ignores RLIMIT_AS, Windows has job objects instead
        return False
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document
    return True

"""What a child may use: time and memory, watched by the parent, and enforced by the system where it can."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

MEGABYTE, GIGABYTE = 1024**2, 1024**3
PARSER_MEMORY = 2 * GIGABYTE
RECOGNIZER_MEMORY = 3 * GIGABYTE
LARGEST_FILE = 512 * MEGABYTE
"""No file beyond this is even opened; formats set smaller limits of their own."""
LARGEST_FRAME = 256 * MEGABYTE
READABLE_VARIABLE = "CARREL_FENCE_READABLE"
"""Environment of a child: paths, set apart by os.pathsep, that it may read besides Python and Carrel."""
WRITABLE_VARIABLE = "CARREL_FENCE_WRITABLE"
"""The same: folders that a child that runs models may write in; unset, it may write where its user may."""


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Seconds. ``total`` for one call; ``silence`` without a reply and without using the processor (hanging);
    ``grace`` between asking a call to stop and killing the child. Bytes: ``memory`` the child may have resident,
    ``frame`` the longest reply."""

    total: float = math.inf
    silence: float = math.inf
    grace: float = 3.0
    memory: float = math.inf
    frame: int = LARGEST_FRAME


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """``start`` seconds until the child must be ready; ``idle`` seconds after which an unused child is let go.

    After ``failures`` starts or calls in a row that killed the child, it is not started again for ``rest`` seconds.
    ``fragile`` children die of their input, so a death during a call does not count. A child is replaced after
    ``calls`` calls, ``resident`` bytes or ``processor`` seconds: what it read may have left traces.
    """

    start: float = 120.0
    idle: float = math.inf
    failures: int = 4
    rest: float = 30.0
    fragile: bool = False
    calls: float = math.inf
    resident: float = math.inf
    processor: float = math.inf

    def backoff(self, failures: int) -> float:
        """Seconds to wait before the next start: nothing after the first failure, then 0.4, 0.8, 1.6 ..."""
        return 0.0 if failures < 2 else min(0.2 * 2.0 ** (failures - 1), 5.0)


@dataclass(frozen=True, slots=True)
class RoleLimits:
    """What the system enforces, for a child's whole life. ``untrusted`` children read what others wrote: they lose
    files, other processes and the network; the others only the network and other processes."""

    untrusted: bool = False
    memory: int = 0
    processor: float = math.inf
    descriptors: int = 0


ROLE_LIMITS = {
    "parser": RoleLimits(True, PARSER_MEMORY, 3600.0, 64),
    "recognizer": RoleLimits(True, RECOGNIZER_MEMORY, 12 * 3600.0, 256),
}
EVERYBODY = RoleLimits()

# The longest text there may be is 80 MB; a page as pixels can be more.
PARSER_CALL = CallLimits(total=120.0, silence=20.0, grace=0.3, memory=PARSER_MEMORY, frame=128 * MEGABYTE)
RENDER_CALL = CallLimits(total=30.0, silence=10.0, grace=0.3, memory=PARSER_MEMORY)
GENERATOR_CALL = CallLimits(grace=5.0)
QUANTIZE_CALL = CallLimits(grace=0.3)  # the library cannot be asked to stop
EMBEDDER_CALL = CallLimits(grace=5.0)

PARSER_CHILD = ChildLimits(
    fragile=True, idle=120.0, calls=200, resident=800 * MEGABYTE, processor=0.5 * 3600.0
)
"""Its processor time stays well below what the system would kill it for."""


def limit_memory(limit: int) -> str:
    """Refuse this process more than ``limit`` bytes of address space. Raises OSError where the system cannot."""
    if sys.platform != "linux":  # macOS ignores RLIMIT_AS, Windows has job objects instead
        raise OSError("watched by the parent only")
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    return f"{ceiling // MEGABYTE} MB of address space"

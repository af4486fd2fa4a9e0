"""What a machine has that models need. Bytes, and bytes per second."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """An accelerator as ggml lists it. ``shared``: it uses the main memory, as on a Mac or a processor's own graphics.

    ``total`` 0: it does not say how much it has.
    """

    name: str
    total: int
    free: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """``available`` is what programs can still have of the main memory's ``total``. ``cores`` are physical ones.

    ``bandwidth``: bytes of weights per second that were read while a model wrote here, in main memory and on the
    device; 0 where nothing was measured.
    """

    total: int
    available: int
    cores: int
    device: Device | None = None
    bandwidth: float = 0.0
    device_bandwidth: float = 0.0

    @property
    def shared_memory(self) -> bool:
        """Whether the device lives in main memory."""
        return self.device is not None and self.device.shared

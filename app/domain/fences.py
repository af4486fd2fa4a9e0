"""What holds around a child process, as a value: for ``carrel self-test`` and the settings page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FenceLayer:
    """One means of keeping a child in. ``name`` is a key of ``app.wording.describe_layer``.

    ``reason`` says why it is off, or what exactly is on; technical, in English.
    """

    name: str
    on: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FenceReport:
    """All layers that were tried around the children of one role, in the order they were raised."""

    role: str
    layers: tuple[FenceLayer, ...] = ()

    def holds(self, name: str) -> bool:
        """Whether that layer is on."""
        return any(layer.on for layer in self.layers if layer.name == name)

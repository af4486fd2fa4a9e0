"""Reads a GGUF model's weights into torch, one tensor at a time, so that no second copy of the model is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader
from gguf.quants import dequantize

from app.domain.errors import UserError
from app.processes.teacher_device import Place

_DAMAGED = (ValueError, IndexError, KeyError, TypeError, OSError, OverflowError)


class Weights:
    """Takes tensors by name; each may be taken once."""

    def __init__(self, path: Path, place: Place, architecture: str) -> None:
        self._name = path.name
        self._place = place
        self._architecture = architecture
        try:
            self._left = {tensor.name: tensor for tensor in GGUFReader(path).tensors}
        except _DAMAGED as error:
            raise UserError("model_damaged", name=path.name) from error

    def take(self, name: str, shape: tuple[int, ...], *, exact: bool = False) -> Any:
        """In the place's precision, or in 32 bits (``exact``: norms and factors, few numbers).

        Raises UserError("model_damaged" | "architecture_not_teachable").
        """
        found = self.take_if_there(name, shape, exact=exact)
        if found is None:
            raise UserError("model_damaged", name=self._name)
        return found

    def take_if_there(self, name: str, shape: tuple[int, ...], *, exact: bool = False) -> Any:
        """None where the file has no such tensor. ``shape``: rows, columns; -1 is any number of rows."""
        tensor = self._left.pop(name, None)
        if tensor is None:
            return None
        try:
            numbers = dequantize(tensor.data, tensor.tensor_type)
        except NotImplementedError as error:
            raise self._unknown(tensor.tensor_type.name) from error
        except _DAMAGED as error:
            raise UserError("model_damaged", name=self._name) from error
        if numbers.ndim != len(shape) or any(
            w not in {-1, f} for w, f in zip(shape, numbers.shape, strict=True)
        ):
            raise self._unknown(name)
        kind = torch.float32 if exact else self._place.dtype
        plain = np.array(numbers, dtype=np.float32)  # a copy: the file is mapped read-only
        return torch.from_numpy(plain).to(self._place.device, kind)

    def all_taken(self, ignored: Callable[[str], bool]) -> None:
        """What is left would change the results. Raises UserError("architecture_not_teachable")."""
        for name in self._left:
            if not ignored(name):
                raise self._unknown(name)

    def _unknown(self, detail: str) -> UserError:
        return UserError("architecture_not_teachable", architecture=self._architecture, detail=detail)

"""Writes what was taught as an adapter llama.cpp reads: GGUF, 16-bit floats (``convert_lora_to_gguf.py`` there)."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from app.domain.errors import UserError
from app.processes.teacher_model import Lora


def write_adapter(path: Path, loras: Mapping[str, Lora], architecture: str, alpha: float, name: str) -> None:
    """Through a temporary neighbour. Raises UserError("disk_full" | "permission_denied")."""
    part = path.with_name(path.name + ".part")
    try:
        _write(part, loras, architecture, alpha, name)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        code = (
            "disk_full" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else "permission_denied"
        )
        raise UserError(code, path=str(path)) from error


def _write(path: Path, loras: Mapping[str, Lora], architecture: str, alpha: float, name: str) -> None:
    writer = GGUFWriter(path, architecture)
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for place, lora in loras.items():
        for part in ("a", "b"):
            matrix = getattr(lora, part).detach().cpu().numpy().astype(np.float16)
            writer.add_tensor(f"{place}.weight.lora_{part}", np.ascontiguousarray(matrix))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

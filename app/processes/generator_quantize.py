"""Makes a model smaller: a copy of a GGUF file with weights of fewer bits, written beside it and renamed when whole.

llama.cpp cannot be asked to stop here: the parent ends the process, and deletes what is half written.
"""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.domain.jobs import Progress
from app.processes.cores import physical_cores
from app.processes.generator_log import NativeLog
from app.processes.results import LoadProgress
from app.processes.runtime import Work

_STEP = re.compile(r"\[\s*(\d+)\s*/\s*(\d+)\]")  # how llama.cpp begins its line about a tensor


def quantize(source: Path, target: Path, kind: str, log: NativeLog, work: Work) -> None:
    """``kind`` is llama.cpp's name, "Q4_K_M"; ``target`` is what is written to, to be renamed by the caller.

    Raises UserError("invalid_input") for an unknown kind, ("disk_full"), ("quantize_failed").
    """
    params = llama_cpp.llama_model_quantize_default_params()
    ftype = getattr(llama_cpp, f"LLAMA_FTYPE_MOSTLY_{kind}", None)
    if ftype is None:
        raise UserError("invalid_input", detail=kind)
    params.ftype = ftype
    params.nthread = physical_cores()
    log.secret = str(source)
    log.recent.clear()
    log.lines = _Told(work)
    try:
        status = llama_cpp.llama_model_quantize(
            os.fsencode(source), os.fsencode(target), ctypes.byref(params)
        )
    finally:
        log.lines = None
    if status != 0:
        full = log.mentions("no space", "write error", "failed to write")
        raise UserError("disk_full" if full else "quantize_failed", name=source.name)


class _Told(list[str]):
    """Lines of the log that say which tensor is being written, told on; none is kept."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def append(self, line: str) -> None:
        """See list."""
        found = _STEP.search(line)
        if found is not None:
            done, total = int(found[1]), max(1, int(found[2]))
            self._work.send(LoadProgress(Progress(min(done, total), total)))

"""llama.cpp keeps the callback for its log; nothing may let it go."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.catalog.model_files import starter_path

LOAD = """
import gc, sys
from app.processes.generator_log import NativeLog
from llama_cpp import llama_cpp
NativeLog()
gc.collect()
llama_cpp.llama_backend_init()
params = llama_cpp.llama_model_default_params()
params.use_extra_bufts = False
sys.exit(0 if llama_cpp.llama_model_load_from_file(sys.argv[1].encode(), params) else 3)
"""


@pytest.mark.models
def test_a_log_that_nobody_holds_still_takes_what_is_said() -> None:
    path = starter_path()
    assert path is not None
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(path)], capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0

"""The baseline of the engine bench, in a process of its own: a plain llama-cpp-python token loop.

    python -m app.bench.plain_llama MODEL N_CTX N_THREADS

Loads once, then reads JSON lines ``{"prompt", "tokens"}`` and answers each with one: ``{"tokens", "decode_s",
"text"}``. ``decode_s`` is the time from the first to the last token; the prompt's evaluation is no part of it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any


def _without_amx(library: Any) -> None:
    """The same weights layout as Carrel's generator (some virtual machines announce AMX and then fault on it)."""
    if b"AMX_INT8 = 1" not in library.llama_print_system_info():
        return
    defaults = library.llama_model_default_params

    def patched() -> Any:
        params = defaults()
        params.use_extra_bufts = False
        return params

    library.llama_model_default_params = patched


def _written(llm: Any, prompt: list[int], wanted: int) -> dict[str, Any]:
    """The loop that is measured: greedy, each token made bytes as it comes."""
    text, times = b"", []
    for token in llm.generate(prompt, temp=0.0):
        text += llm.detokenize([token])
        times.append(time.perf_counter())
        if len(times) == wanted:
            break
    return {
        "tokens": len(times),
        "decode_s": times[-1] - times[0],
        "text": text.decode("utf-8", errors="ignore"),
    }


def _orders() -> Iterator[dict[str, Any]]:
    while line := sys.stdin.readline():
        yield json.loads(line)


def main() -> None:
    """Same settings as Carrel's generator."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import llama_cpp

    from app.processes.generator_backends import load_backends

    load_backends()
    _without_amx(llama_cpp.llama_cpp)
    path, n_ctx, n_threads = sys.argv[1], *map(int, sys.argv[2:4])
    llm = llama_cpp.Llama(path, n_ctx=n_ctx, n_threads=n_threads, n_gpu_layers=-1, verbose=False)
    for order in _orders():
        prompt = llm.tokenize(order["prompt"].encode(), special=True)
        sys.stdout.write(json.dumps(_written(llm, prompt, order["tokens"])) + "\n")
        sys.stdout.flush()
    llm.close()


if __name__ == "__main__":
    main()

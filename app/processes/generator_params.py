"""What llama.cpp is told when it loads: the parameters of model and context for Carrel's settings."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp

from app.catalog.fit_memory import BATCH, LANES, OUTPUTS, SCORES_ROOM, CacheType
from app.catalog.gguf import GgufHeader, read_header
from app.catalog.gguf_checks import check_loadable
from app.domain.language_models import LoadSettings
from app.processes.cores import physical_cores
from app.processes.generator_backends import library_folder
from app.processes.generator_devices import device_name

SINGLE_ROWS = "carrel-single-rows.txt"
"""Laid beside llama.cpp's libraries by a build whose matrix kernels leave attention over few tokens alone."""
_FLASH_ATTENTION_AUTO, _FLASH_ATTENTION_OFF, _FLASH_ATTENTION_ON = -1, 0, 1
_NO_DEVICES = (ctypes.c_void_p * 1)(None)  # a list that ends at once; None itself stands for all there are
_CACHE_TYPES: dict[str, Any] = {
    CacheType.F16: llama_cpp.GGML_TYPE_F16,
    CacheType.Q8_0: llama_cpp.GGML_TYPE_Q8_0,
}


def has_state(model: Any) -> bool:
    """Whether every lane costs memory of its own (recurrent and hybrid models), so that there had better be one."""
    return bool(llama_cpp.llama_model_is_recurrent(model) or llama_cpp.llama_model_is_hybrid(model))


def _on_processor(settings: LoadSettings) -> bool:
    return settings.n_gpu_layers == 0 or device_name() == "CPU"


def _flash_attention(model: Any, settings: LoadSettings, n_ctx: int) -> int:
    """Off on the processor, as long as its larger buffer is affordable; elsewhere llama.cpp decides.

    Measured with the 135M starter at 770 tokens on two cores, processor time: one token 37 ms without it and 60 ms with
    it, eight in a batch 102 and 281 ms; the processor's kernel sums half-precision values one row at a time.
    """
    scores = llama_cpp.llama_model_n_head(model) * BATCH * n_ctx * 4
    if settings.cache_type != CacheType.F16:  # llama.cpp reads such values with the flash kernel only
        return _FLASH_ATTENTION_ON
    return (
        _FLASH_ATTENTION_OFF if _on_processor(settings) and scores <= SCORES_ROOM else _FLASH_ATTENTION_AUTO
    )


def sums_alike(model: Any, settings: LoadSettings) -> bool:
    """Whether attention for a few tokens together adds up in the order in which it does for each alone.

    Only on the processor, and only where the build says so by a file beside its libraries. With quantized values it
    does anyway: the flash kernel takes them row by row, and splits only rows of values that are not quantized.
    """
    if not _on_processor(settings):
        return False
    if settings.cache_type != CacheType.F16:
        return True
    off = context_params(model, settings).flash_attn_type == _FLASH_ATTENTION_OFF
    return off and (library_folder() / SINGLE_ROWS).is_file()


def context_params(model: Any, settings: LoadSettings) -> Any:
    """llama_context_params for ``settings``; the processor's threads, flash attention where it helps."""
    params = llama_cpp.llama_context_default_params()
    trained = llama_cpp.llama_model_n_ctx_train(model)
    params.n_ctx = max(64, min(settings.n_ctx, trained) if trained > 0 else settings.n_ctx)
    params.n_batch = params.n_ubatch = BATCH
    params.n_outputs_max = OUTPUTS  # scores for a whole batch would take most of the work space
    params.n_threads = params.n_threads_batch = settings.n_threads or physical_cores()
    params.n_seq_max = 1 if has_state(model) else LANES
    params.kv_unified = True  # a lane may use all the room there is
    params.flash_attn_type = _flash_attention(model, settings, params.n_ctx)
    params.type_k = params.type_v = _CACHE_TYPES.get(settings.cache_type, llama_cpp.GGML_TYPE_F16)
    params.swa_full = settings.cache_type == CacheType.F16  # the small cache keeps sliding windows only
    params.no_perf = True
    return params


def model_params(settings: LoadSettings) -> Any:
    """llama_model_params for ``settings``."""
    params = llama_cpp.llama_model_default_params()
    params.n_gpu_layers = settings.n_gpu_layers
    if settings.n_gpu_layers == 0:  # else long prompts are computed on a graphics card all the same
        params.devices = ctypes.cast(_NO_DEVICES, ctypes.c_void_p)
    # Virtual machines announce AMX and then fault at its first instruction; its kernels are "extra buffers".
    params.use_extra_bufts = b"AMX_INT8 = 1" not in llama_cpp.llama_print_system_info()
    return params


def checked_header(path: Path) -> GgufHeader:
    """Read by Carrel before the engine sees the file. Raises what read_header does, and UserError for what cannot be
    talked to: "not_a_chat_model"."""
    header = read_header(path)
    check_loadable(header, path.name)
    return header

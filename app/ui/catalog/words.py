"""What the models area says, in words. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.language_models import LoadedModel, ModelFile
from app.ui.phrases import file_size

STARTER_CAN = (
    "The starter model comes with Carrel so that everything works from the first minute, without internet. "
    "It quotes your documents reliably and phrases simply. It cannot reason over many passages, write long "
    "texts or answer from general knowledge; Carrel drops what it makes up. "
    "For longer writing, import a bigger model."
)


def parameters_text(parameters: int) -> str:
    """``135 million parameters``, ``7.2 billion parameters``; empty when unknown."""
    if parameters <= 0:
        return ""
    if parameters >= 1_000_000_000:
        return f"{parameters / 1_000_000_000:.1f} billion parameters"
    return f"{parameters / 1_000_000:.0f} million parameters"


def context_text(tokens: int) -> str:
    """The context a model was trained for; empty when unknown. 1 token is about 0.75 English words."""
    if tokens <= 0:
        return ""
    return f"reads up to {tokens:,} tokens at once"


def facts_text(model: ModelFile) -> str:
    """One line about a model file."""
    parts = (
        parameters_text(model.parameters),
        model.quantization,
        file_size(model.size),
        context_text(model.n_ctx_train),
    )
    return " · ".join(part for part in parts if part)


def loaded_text(loaded: LoadedModel) -> str:
    """How a model runs: device, threads, context, memory."""
    threads = f"{loaded.n_threads} {'thread' if loaded.n_threads == 1 else 'threads'}"
    memory = f"{file_size(loaded.memory_bytes)} of memory"
    return f"Loaded: {loaded.device}, {threads}, context {loaded.n_ctx:,} tokens, {memory}"


def fit_text(needed: int, free: int, fits: bool) -> str:
    """Whether a model fits into memory, with the numbers."""
    numbers = f"It needs about {file_size(needed)} of memory; {file_size(free)} are free now."
    return (
        numbers
        if fits
        else f"{numbers} Loading it may fail or slow the computer down: close other programs first."
    )


def broken_text(broken: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """(message, hint) for files in the models folder that cannot be used."""
    if not broken:
        return "", ""
    name, reason = broken[0]
    if len(broken) == 1:
        return f"{reason}.", "Copy or download it again, or delete the file."
    others = f"{len(broken):,} files in the models folder cannot be used, “{name}” among them."
    return others, "Copy or download them again, or delete the files."

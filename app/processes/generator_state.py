"""What a chat has evaluated, written to a file and read back, so that an old chat goes on without reading it all again.

The file holds the tokens of documents and questions and what was computed of them: it is made readable by its owner
alone, lies in the folder it is told, and is named by key, fingerprint and digest. A state is only ever read by the same
version with the same model file, context and cache; anything else, and a file that was cut or changed, counts as none.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import llama_cpp as binding
from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.domain.language_models import LoadSettings
from app.processes.generator_lanes import Lane
from app.processes.generator_model import LoadedContext

FORMAT = 1
SUFFIX = ".state"
LEAST_TOKENS = 64  # fewer are evaluated as fast as they are read
_KEY = re.compile(r"[a-z0-9]{1,40}")
_DIGEST = 16
_PIECE = 1024 * 1024


class States:
    """Keeps and takes the states of one loaded model."""

    def __init__(self, context: LoadedContext, settings: LoadSettings) -> None:
        self._context = context
        self._fingerprint = _fingerprint(context, settings)

    def keep(self, lane: Lane, folder: Path, key: str, most: int) -> int:
        """How many tokens were kept; 0 where it is not worth it, larger than ``most`` bytes, or cannot be written.

        Older states of the same key are deleted.
        """
        if len(lane.tokens) < LEAST_TOKENS or lane.adapter is not None:
            return 0
        if llama_cpp.llama_state_seq_get_size(self._context.pointer, lane.number) > most:
            return 0
        part = folder / f"{_checked(key)}.{os.getpid()}.part"
        try:
            _make_private(part)
            if not self._write(lane, part):
                return 0
            kept = folder / f"{key}-{self._fingerprint}-{_digest(part)}{SUFFIX}"
            part.replace(kept)
            for old in folder.glob(f"{key}-*{SUFFIX}"):
                if old != kept:
                    old.unlink(missing_ok=True)
        except OSError:  # a state is only a convenience
            return 0
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return len(lane.tokens)

    def take(self, lane: Lane, folder: Path, key: str) -> int:
        """How many tokens the lane holds now; 0 where there is no state of this key that fits."""
        for path in sorted(folder.glob(f"{_checked(key)}-{self._fingerprint}-*{SUFFIX}")):
            if _whole(path):
                return self._read(lane, path)
            with suppress(OSError):
                path.unlink(missing_ok=True)
        return 0

    def _write(self, lane: Lane, path: Path) -> bool:
        tokens = (llama_cpp.llama_token * len(lane.tokens))(*lane.tokens)
        save = llama_cpp.llama_state_seq_save_file
        return bool(save(self._context.pointer, os.fsencode(path), lane.number, tokens, len(lane.tokens)))

    def _read(self, lane: Lane, path: Path) -> int:
        self._context.clear()
        room = self._context.n_ctx
        tokens = (llama_cpp.llama_token * room)()
        count = ctypes.c_size_t(0)
        load = llama_cpp.llama_state_seq_load_file
        arguments: tuple[Any, ...] = (lane.number, tokens, room, ctypes.byref(count))
        if not load(self._context.pointer, os.fsencode(path), *arguments):
            self._context.clear()
            return 0
        lane.adapter = None
        lane.tokens.extend(tokens[: count.value])
        return count.value


def _fingerprint(context: LoadedContext, settings: LoadSettings) -> str:
    """Changes with everything that makes keys and values mean something else."""
    found = settings.path.stat()
    told = (
        FORMAT,
        binding.__version__,
        settings.path.name,
        found.st_size,
        found.st_mtime_ns,
        settings.cache_type,
        settings.n_gpu_layers,
        context.n_ctx,
        context.n_params,
        context.vocabulary.size,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:_DIGEST]


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise UserError("invalid_input", detail="key")
    return key


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))


def _whole(path: Path) -> bool:
    try:
        return path.name.endswith(f"-{_digest(path)}{SUFFIX}")
    except OSError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=_DIGEST)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()

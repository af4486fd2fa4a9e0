"""Ollama's store: ``manifests/REGISTRY/NAMESPACE/MODEL/TAG`` is JSON, and its layer of the model kind names a blob."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

_MODEL = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_LARGEST_MANIFEST = 1024 * 1024
_USUAL = ("registry.ollama.ai", "library")
_DEPTH = 4
_MOST = 2000


def ollama_models(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name as Ollama says it, blob) for every manifest whose weights are there, by name."""
    manifests = folder / "manifests"
    for number, path in enumerate(sorted(manifests.glob("/".join("*" * _DEPTH)))):
        if number >= _MOST:
            return
        blob = _blob(folder, path)
        if blob is not None:
            yield _name(path.relative_to(manifests).parts), blob


def _name(parts: tuple[str, ...]) -> str:
    registry, namespace, model, tag = parts
    if (registry, namespace) == _USUAL:
        return f"{model}:{tag}"
    return f"{namespace}/{model}:{tag}" if registry == _USUAL[0] else f"{registry}/{namespace}/{model}:{tag}"


def _blob(folder: Path, manifest: Path) -> Path | None:
    """The weights; None when the manifest is none, or its weights are not there."""
    try:
        if manifest.stat().st_size > _LARGEST_MANIFEST:
            return None
        content = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    layers = content.get("layers") if isinstance(content, dict) else None
    for layer in layers if isinstance(layers, list) else ():
        digest = layer.get("digest") if isinstance(layer, dict) and layer.get("mediaType") == _MODEL else None
        named = _DIGEST.fullmatch(digest) if isinstance(digest, str) else None
        blob = folder / "blobs" / f"sha256-{named[1]}" if named else None
        if blob is not None and blob.is_file():
            return blob
    return None

"""Models that other programs keep on this computer: found by where those programs put them, and left where they are.

Looked at only when the person asks for it. Nothing but the folders named here is opened, only so deep and only so many
entries; links to folders are not followed. What cannot be read is passed over: it is not ours to complain about.

Where they lie: LM Studio ``~/.lmstudio/models`` (before: ``~/.cache/lm-studio/models``), Jan and GPT4All in their data
folders, llama.cpp in its cache (``LLAMA_CACHE``), Hugging Face's tools in ``~/.cache/huggingface/hub`` (``HF_HOME``,
``HF_HUB_CACHE``) as ``models--OWNER--NAME/snapshots/REVISION/FILE``, Ollama in ``~/.ollama/models`` (``OLLAMA_MODELS``)
as manifests that name blobs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.catalog.found_ollama import ollama_models
from app.catalog.gguf_parts import part_number

_SUFFIX = ".gguf"
_MOST_ENTRIES = 20_000
_DEEPEST = 6
_PROJECTOR = "mmproj"  # the picture half of a model that sees; no model by itself


class Layout(StrEnum):
    """How a program arranges its files."""

    FILES = "files"
    OLLAMA = "ollama"


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """A folder of another program's, or (``program`` empty) one that the person named."""

    program: str
    folder: Path
    layout: Layout = Layout.FILES


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A file that is probably a model; its header was not read yet."""

    name: str
    path: Path
    program: str


def known_places(home: Path, environment: Mapping[str, str], system: str) -> tuple[ModelPlace, ...]:
    """Where models of other programs would lie. ``system`` is ``sys.platform``; nothing is looked at."""
    data, cache = _data(home, environment, system), _cache(home, environment, system)

    def named(variable: str, usual: Path) -> Path:
        return Path(environment[variable]) if environment.get(variable) else usual

    hub = named("HF_HUB_CACHE", named("HF_HOME", home / ".cache" / "huggingface") / "hub")
    gpt4all = cache / "nomic.ai" / "GPT4All" if system == "linux" else data / "nomic.ai" / "GPT4All"
    return (
        ModelPlace("LM Studio", home / ".lmstudio" / "models"),
        ModelPlace("LM Studio", home / ".cache" / "lm-studio" / "models"),
        ModelPlace("Jan", data / "Jan" / "data"),
        ModelPlace("Jan", home / "jan" / "models"),
        ModelPlace("GPT4All", data / "nomic.ai" / "GPT4All"),
        ModelPlace("GPT4All", gpt4all),
        ModelPlace("llama.cpp", named("LLAMA_CACHE", cache / "llama.cpp")),
        ModelPlace("Hugging Face", hub),
        ModelPlace("Ollama", named("OLLAMA_MODELS", home / ".ollama" / "models"), Layout.OLLAMA),
        ModelPlace("Ollama", Path("/usr/share/ollama/.ollama/models"), Layout.OLLAMA),
    )


def look_in(place: ModelPlace) -> Iterator[FoundModel]:
    """What lies there now, by name; nothing when the folder is gone."""
    if place.layout is Layout.OLLAMA:
        for name, path in ollama_models(place.folder):
            yield FoundModel(name, path, place.program)
        return
    for path in sorted(_files(place.folder)):
        number = part_number(path)
        if number is None or number[0] == 1:
            yield FoundModel(path.stem, path, place.program)


def look(places: tuple[ModelPlace, ...]) -> list[FoundModel]:
    """All of them; a file that several names lead to is there once."""
    seen: set[tuple[int, int]] = set()
    found = []
    for place in places:
        for model in look_in(place):
            try:
                status = model.path.stat()
            except OSError:
                continue
            if (status.st_dev, status.st_ino) not in seen or not status.st_ino:
                seen.add((status.st_dev, status.st_ino))
                found.append(model)
    return found


def _files(folder: Path) -> Iterator[Path]:
    """GGUF files, so deep and so many; linked files are files, linked folders are not entered."""
    entries = 0
    for root, folders, names in os.walk(folder):
        if len(Path(root).relative_to(folder).parts) >= _DEEPEST:
            folders.clear()
        entries += len(names) + len(folders)
        if entries > _MOST_ENTRIES:
            return
        for name in names:
            if name.casefold().endswith(_SUFFIX) and not name.casefold().startswith(_PROJECTOR):
                yield Path(root) / name


def _data(home: Path, environment: Mapping[str, str], system: str) -> Path:
    if system == "darwin":
        return home / "Library" / "Application Support"
    if system == "win32":
        return Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")


def _cache(home: Path, environment: Mapping[str, str], system: str) -> Path:
    if system == "darwin":
        return home / "Library" / "Caches"
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache")

"""Models of other programs: where they are looked for, and what is made of what lies there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.catalog.found import Layout, ModelPlace, known_places, look, look_in
from app.catalog.found_ollama import ollama_models

DIGEST = "ab" * 32


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(path.name.encode())
    return path


def names(place: ModelPlace) -> list[str]:
    return [model.name for model in look_in(place)]


def manifest(folder: Path, name: str, digest: object = f"sha256:{DIGEST}", kind: str = "model") -> Path:
    path = touch(folder / "manifests" / name)
    layers = [{"mediaType": f"application/vnd.ollama.image.{kind}", "digest": digest, "size": 3}]
    path.write_text(json.dumps({"layers": [{"mediaType": "x"}, *layers]}))
    return path


def test_where_programs_keep_their_models(tmp_path: Path) -> None:
    linux = {(place.program, place.folder) for place in known_places(tmp_path, {}, "linux")}
    assert ("LM Studio", tmp_path / ".lmstudio/models") in linux
    assert ("Jan", tmp_path / ".local/share/Jan/data") in linux
    assert ("GPT4All", tmp_path / ".local/share/nomic.ai/GPT4All") in linux
    assert ("llama.cpp", tmp_path / ".cache/llama.cpp") in linux
    assert ("Hugging Face", tmp_path / ".cache/huggingface/hub") in linux
    assert ("Ollama", tmp_path / ".ollama/models") in linux
    mac = {place.folder for place in known_places(tmp_path, {}, "darwin")}
    assert tmp_path / "Library/Application Support/nomic.ai/GPT4All" in mac
    assert tmp_path / "Library/Caches/llama.cpp" in mac
    windows = {
        place.folder for place in known_places(tmp_path, {"APPDATA": "/r", "LOCALAPPDATA": "/l"}, "win32")
    }
    assert {Path("/r/Jan/data"), Path("/l/llama.cpp")} <= windows


def test_what_the_environment_says_counts(tmp_path: Path) -> None:
    said = {"OLLAMA_MODELS": "/o", "HF_HOME": "/h", "LLAMA_CACHE": "/c", "XDG_DATA_HOME": "/d"}
    folders = {place.folder for place in known_places(tmp_path, said, "linux")}
    assert {Path("/o"), Path("/h/hub"), Path("/c"), Path("/d/Jan/data")} <= folders
    said["HF_HUB_CACHE"] = "/hub"
    assert Path("/hub") in {place.folder for place in known_places(tmp_path, said, "linux")}


def test_plain_folders_of_files(tmp_path: Path) -> None:
    place = ModelPlace("LM Studio", tmp_path)
    touch(tmp_path / "maker" / "Model-GGUF" / "Model-Q4.gguf")
    touch(tmp_path / "maker" / "Model-GGUF" / "mmproj-Model.gguf")
    touch(tmp_path / "maker" / "Model-GGUF" / "README.md")
    for number in (1, 2):
        touch(tmp_path / "big" / f"Big-0000{number}-of-00002.gguf")
    touch(tmp_path / "1" / "2" / "3" / "4" / "5" / "6" / "7" / "deep.gguf")
    assert names(place) == ["Big-00001-of-00002", "Model-Q4"]
    assert names(ModelPlace("Jan", tmp_path / "gone")) == []


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_hub_cache_of_links_is_read_and_circles_are_not_walked(tmp_path: Path) -> None:
    blob = touch(tmp_path / "models--a--b" / "blobs" / "0123")
    snapshot = tmp_path / "models--a--b" / "snapshots" / "main"
    snapshot.mkdir(parents=True)
    (snapshot / "b-Q8.gguf").symlink_to(blob)
    (snapshot / "circle").symlink_to(tmp_path)
    (model,) = look_in(ModelPlace("Hugging Face", tmp_path))
    assert model.path == snapshot / "b-Q8.gguf"


def test_ollama_names_its_blobs(tmp_path: Path) -> None:
    blob = touch(tmp_path / "blobs" / f"sha256-{DIGEST}")
    manifest(tmp_path, "registry.ollama.ai/library/llama3.2/3b")
    manifest(tmp_path, "registry.ollama.ai/someone/own/latest")
    manifest(tmp_path, "hf.co/maker/model/Q4_K_M")
    assert dict(ollama_models(tmp_path)) == {
        "hf.co/maker/model:Q4_K_M": blob,
        "llama3.2:3b": blob,
        "someone/own:latest": blob,
    }


@pytest.mark.parametrize(
    "digest", ["sha256:../../etc/passwd", "sha256:" + "AB" * 32, "md5:" + DIGEST, None, 7]
)
def test_a_manifest_cannot_lead_elsewhere(tmp_path: Path, digest: object) -> None:
    manifest(tmp_path, "registry.ollama.ai/library/evil/latest", digest)
    assert list(ollama_models(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"layers": 3}', '{"layers": [3]}', "[" * 100_000])
def test_a_damaged_manifest_is_passed_over(tmp_path: Path, text: str) -> None:
    manifest(tmp_path, "registry.ollama.ai/library/odd/latest").write_text(text)
    touch(tmp_path / "blobs" / f"sha256-{DIGEST}")
    manifest(tmp_path, "registry.ollama.ai/library/good/latest")
    assert [name for name, _ in ollama_models(tmp_path)] == ["good:latest"]


def test_a_manifest_without_weights_is_no_model(tmp_path: Path) -> None:
    manifest(tmp_path, "registry.ollama.ai/library/gone/latest")
    manifest(tmp_path, "registry.ollama.ai/library/cloud/latest", kind="license")
    assert list(ollama_models(tmp_path)) == []


def test_the_same_file_by_two_ways_is_there_once(tmp_path: Path) -> None:
    touch(tmp_path / "blobs" / f"sha256-{DIGEST}")
    manifest(tmp_path, "registry.ollama.ai/library/a/1")
    manifest(tmp_path, "registry.ollama.ai/library/b/1")
    file = touch(tmp_path / "files" / "x.gguf")
    (tmp_path / "files" / "y.gguf").hardlink_to(file)
    places = (ModelPlace("Ollama", tmp_path, Layout.OLLAMA), ModelPlace("Jan", tmp_path / "files"))
    assert [model.name for model in look(places)] == ["a:1", "x"]

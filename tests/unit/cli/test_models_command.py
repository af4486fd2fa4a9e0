"""carrel models: what it says, what it asks, and what it leaves alone."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Services, build_services
from app.cli.arguments import build_parser
from app.cli.main import run
from app.cli.model_downloads import consent_lines, download
from app.cli.model_shapes import moving_text
from app.cli.output import Output
from app.domain.downloads import Download, DownloadState
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.paths import AppPaths
from tests.unit.catalog.test_gguf import gguf


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "Alpha-3B.gguf"
    path.parent.mkdir()
    path.write_bytes(gguf())
    return path


@pytest.fixture
def carrel(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs ``carrel models ...`` with --json; (exit code, document)."""
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def call(*arguments: str) -> tuple[int, Any]:
        code = run(["--profile-dir", str(tmp_path / "profile"), "--json", "models", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


def own(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "profile" / "data" / "models").iterdir())


def test_a_copy_is_listed_shown_verified_and_deleted(carrel: Any, model: Path, tmp_path: Path) -> None:
    assert carrel("import", str(model))[1]["owner"] == ""
    assert [m["name"] for m in carrel("list")[1]["models"]][0] == "Alpha-3B"
    _, verified = carrel("verify", "alpha")
    assert verified["known"] == "first"
    assert carrel("verify", "alpha")[1]["known"] == "kept"
    shown = carrel("show", "alpha")[1]
    assert shown["note"]["sha256"] == verified["sha256"]
    assert shown["memory"]["needed"] > 0
    code, refused = carrel("remove", "alpha")
    assert (code, refused["error"]["code"]) == (4, "confirmation_needed")
    assert carrel("remove", "alpha", "--yes")[1]["deleted"]
    assert own(tmp_path) == []
    assert model.exists()


def test_a_changed_file_is_found_out(carrel: Any, model: Path) -> None:
    carrel("import", "--in-place", str(model))
    carrel("verify", str(model))
    model.write_bytes(gguf() + b"more")
    code, changed = carrel("verify", str(model))
    assert (code, changed["error"]["code"]) == (4, "hash_changed")


def test_a_model_in_place_is_forgotten_never_deleted(carrel: Any, model: Path, tmp_path: Path) -> None:
    _, used = carrel("import", "--in-place", str(model))
    assert used["owner"] == "in place"
    assert "Alpha-3B" in [m["name"] for m in carrel("list")[1]["models"]]
    assert not carrel("remove", "alpha", "--yes")[1]["deleted"]
    assert model.exists()
    assert own(tmp_path) == []
    assert "Alpha-3B" not in [m["name"] for m in carrel("list")[1]["models"]]


def test_a_model_in_place_that_vanished_is_left_out(carrel: Any, model: Path) -> None:
    carrel("import", "--in-place", str(model))
    model.unlink()
    code, listed = carrel("list")
    assert code == 0
    assert "Alpha-3B" not in [m["name"] for m in listed["models"]]


def test_a_folder_is_imported_and_what_cannot_be_is_named(carrel: Any, model: Path, tmp_path: Path) -> None:
    (model.parent / "deep").mkdir()
    (model.parent / "deep" / "Beta-1B.gguf").write_bytes(gguf() + b"b")
    (model.parent / "broken.gguf").write_bytes(b"GGUF and then nonsense")
    code, document = carrel("import", str(model.parent))
    assert code == 3
    assert sorted(m["name"] for m in document["models"]) == ["Alpha-3B", "Beta-1B"]
    assert document["failed"][0]["error"]["code"] == "model_damaged"
    assert own(tmp_path) == ["Alpha-3B.gguf", "Beta-1B.gguf"]
    (tmp_path / "empty").mkdir()
    assert carrel("import", str(tmp_path / "empty"))[1]["error"]["code"] == "no_models_there"


def test_other_programs_are_looked_at_only_when_asked(
    carrel: Any, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    kept = tmp_path / ".lmstudio" / "models" / "maker" / "Gamma" / "Gamma-Q4.gguf"
    kept.parent.mkdir(parents=True)
    model.rename(kept)
    assert "Gamma-Q4" not in [m["name"] for m in carrel("list")[1]["models"]]
    _, found = carrel("found")
    assert [(m["name"], m["owner"]) for m in found["models"]] == [("Gamma-Q4", "LM Studio")]
    assert not found["used"]
    assert carrel("found", "--use", "on")[1]["used"]
    assert "Gamma-Q4" in [m["name"] for m in carrel("list")[1]["models"]]
    code, refused = carrel("remove", "gamma", "--yes")
    assert (code, refused["error"]["code"]) == (4, "model_not_ours")
    assert kept.exists()


def test_a_model_of_ollama_is_used_under_its_name(
    carrel: Any, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    store = tmp_path / ".ollama" / "models"
    blob, manifest = (
        store / "blobs" / f"sha256-{'ab' * 32}",
        store / "manifests" / "registry.ollama.ai/library/llama3.2/3b",
    )
    for path in (blob, manifest):
        path.parent.mkdir(parents=True)
    model.rename(blob)
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{'ab' * 32}"}
    manifest.write_text(json.dumps({"layers": [layer]}))
    carrel("found", "--use", "on")
    assert carrel("use", "llama3.2")[1]["path"] == str(blob)
    selected = next(m for m in carrel("list")[1]["models"] if m["selected"])
    assert (selected["name"], selected["owner"]) == ("llama3.2:3b", "Ollama")
    blob.unlink()
    assert carrel("list")[0] == 0


def test_the_catalogue_needs_no_network(carrel: Any) -> None:
    _, catalogue = carrel("catalogue")
    assert {entry["kind"] for entry in catalogue["models"]} == {"generator", "embedder", "reranker"}
    phi = next(entry for entry in catalogue["models"] if entry["id"] == "phi-4-mini")
    assert phi["here"] is None
    assert phi["files"][0]["url"].startswith("https://huggingface.co/")


def test_recommending_names_one_and_says_why_not_others(carrel: Any) -> None:
    _, recommended = carrel("recommend")
    assert sum(entry["best"] for entry in recommended["models"]) <= 1
    by_id = {entry["id"]: entry for entry in recommended["models"]}
    assert by_id["qwen3.5-4b"]["verdict"] is None
    assert by_id["qwen3-0.6b"]["verdict"] in {"fits", "reduced", "too_large"}


def test_nothing_is_fetched_without_a_yes(carrel: Any) -> None:
    code, refused = carrel("download", "qwen3-0.6b")
    assert (code, refused["error"]["code"]) == (4, "consent_needed")
    assert carrel("downloads")[1]["downloads"] == []


def test_offline_nails_it_shut(tmp_path: Path, carrel: Any, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--profile-dir", str(tmp_path / "profile"), "--json", "--offline", "models"]
    assert run([*arguments, "download", "qwen3-0.6b", "--yes"]) == 4
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "network_off"
    assert carrel("downloads")[1]["downloads"] == []


def test_a_licence_is_not_agreed_to_by_a_plain_yes(carrel: Any) -> None:
    _, refused = carrel("download", "llama-3.2-1b", "--yes")
    assert refused["error"]["code"] == "licence_not_accepted"
    assert "Llama" in refused["error"]["message"]


class Terminal(io.StringIO):
    """A standard input that a person sits at."""

    def isatty(self) -> bool:
        return True


def test_what_is_agreed_to_is_shown_first(
    paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    options = build_parser().parse_args(["models", "download", "smollm2-360m"])
    services: Services = build_services(paths)
    try:
        with pytest.raises(UserError, match="consent_needed"):
            download(
                options, services, Output(as_json=False, quiet=False), CancelToken(), lambda _question: "n"
            )
        offer = services.model_catalogue.offer(services.model_catalogue.find("smollm2-360m"))
    finally:
        services.close()
    said = capsys.readouterr().err
    assert all(line in said for line in consent_lines(offer))
    assert "https://huggingface.co/bartowski/SmolLM2-360M-Instruct-GGUF" in said
    assert "No hash is known beforehand" in said


def test_the_progress_line() -> None:
    moving = Download(
        1,
        "a",
        "Alpha",
        Path(),
        "test",
        "",
        DownloadState.RUNNING,
        5_000_000,
        20_000_000,
        2.5e6,
        seconds_left=6.0,
    )
    assert moving_text(moving) == "Alpha: 5 MB of 20 MB, 2.5 MB/s, 6 s left"

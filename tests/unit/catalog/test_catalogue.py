"""The shipped catalogue, and what a damaged one is refused for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalogue import read_catalogue
from app.domain.catalogue import CatalogueEntry, ModelKind
from app.domain.errors import UserError
from app.paths import resources_dir
from app.privacy.addresses import Trust, checked
from tests.made_catalogue import COMMIT, HEAD, entry_text, file_text

SHIPPED = resources_dir() / "models" / "catalogue.toml"
SMALL = HEAD + entry_text(
    "a", file_text("a.gguf", 1, "0" * 64), "free", f'revision = "{COMMIT}"', kind="embedder"
)


@pytest.fixture(scope="module")
def shipped() -> tuple[CatalogueEntry, ...]:
    return read_catalogue(SHIPPED)


def read(tmp_path: Path, old: str = "", new: str = "") -> tuple[CatalogueEntry, ...]:
    assert old in SMALL
    path = tmp_path / "catalogue.toml"
    path.write_text(SMALL.replace(old, new), "utf-8")
    return read_catalogue(path)


def test_the_shipped_catalogue_holds_what_the_field_asks_for(shipped: tuple[CatalogueEntry, ...]) -> None:
    answering = [entry for entry in shipped if entry.kind is ModelKind.GENERATOR]
    assert {entry.family for entry in answering} == {
        "Phi", "Llama", "Gemma", "Mistral", "Qwen", "SmolLM", "Granite",
    }  # fmt: skip
    assert len(answering) >= 15
    assert sum(entry.kind is ModelKind.EMBEDDER for entry in shipped) >= 2
    assert sum(entry.kind is ModelKind.RERANKER for entry in shipped) >= 1


def test_every_address_is_one_that_the_door_goes_to(shipped: tuple[CatalogueEntry, ...]) -> None:
    for entry in shipped:
        for file in entry.files:
            address = checked(entry.address(file), entry.source.hosts, Trust())
            assert address.path.endswith(file.name)
            assert (entry.revision or "main") in address.path


def test_hashes_are_different_and_those_that_are_not_there_are_named(
    shipped: tuple[CatalogueEntry, ...],
) -> None:
    digests = [file.sha256 for entry in shipped for file in entry.files if file.sha256]
    assert len(set(digests)) == len(digests) > 15
    assert all(entry.verified or "sha256" in entry.unverified for entry in shipped)


def test_licences_that_have_to_be_accepted(shipped: tuple[CatalogueEntry, ...]) -> None:
    asking = {entry.family for entry in shipped if entry.licence.accept}
    assert asking == {"Llama", "Gemma"}
    assert all(entry.licence.url.startswith("https://") for entry in shipped)


def test_sizes_stand_to_parameters_as_quantizations_do(shipped: tuple[CatalogueEntry, ...]) -> None:
    """Bits a weight: a wrong size or a wrong number of parameters falls out of this."""
    for entry in shipped:
        if entry.bytes is not None:
            assert 4.0 < entry.bytes * 8 / entry.parameters < 9.5, entry.id


def test_an_entry_reads_as_written(tmp_path: Path) -> None:
    (entry,) = read(tmp_path)
    assert entry.bytes == 1
    assert entry.verified
    assert entry.address(entry.files[0]) == f"https://hub.example/a/b/{entry.revision}/a.gguf"


def test_the_newest_is_fetched_where_no_revision_is_known(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, f'revision = "{COMMIT}"', 'unverified = ["revision"]')
    assert "/main/" in entry.address(entry.files[0])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema = 1", "schema = 2"),
        ("schema = 1", "schema = "),
        ('id = "a"', 'id = "A b"'),
        ('id = "a"', 'identity = "a"'),
        ('kind = "embedder"', 'kind = "painter"'),
        ('source = "hub"', 'source = "elsewhere"'),
        ('licence = "free"', 'licence = "other"'),
        ('url = "https://free.example"', 'url = "http://free.example"'),
        ('"https://hub.example/', '"http://hub.example/'),
        ('hosts = ["hub.example"]', "hosts = []"),
        ('hosts = ["hub.example"]', 'hosts = ["*"]'),
        ('repository = "a/b"', 'repository = "../b"'),
        (f'revision = "{COMMIT}"', 'revision = "main"'),
        (f'revision = "{COMMIT}"', ""),
        ('name = "a.gguf"', 'name = "../a.gguf"'),
        ('name = "a.gguf"', 'name = "a.exe"'),
        ("bytes = 1", "bytes = -1"),
        ("bytes = 1, ", ""),
        ("0" * 64, "0" * 63),
        ("0" * 64, "0" * 63 + "G"),
        ("parameters = 1", "parameters = 0"),
        ('good_for = "Tests."', 'good_for = ""'),
        ("files = [", "unverified = ['colour']\nfiles = ["),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(UserError, match="catalogue_damaged"):
        read(tmp_path, old, new)


def test_an_id_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(SMALL + SMALL.removeprefix(HEAD), "utf-8")
    with pytest.raises(UserError, match="an id twice"):
        read_catalogue(path)
    with pytest.raises(UserError, match="catalogue_damaged"):
        read_catalogue(tmp_path / "missing.toml")

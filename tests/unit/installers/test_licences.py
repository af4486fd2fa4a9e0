from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

STRANGERS = {"rouge_score", "nltk", "absl-py", "defusedxml"}
"""Tools for measuring, in no lock."""


@pytest.fixture
def licences() -> Any:
    return import_module("licences")


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("LGPL-2.1-or-later AND BSD-3-Clause", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_which_licences_may_be_inside(licences: Any, expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


def test_everything_that_is_shipped_has_a_licence_that_fits(licences: Any) -> None:
    """Of this very environment: a new dependency without one, or under the GPL, fails here."""
    found = {d.metadata["Name"]: licences.licence_of(d) for d in licences.shipped()}
    refused = {name: licence for name, licence in found.items() if not licences.is_allowed(licence)}
    assert set(refused) <= STRANGERS
    assert len(found) > 30


def test_the_index_names_all_and_its_files_exist(licences: Any, tmp_path: Path) -> None:
    parts = licences.collect(tmp_path / "licences")
    assert licences.read_index(tmp_path / "licences") == sorted(parts, key=lambda part: part.name.lower())
    for part in parts:
        assert all((tmp_path / "licences" / file).is_file() for file in part.files)
    bare = {part.name for part in parts if not part.files}
    assert bare <= STRANGERS
    assert {"Carrel", "Qt", "numpy", "onnxruntime", "llama.cpp", "Leptonica"} <= {part.name for part in parts}


def test_a_gpl_library_is_found_by_its_name(licences: Any, tmp_path: Path) -> None:
    licences.write_index(tmp_path / "licences", _folder(tmp_path / "licences"))
    assert list(licences.problems_in(tmp_path)) == []
    library = tmp_path / "tesserocr.libs" / "libjbig-2504a0c3.so.2.1"
    library.parent.mkdir()
    library.write_bytes(b"\x7fELF jbg_dec_in")
    assert [problem for problem in licences.problems_in(tmp_path) if "GPL" in problem]
    library.write_bytes(b"\x7fELF" + licences.STAND_IN)
    assert list(licences.problems_in(tmp_path)) == []


def test_a_part_under_the_gpl_is_found_in_the_index(licences: Any, tmp_path: Path) -> None:
    _folder(tmp_path / "licences")
    (tmp_path / "licences" / "text").touch()
    bad = licences.Part("bad", "1", "GPL-3.0-only", "library", ("text",))
    licences.write_index(tmp_path / "licences", [bad])
    assert list(licences.problems_in(tmp_path)) == ["bad is under GPL-3.0-only"]


def test_a_part_without_the_text_of_its_licence_is_found(licences: Any, tmp_path: Path) -> None:
    _folder(tmp_path / "licences")
    (tmp_path / "licences" / "text").touch()
    parts = [
        licences.Part("whole", "1", "MIT", "library", ("text",)),
        licences.Part("bare", "1", "MIT", "library"),
        licences.Part("torn", "1", "MIT", "library", ("text", "gone")),
    ]
    licences.write_index(tmp_path / "licences", parts)
    said = [f"{name} comes without the text of its licence" for name in ("bare", "torn")]
    assert list(licences.problems_in(tmp_path)) == said


def test_a_program_without_licences_is_refused(licences: Any, tmp_path: Path) -> None:
    assert list(licences.problems_in(tmp_path))


def _folder(path: Path) -> list[Any]:
    path.mkdir(parents=True)
    return []


@pytest.mark.parametrize(
    ("listing", "owner"),
    [
        ("zlib1g:amd64: /lib/x86_64-linux-gnu/libz.so.1\n", "zlib1g"),
        ("lib32z1: /usr/lib32/libz.so.1\nzlib1g:amd64: /lib/x86_64-linux-gnu/libz.so.1\n", "zlib1g"),
        ("zlib1g:amd64, zlib1g:i386: /usr/share/doc/x\n", "zlib1g"),
        ("diversion by a from: /lib/x\nlib32z1: /usr/lib32/libz.so.1\n", "lib32z1"),
        ("", ""),
    ],
)
def test_whose_a_library_of_the_system_is(licences: Any, listing: str, owner: str) -> None:
    assert licences.owner_in(listing, "/x86_64-linux-gnu/") == owner

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.domain.documents import Document, DocumentState
from app.domain.errors import ErrorInfo, UserError
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken
from app.services.discovery import Discovery, Found, Look
from app.services.file_kinds import head_of, is_link, is_marked_hidden, is_placeholder
from app.services.intake_rules import FOLDER, IntakeRules

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


def media_type_for(path: Path) -> str | None:
    return "text/plain" if path.suffix == ".txt" else None


def text_only(head: bytes) -> UserError | None:
    return UserError("audio_not_read") if head.startswith(b"\x00") else None


def found_in(folder: Path, look: Look | None = None) -> Found:
    return Discovery(look or Look(media_type_for, text_only), CancelToken()).walk([folder])


def reasons(found: Found, folder: Path) -> dict[str, str]:
    return {f.path.relative_to(folder).as_posix(): (f.error.code if f.error else "") for f in found.files}


def known_as(path: Path, state: DocumentState, error: ErrorInfo | None) -> dict[Path, Document]:
    status = path.stat()
    return {
        path: Document(
            DocumentId(1), path, state, size=status.st_size, mtime_ns=status.st_mtime_ns, error=error
        )
    }


def test_a_folder_that_is_left_out_is_listed_once(tmp_path: Path) -> None:
    for number in range(3):
        path = tmp_path / "node_modules" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    (tmp_path / "a.txt").write_text("x")
    found = found_in(tmp_path)
    assert reasons(found, tmp_path) == {"node_modules": "left_out", "a.txt": ""}
    assert found.files[-1].media_type == FOLDER or found.files[0].media_type == FOLDER


def test_a_folder_that_is_left_out_can_be_added_by_itself(tmp_path: Path) -> None:
    inside = tmp_path / ".notes"
    inside.mkdir()
    (inside / "a.txt").write_text("x")
    look = Look(media_type_for)
    found = Discovery(look, CancelToken()).walk([tmp_path, inside])
    assert reasons(found, tmp_path) == {".notes/a.txt": ""}


def test_rules_of_one_folder(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    for name in ("a.txt", "drafts/b.txt", "drafts/keep.txt"):
        (tmp_path / name).write_text("x")
    look = Look(media_type_for, patterns={tmp_path: ("drafts/*", "!keep.txt")})
    assert reasons(found_in(tmp_path, look), tmp_path) == {
        "a.txt": "", "drafts/b.txt": "left_out", "drafts/keep.txt": "",
    }  # fmt: skip


def test_large_files_and_own_folders(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "carrel.db").write_text("x")
    (tmp_path / "large.txt").write_text("x" * 11)
    rules = IntakeRules(largest_bytes=10, own=frozenset([tmp_path / "own"]))
    found = found_in(tmp_path, Look(media_type_for, rules=rules))
    assert reasons(found, tmp_path) == {"own": "own_folder", "large.txt": "too_large"}
    large = next(f for f in found.files if f.path.name == "large.txt")
    assert large.error == ErrorInfo("too_large", {"size": 11, "limit": 10})
    named = Discovery(Look(media_type_for, rules=rules), CancelToken()).walk([tmp_path / "large.txt"])
    assert [f.error.code for f in named.files if f.error] == ["too_large"]


def test_unknown_suffixes_are_decided_by_content(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("words")
    (tmp_path / "song.mp9").write_bytes(b"\x00\x01")
    (tmp_path / "nothing.xyz").write_bytes(b"")
    found = found_in(tmp_path)
    assert reasons(found, tmp_path) == {
        "README": "", "song.mp9": "audio_not_read", "nothing.xyz": "empty_document",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "error", "expected"),
    [
        (DocumentState.SKIPPED, ErrorInfo("unsupported_format"), "unsupported_format"),
        (DocumentState.INDEXED, None, ""),
        (DocumentState.SKIPPED, ErrorInfo("left_out", {"pattern": "*"}), "audio_not_read"),
    ],
)
def test_files_that_were_judged_before_are_not_opened_again(
    tmp_path: Path, state: DocumentState, error: ErrorInfo | None, expected: str
) -> None:
    path = tmp_path / "song.mp9"
    path.write_bytes(b"\x00\x01")
    look = Look(media_type_for, text_only, known=known_as(path, state, error))
    assert reasons(found_in(tmp_path, look), tmp_path) == {"song.mp9": expected}


@posix
def test_links_are_listed_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "secret.txt").symlink_to(outside / "secret.txt")
    (folder / "broken.txt").symlink_to(outside / "gone")
    found = found_in(folder)
    assert set(reasons(found, folder)) == {"link", "loop", "secret.txt", "broken.txt"}
    assert {f.error.code for f in found.files if f.error} == {"link_not_followed"}


@posix
def test_one_place_is_seen_in_the_light_of_what_is_above(tmp_path: Path) -> None:
    (tmp_path / "node_modules" / "deep").mkdir(parents=True)
    (tmp_path / "node_modules" / "deep" / "a.txt").write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "sub")
    for place, expected in {
        "node_modules/deep/a.txt": {"node_modules": "left_out"},
        "link/b.txt": {"link": "link_not_followed"},
        "sub": {"sub/b.txt": ""},
        "sub/b.txt": {"sub/b.txt": ""},
        "sub/gone.txt": {},
    }.items():
        discovery = Discovery(Look(media_type_for), CancelToken())
        discovery.look_at(tmp_path, tmp_path / place)
        assert reasons(discovery.found(), tmp_path) == expected


def status_with(**more: int) -> os.stat_result:
    return SimpleNamespace(st_mode=stat.S_IFREG, **more)  # type: ignore[return-value]


def test_what_other_systems_say_of_a_file() -> None:
    assert is_link(status_with(st_reparse_tag=0xA0000003))  # a junction
    assert not is_link(status_with(st_reparse_tag=0x9000001A))  # a cloud file
    assert is_placeholder(status_with(st_file_attributes=0x00400000))
    assert is_placeholder(status_with(st_flags=0x40000000))
    assert not is_placeholder(status_with(st_file_attributes=0x20))
    assert is_marked_hidden(status_with(st_file_attributes=0x2))


@posix
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("words")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")
    assert head_of(tmp_path / "a") == b"words"
    assert [head_of(tmp_path / name) for name in ("link", "pipe", "gone", ".")] == [None] * 4

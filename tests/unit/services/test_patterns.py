from __future__ import annotations

import pytest

from app.services.patterns import DEFAULT_PATTERNS, Patterns, split_patterns


@pytest.mark.parametrize(
    ("pattern", "path", "is_folder", "fits"),
    [
        ("*.bak", "a.bak", False, True),
        ("*.bak", "deep/below/A.BAK", False, True),
        ("*.bak", "a.bak.txt", False, False),
        ("old/", "x/old", True, True),
        ("old/", "x/old", False, False),
        ("/old", "old", True, True),
        ("/old", "x/old", True, False),
        ("drafts/*.txt", "drafts/a.txt", False, True),
        ("drafts/*.txt", "drafts/b/a.txt", False, False),
        ("drafts/*.txt", "x/drafts/a.txt", False, False),
        ("**/drafts", "x/y/drafts", True, True),
        ("**/drafts", "drafts", True, True),
        ("a/**", "a/b/c", False, True),
        ("a/**/z.txt", "a/z.txt", False, True),
        ("a/**/z.txt", "a/b/c/z.txt", False, True),
        ("?.txt", "a.txt", False, True),
        ("?.txt", "ab.txt", False, False),
        ("[ab].txt", "b.txt", False, True),
        ("[!ab].txt", "b.txt", False, False),
        ("[z-a].txt", "[z-a].txt", False, True),
        ("[", "[", False, True),
        ("a+b(1).txt", "a+b(1).txt", False, True),
        (r"\#1", "#1", False, True),
        ("# remark", "# remark", False, False),
        ("/", "x", True, False),
        ("*", "line\nbreak", False, True),
    ],
)
def test_patterns_mean_what_they_do_in_gitignore(
    pattern: str, path: str, is_folder: bool, fits: bool
) -> None:
    assert (Patterns([pattern]).leaves_out(path, is_folder=is_folder) is not None) is fits


def test_the_last_pattern_decides_and_is_named() -> None:
    patterns = Patterns(["*.txt", "!keep.txt", "/keep.txt"])
    assert patterns.leaves_out("a.txt", is_folder=False) == "*.txt"
    assert patterns.leaves_out("x/keep.txt", is_folder=False) is None
    assert patterns.leaves_out("keep.txt", is_folder=False) == "/keep.txt"


@pytest.mark.parametrize("name", [".git", ".env", "~$report.docx", "Thumbs.db", "x.TMP", "a/node_modules"])
def test_what_is_left_out_by_default(name: str) -> None:
    assert Patterns(DEFAULT_PATTERNS).leaves_out(name, is_folder=True)


@pytest.mark.parametrize("name", ["report.docx", "a.b.txt", "notes~.md", "tmp", "modules"])
def test_what_is_not_left_out_by_default(name: str) -> None:
    assert Patterns(DEFAULT_PATTERNS).leaves_out(name, is_folder=True) is None


def test_no_patterns_leave_nothing_out() -> None:
    assert Patterns().leaves_out(".git", is_folder=True) is None


def test_a_setting_holds_several() -> None:
    assert split_patterns(" *.bak ;old/\n\n; # x") == ("*.bak", "old/", "# x")

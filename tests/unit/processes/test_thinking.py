"""Thinking and answer, told apart while both stream."""

from __future__ import annotations

import random

import pytest

from app.processes.generator_thinking import ThinkingSplitter

TAGS = ("<think>", "</think>")


def split(
    text: str, tags: tuple[str, str] | None = TAGS, *, inside: bool = False, seed: int = 0
) -> tuple[str, str]:
    """What was thought and what was answered, of a text that comes in small pieces."""
    rng, splitter = random.Random(seed), ThinkingSplitter(tags, inside=inside)
    pieces: list[tuple[str, bool]] = []
    while text:
        size = rng.randrange(1, 5)
        pieces += splitter.feed(text[:size])
        text = text[size:]
    pieces += splitter.finish()
    return "".join(p for p, thought in pieces if thought), "".join(p for p, thought in pieces if not thought)


@pytest.mark.parametrize("seed", range(10))
def test_a_text_in_pieces_is_split_where_the_whole_would_be(seed: int) -> None:
    assert split("\n<think>a < b</thin></think>\n\nYes.</think>", seed=seed) == (
        "a < b</thin>",
        "Yes.</think>",
    )


def test_without_tags_everything_is_answer() -> None:
    assert split("<think>a</think>b", None) == ("", "<think>a</think>b")
    assert split("What does <think> mean?") == ("", "What does <think> mean?")
    assert split("<th") == ("", "<th")


def test_a_prompt_that_ends_in_thought() -> None:
    assert split("so it is</think> Yes.", inside=True) == ("so it is", "Yes.")


def test_thinking_that_never_ends_is_no_answer() -> None:
    assert split("<think>and then</thi") == ("and then</thi", "")
    assert split("<think>a</think>  \n") == ("a", "")

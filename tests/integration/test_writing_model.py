"""Tasks with the starter: it is found too small, and rules and vectors do what they can do soundly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Services, build_services
from app.domain.errors import UserError
from app.domain.writing import How, TextInput
from app.paths import profile_paths

pytestmark = pytest.mark.models
LETTER = (
    "We write about the boiler. It was repaired on 3 March for 240 euros. The heating has failed again since Monday, "
    "and two rooms are cold. Nobody came although we called four times. We expect a repair by Friday.\n\n"
    "The flat is on the third floor. The key is with the neighbour."
)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = build_services(profile_paths(Path(tmp_path_factory.mktemp("profile"))).create())
    yield made
    made.close()


def test_the_starter_is_kept_from_translating_and_it_is_said(services: Services) -> None:
    with pytest.raises(UserError) as error:
        services.writing.run("translate", TextInput(LETTER, {"to": "de"}))
    assert error.value.code == "model_too_small"
    assert error.value.params["passed"] < error.value.params["papers"]


def test_a_summary_is_made_of_the_texts_own_sentences(services: Services) -> None:
    result = services.writing.run("summarize", TextInput(LETTER, {"length": "words", "words": "30"}))
    assert result.how is How.RULES
    assert result.unable
    assert 0 < len(result.output.text.split()) <= 30
    assert not result.doubts
    assert all(s.strip() in " ".join(LETTER.split()) for s in result.output.text.split(". ") if s)


def test_vectors_tell_a_complaint_from_an_invitation(services: Services) -> None:
    result = services.writing.run(
        "classify", TextInput(LETTER, {"categories": "Invitation, Complaint, Recipe"})
    )
    assert result.output.text == "Complaint"


def test_what_was_examined_is_not_examined_again(services: Services) -> None:
    services.writing.run("summarize", TextInput(LETTER))
    marks = (services.paths.cache / "writing-marks.json").read_text()
    services.writing.run("summarize", TextInput(LETTER))
    assert (services.paths.cache / "writing-marks.json").read_text() == marks

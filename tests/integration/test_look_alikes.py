"""Two leases that say the same things of different houses: the one that the question names answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Services, build_services
from app.domain.jobs import CancelToken, no_progress
from app.domain.retrieval import Query
from app.paths import profile_paths
from app.retrieval.answerability import judge
from app.retrieval.reading import read
from app.services.evidence import gather

pytestmark = pytest.mark.models

SAMPLE = Path(__file__).parents[2] / "resources" / "sample_library"
HARBOUR, MILL = "Lease Harbour Street 12.pdf", "Lease Mill Lane 4.pdf"


@pytest.fixture(scope="module", params=["contracts", "."])
def services(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = build_services(profile_paths(tmp_path_factory.mktemp("profile")).create())
    made.library.add([SAMPLE / request.param], CancelToken())
    made.ingestion.run(CancelToken(), no_progress)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("question", "file", "words"),
    [
        (
            "How long is the notice period for the Harbour Street lease?",
            HARBOUR,
            "three months to the end of a quarter",
        ),
        (
            "How long is the notice period for 12 Harbour Street?",
            HARBOUR,
            "three months to the end of a quarter",
        ),
        ("How long is the notice period for the Mill Lane lease?", MILL, "period of notice is three months"),
        ("How long is the notice period for 4 Mill Lane?", MILL, "period of notice is three months"),
    ],
)
def test_the_lease_that_is_named_answers(services: Services, question: str, file: str, words: str) -> None:
    found = services.search.retrieve(Query(question, 10), CancelToken())
    sentences = read(found)
    evidence = gather(found, sentences, 6)
    quoted = evidence.evidence[: evidence.answering]
    assert judge(found, sentences).reason is None
    assert found.candidates[0].stored.path.name == file
    assert {e.path.name for e in quoted} == {file}
    assert words in " ".join(quoted[0].quote.split())


def test_the_other_lease_stands_behind_it_as_near(services: Services) -> None:
    found = services.search.retrieve(
        Query("How long is the notice period for 12 Harbour Street?", 30), CancelToken()
    )
    answering = {c.stored.path.name for c in found.answering}
    behind = {c.stored.path.name for c in found.candidates[len(found.answering) :]}
    assert answering == {HARBOUR}
    assert MILL in behind

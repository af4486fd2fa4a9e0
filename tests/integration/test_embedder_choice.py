"""Another model to search with: the library is read anew beside the old vectors, which stay until the new are whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gguf import PoolingType

from app.bench.made_models_embedders import EmbedderRecipe, make_embedder
from app.bootstrap import Services, build_services
from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, Progress
from app.domain.language_models import ModelFile
from app.domain.retrieval import Query
from app.paths import AppPaths

pytestmark = pytest.mark.models
TEXTS = {
    "lease.md": "# Lease\n\nThe lease ends in May. The rent is due on the first day of the month.",
    "dogs.md": "# Rules\n\nDogs are not allowed in the building.",
    "tea.md": "# Kiosk\n\nThe kiosk sells green tea on Sundays.",
}


@pytest.fixture
def services(paths: AppPaths, tmp_path: Path) -> Iterator[Services]:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = build_services(paths)
    made.library.add([folder], CancelToken())
    made.ingestion.run(CancelToken())
    yield made
    made.close()


def model(services: Services, recipe: EmbedderRecipe, name: str = "made") -> ModelFile:
    services.paths.models.mkdir(parents=True, exist_ok=True)
    return services.catalog.find(make_embedder(services.paths.models / f"{name}.gguf", recipe))


def spaces(services: Services) -> set[str]:
    with services.store.database.read() as connection:
        return {row[0] for row in connection.execute("SELECT name FROM spaces")}


def found(services: Services) -> list[str]:
    result = services.search.search(Query("When does the lease end?", top_k=3), CancelToken())
    return [hit.path.name for hit in result.hits]


def test_there_and_back_again(services: Services) -> None:
    before, chosen = services.embedder.space(), model(services, EmbedderRecipe("bert"))
    cost = services.embedder_choice.cost(chosen)
    assert cost.passages == 3
    assert cost.fits
    told: list[Progress] = []
    services.embedder_choice.use(chosen, CancelToken(), told.append)
    assert told[-1].done == told[-1].total == 3
    assert services.embedder_choice.chosen == chosen.path
    assert spaces(services) == {services.embedder.space().name} != {before.name}
    assert "lease.md" in found(services)
    with pytest.raises(UserError, match="embedder_chosen"):
        services.catalog.remove(chosen)
    services.embedder_choice.use(None, CancelToken())
    assert spaces(services) == {before.name}
    assert found(services)[0] == "lease.md"


def test_it_is_still_chosen_after_a_start(services: Services, paths: AppPaths) -> None:
    chosen = model(services, EmbedderRecipe("nomic-bert"))
    services.embedder_choice.use(chosen, CancelToken())
    space = services.embedder.space()
    services.close()
    again = build_services(paths)
    assert again.embedder.space() == space
    assert "lease.md" in found(again)
    chosen.path.unlink()
    again.close()
    without = build_services(paths)
    with pytest.raises(UserError, match="embedder_missing"):
        without.embedder.space()
    without.ingestion.run(CancelToken())
    assert spaces(without) == {space.name}  # nothing is thrown away because a drive is not connected
    without.embedder_choice.use(None, CancelToken())
    assert found(without)[0] == "lease.md"
    without.close()


def test_a_stop_keeps_what_was_done_and_answers_as_before(services: Services, tmp_path: Path) -> None:
    before, chosen, cancel = services.embedder.space(), model(services, EmbedderRecipe("bert")), CancelToken()
    with pytest.raises(Cancelled):
        services.embedder_choice.use(chosen, cancel, lambda _progress: cancel.cancel())
    assert services.embedder.space() == before
    assert found(services)[0] == "lease.md"
    assert services.embedder_choice.unfinished
    assert 0 < services.embedder_choice.cost(chosen).passages < 3
    (tmp_path / "documents" / "new.md").write_text("Ferries leave at noon.", encoding="utf-8")
    services.library.add([tmp_path / "documents"], CancelToken())
    services.ingestion.run(CancelToken())  # reading goes on with the old one and leaves the new vectors alone
    assert len(spaces(services)) == 2
    assert services.embedder_choice.cost(chosen).passages < 4
    services.embedder_choice.use(chosen, CancelToken())
    assert len(spaces(services)) == 1
    assert services.embedder_choice.cost(chosen).passages == 0


def test_choosing_what_is_in_use_gives_up_what_was_begun(services: Services) -> None:
    before, chosen, cancel = services.embedder.space(), model(services, EmbedderRecipe("bert")), CancelToken()
    with pytest.raises(Cancelled):
        services.embedder_choice.use(chosen, cancel, lambda _progress: cancel.cancel())
    assert len(spaces(services)) == 2
    services.embedder_choice.use(None, CancelToken())
    assert not services.embedder_choice.unfinished
    assert spaces(services) == {before.name}


def test_what_cannot_search_is_refused_and_nothing_changes(services: Services) -> None:
    before = services.embedder.space()
    ranks = EmbedderRecipe("bert", "t5", PoolingType.RANK, score=True)
    refused = {
        "not_an_embedder": model(services, EmbedderRecipe("qwen3", "gpt2", None), "chat"),
        "embedder_unclear": model(services, EmbedderRecipe("bert", pooling=None), "unclear"),
    }
    for code, file in refused.items():
        with pytest.raises(UserError, match=code):
            services.embedder_choice.use(file, CancelToken())
    with pytest.raises(UserError, match="not_an_embedder"):
        services.embedder_choice.use(model(services, ranks, "ranks"), CancelToken())
    with pytest.raises(UserError, match="not_a_writer"):
        services.catalog.select(model(services, EmbedderRecipe("bert"), "embedder"))
    assert services.embedder.space() == before
    assert spaces(services) == {before.name}


def test_a_reranker_is_used_once_it_is_chosen(services: Services) -> None:
    choice, before = services.embedder_choice, services.search.search(Query("rent", top_k=3), CancelToken())
    ranks = model(services, EmbedderRecipe("bert", "t5", PoolingType.RANK, score=True), "ranks")
    assert services.search.search(Query("rent", top_k=3), CancelToken()).hits[0].score == before.hits[0].score
    choice.use_reranker(ranks)
    assert choice.seconds_a_question(ranks) > 0
    after = services.search.search(Query("rent", top_k=3), CancelToken())
    assert max(hit.score for hit in after.hits) > before.hits[0].score
    with pytest.raises(UserError, match="not_a_reranker"):
        choice.use_reranker(model(services, EmbedderRecipe("bert"), "other"))
    services.catalog.remove(ranks)
    assert choice.reranker is None

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.documents import Document, DocumentState
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.ids import ContentId, DocumentId
from app.domain.jobs import CancelToken, Progress
from app.domain.language_models import LoadedModel
from app.processes.fakes import FakeGenerator
from app.services.summarizer import SummarizerService
from tests.unit.retrieval.worlds import World, stored
from tests.unit.services.test_assistant import loaded

TEXT = """Annual report
The canteen served forty thousand meals last year. The canteen served forty thousand meals in all last year.
The new kitchen cost ninety thousand euros and was paid from savings. 12 | 14 | 19
Guests complained about the noise of the new kitchen fans. The fans are to be replaced before the summer.
Prices for meals rose by five percent because fish became dearer. Staff numbers did not change at all last year."""


class Shelf:
    """One document, number 1, at /library/Report.txt."""

    document = Document(
        DocumentId(1),
        Path("/library/Report.txt"),
        DocumentState.INDEXED,
        title="Report",
        content_id=ContentId(1),
    )

    def get(self, document_id: DocumentId) -> Document | None:
        return self.document if document_id == 1 else None

    def find(self, path: Path) -> Document | None:
        return self.document if path == self.document.path else None


def service(
    generator: FakeGenerator | None = None, parameters: int | None = None, text: str = TEXT
) -> tuple[SummarizerService, World]:
    world = World(stored(1, text, "Report", page=3))

    def ensure(_cancel: CancelToken) -> LoadedModel | None:
        return None if parameters is None else loaded(parameters)

    return SummarizerService(Shelf(), world, world.embedder, generator or FakeGenerator(), ensure), world


def test_the_summary_is_made_of_the_documents_own_sentences() -> None:
    progress: list[Progress] = []
    summary = service()[0].summarize(Shelf.document.path, on_progress=progress.append)
    assert 3 <= len(summary.sentences) <= 5
    assert all(" ".join(TEXT[s.span.start : s.span.end].split()) == s.text for s in summary.sentences)
    assert [s.span.start for s in summary.sentences] == sorted(s.span.start for s in summary.sentences)
    assert all(s.verbatim and s.page == 3 for s in summary.sentences)
    assert (summary.title, summary.model) == ("Report", None)
    assert progress[-1].done == progress[-1].total


def test_headings_tables_and_repetitions_stay_out() -> None:
    texts = [s.text for s in service()[0].summarize(DocumentId(1), length="long").sentences]
    assert "Annual report" not in texts
    assert not any("|" in text for text in texts)
    assert sum(text.startswith("The canteen served") for text in texts) == 1


def by_echo() -> Callable[[object], str]:
    def reply(request: object) -> str:
        lines = request.messages[-1].content.split("\n")  # type: ignore[attr-defined]
        return " ".join(f"{line[4:]} {line[:3]}" for line in lines if line.startswith("["))

    return reply


def test_a_model_that_can_may_write_but_only_what_holds() -> None:
    summary = service(FakeGenerator([by_echo()]), 3_000_000_000)[0].summarize(DocumentId(1))
    assert summary.model == "model"
    assert all(not s.verbatim for s in summary.sentences)
    made_up = FakeGenerator(["Paul Weber resigned in 1987 [1]. The moon is made of cheese [2]."])
    summary = service(made_up, 3_000_000_000)[0].summarize(DocumentId(1))
    assert summary.model is None
    assert all(s.verbatim for s in summary.sentences)


def test_a_tiny_or_crashing_model_leaves_the_extract() -> None:
    tiny = FakeGenerator(["Nonsense."])
    assert service(tiny, 135_000_000)[0].summarize(DocumentId(1)).sentences[0].verbatim
    assert tiny.requests == []
    crashing = FakeGenerator(["No."], fail=EngineError("engine_crashed"))
    assert service(crashing, 3_000_000_000)[0].summarize(DocumentId(1)).model is None


def test_short_texts_give_what_they_have() -> None:
    summary = service(text="Too short. Nothing here.")[0].summarize(DocumentId(1))
    assert [s.text for s in summary.sentences] == ["Too short.", "Nothing here."]


def test_errors() -> None:
    summarizer = service()[0]
    with pytest.raises(UserError) as unknown:
        summarizer.summarize(Path("/elsewhere.txt"))
    assert unknown.value.code == "unknown_document"
    with pytest.raises(UserError) as wrong:
        summarizer.summarize(DocumentId(1), length="endless")
    assert wrong.value.code == "invalid_input"
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        summarizer.summarize(DocumentId(1), cancel=cancel)

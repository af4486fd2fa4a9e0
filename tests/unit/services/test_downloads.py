"""Downloads as a person lives with them: begun with consent, paused, gone on with after a restart, cancelled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.catalogue import ModelKind
from app.domain.downloads import Download, DownloadState
from app.domain.errors import UserError
from app.domain.events import DownloadChanged
from app.domain.jobs import CancelToken
from app.domain.model_records import Origin
from app.privacy.addresses import Trust
from app.privacy.door import Door
from app.privacy.fetch import fetch
from app.privacy.orders import OnStep, Order
from app.services import downloads as module
from app.services.downloads import DownloadService
from app.services.event_bus import EventBus
from app.services.model_catalogue import ModelCatalogue
from app.store.store import Store
from tests.loopback import HERE, Handler, Site, serving, status, then, whole
from tests.made_catalogue import HEAD, HUB, entry_text, file_text
from tests.unit.catalog.test_gguf import gguf
from tests.unit.privacy.doors import HASTY

pytestmark = pytest.mark.usefixtures("loopback_only")
MODEL = gguf()
SECOND = MODEL + b"second"
LITTLE_KNOWN = 'unverified = ["revision", "bytes", "sha256", "shape"]'


def entry(name: str, files: str, licence: str = "free") -> str:
    return entry_text(name, files, licence, LITTLE_KNOWN)


def file(name: str, content: bytes) -> str:
    return file_text(name, len(content), sha256(content).hexdigest())


@dataclass
class Place:
    """A profile, a server on this machine, and everything between."""

    root: Path
    site: Site
    store: Store = field(init=False)
    service: DownloadService = field(init=False)
    catalogue: ModelCatalogue = field(init=False)
    events: list[DownloadChanged] = field(default_factory=list)

    def open(self) -> DownloadService:
        self.store = Store(self.root / "carrel.db")
        self.catalogue = ModelCatalogue(
            self.root / "catalogue.toml", self.root / "models", self.store.model_notes
        )
        bus = EventBus()
        bus.subscribe(DownloadChanged, self.events.append)
        door = Door(self.store.ledger, shut=lambda: False, trust=Trust(loopback_http=True))

        def from_this_machine(order: Order, cancel: CancelToken, on_step: OnStep) -> module.Fetched:
            here = order.address.replace(HUB, f"http://{HERE}:{self.site.port}")
            consent = replace(order.consent, hosts=(HERE,))
            return fetch(door, replace(order, address=here, consent=consent), cancel, on_step, HASTY)

        self.service = DownloadService(
            self.store.downloads, self.store.model_notes, self.catalogue, from_this_machine, bus
        )
        return self.service

    def close(self) -> None:
        self.service.close()
        self.store.close()

    def get(self, name: str) -> Download:
        return self.service.join(self.service.begin(name, "test").id)

    @property
    def models(self) -> list[str]:
        folder = self.root / "models"
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    text = HEAD
    text += entry_text("embedder", file("e.gguf", MODEL), "free", LITTLE_KNOWN, kind="embedder")
    text += entry("one", file("one.gguf", MODEL))
    text += entry("two", f"{file('m-1.gguf', MODEL)}, {file('m-2.gguf', SECOND)}")
    text += entry("unknown", '{ name = "unknown.gguf" }')
    text += entry("asking", '{ name = "asking.gguf" }', "asking")
    (tmp_path / "catalogue.toml").write_text(text, "utf-8")
    names = {
        "one.gguf": MODEL,
        "m-1.gguf": MODEL,
        "m-2.gguf": SECOND,
        "unknown.gguf": MODEL,
        "asking.gguf": MODEL,
    }
    answers = {f"/a/b/main/{name}": whole(content) for name, content in names.items()}
    with serving(Site(answers)) as site:
        made = Place(tmp_path, site)
        made.open()
        yield made
        made.close()


def stuck(place: Place, content: bytes = MODEL) -> threading.Event:
    """The server sends a beginning, then nothing until the test says so."""
    begun = threading.Event()

    def answer(handler: Handler) -> None:
        handler.plain(200, content[:100], Content_Length=str(len(content)), ETag='"one"')
        handler.wfile.flush()
        begun.set()
        place.site.gate.wait(30)

    place.site.answers["/a/b/main/one.gguf"] = then(answer, whole(content))
    return begun


def test_a_model_of_the_catalogue(place: Place) -> None:
    done = place.get("one")
    assert (done.state, done.received, done.total) == (DownloadState.DONE, len(MODEL), len(MODEL))
    assert place.models == ["one.gguf"]
    note = place.store.model_notes.get(place.root / "models" / "one.gguf")
    assert (note.origin, note.entry, note.expected) == (Origin.DOWNLOADED, "one", True)
    assert note.sha256 == done.sha256 == (sha256(MODEL).hexdigest(),)
    (row,) = place.store.ledger.list()
    assert (row.purpose, row.asked_by, row.outcome) == ("model one", "test", "complete")
    assert row.ended_at is not None
    states = [event.download.state for event in place.events]
    assert states[0] is DownloadState.WAITING
    assert states[-1] is DownloadState.DONE


def test_a_model_nobody_vouched_for_is_kept_with_the_hash_it_had(place: Place) -> None:
    done = place.get("unknown")
    note = place.store.model_notes.get(place.root / "models" / "unknown.gguf")
    assert (note.expected, note.sha256) == (False, done.sha256)
    assert done.sha256 == (sha256(MODEL).hexdigest(),)


def test_a_model_in_two_files(place: Place) -> None:
    done = place.get("two")
    assert done.received == len(MODEL) + len(SECOND)
    assert place.models == ["m-1.gguf", "m-2.gguf"]
    assert len(done.sha256) == 2


def test_one_comes_after_the_other(place: Place) -> None:
    begun = stuck(place)
    first = place.service.begin("one", "test")
    assert begun.wait(30)
    second = place.service.begin("unknown", "test")
    assert second.state is DownloadState.WAITING
    place.service.pause(first.id)
    assert place.service.join(second.id).state is DownloadState.DONE
    assert place.service.join(first.id).state is DownloadState.PAUSED


def test_pausing_keeps_what_came_and_going_on_takes_it_up(place: Place) -> None:
    begun = stuck(place)
    download = place.service.begin("one", "test")
    assert begun.wait(30)
    place.service.pause(download.id)
    assert place.service.join(download.id).state is DownloadState.PAUSED
    assert place.models == ["one.gguf.part", "one.gguf.part.json"] or place.models == ["one.gguf.part"]
    place.service.go_on(download.id)
    assert place.service.join(download.id).state is DownloadState.DONE
    assert place.models == ["one.gguf"]


def test_going_on_at_once_after_pausing(place: Place) -> None:
    begun = stuck(place)
    download = place.service.begin("one", "test")
    assert begun.wait(30)
    place.service.pause(download.id)
    place.service.go_on(download.id)  # the paused run may not have ended yet
    assert place.service.join(download.id).state is DownloadState.DONE


def test_cancelling_leaves_nothing(place: Place) -> None:
    begun = stuck(place)
    download = place.service.begin("one", "test")
    assert begun.wait(30)
    place.service.cancel(download.id)
    assert place.models == []
    assert place.service.all() == []
    assert place.events[-1].gone
    with pytest.raises(UserError, match="download_unknown"):
        place.service.pause(download.id)


def test_dismissing_what_is_done_keeps_the_model(place: Place) -> None:
    place.service.cancel(place.get("one").id)
    assert place.models == ["one.gguf"]


def test_after_a_restart_it_waits_for_the_person(place: Place) -> None:
    begun = stuck(place)
    download = place.service.begin("one", "test")
    assert begun.wait(30)
    place.close()
    row = replace(download, state=DownloadState.RUNNING)
    killed = Store(place.root / "carrel.db")
    killed.downloads.save(row)  # as a kill would leave it
    killed.close()
    asked = len(place.site.requests)
    (again,) = place.open().all()
    assert again.state is DownloadState.PAUSED
    assert len(place.site.requests) == asked
    place.service.go_on(again.id)
    assert place.service.join(again.id).state is DownloadState.DONE


def test_a_failure_is_said_and_can_be_tried_again(place: Place) -> None:
    place.site.answers["/a/b/main/one.gguf"] = then(status(404), whole(MODEL))
    failed = place.get("one")
    assert failed.state is DownloadState.FAILED
    assert failed.error is not None
    assert failed.error.code == "download_gone"
    again = place.get("one")
    assert (again.id, again.state, again.error) == (failed.id, DownloadState.DONE, None)


def test_a_wrong_file_is_no_model(place: Place) -> None:
    place.site.answers["/a/b/main/one.gguf"] = whole(MODEL[::-1])
    failed = place.get("one")
    assert failed.error is not None
    assert failed.error.code == "wrong_hash"
    assert place.models == []


def test_a_page_that_says_sorry_is_no_model(place: Place) -> None:
    place.site.answers["/a/b/main/unknown.gguf"] = whole(b"<html>Sorry</html>")
    failed = place.get("unknown")
    assert failed.error is not None
    assert failed.error.code == "not_a_model"
    assert place.models == []
    assert place.store.model_notes.list() == []


def test_a_licence_has_to_be_accepted(place: Place) -> None:
    with pytest.raises(UserError) as refused:
        place.service.begin("asking", "test")
    assert refused.value.params["url"] == "https://asking.example"
    assert not place.site.requests
    download = place.service.begin("asking", "test", licence_accepted=True)
    assert download.licence == "Asking"
    assert place.service.join(download.id).state is DownloadState.DONE


def test_what_does_not_fit_on_the_disk_is_not_begun(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESERVE", 1 << 60)
    with pytest.raises(UserError, match="disk_full"):
        place.service.begin("one", "test")
    assert place.service.all() == []


def test_another_file_of_that_name_is_left_alone(place: Place) -> None:
    (place.root / "models").mkdir()
    (place.root / "models" / "one.gguf").write_bytes(b"mine")
    place.get("one")
    assert place.models == ["one.gguf", "one/one.gguf"]


def test_what_is_not_in_the_catalogue_is_not_fetched(place: Place) -> None:
    with pytest.raises(UserError, match="unknown_entry"):
        place.service.begin("https://evil.example/x.gguf", "test")


def test_what_searches_is_offered_like_what_writes(place: Place) -> None:
    assert "embedder" in {entry.id for entry in place.catalogue.entries()}
    assert place.catalogue.offer(place.catalogue.find("embedder")).entry.kind is ModelKind.EMBEDDER
    assert place.store.ledger.list() == []


def test_what_a_killed_carrel_left_open_in_the_ledger_is_closed(place: Place) -> None:
    place.store.ledger.begin("https://hub.example/x", "model x", "test")
    assert place.store.ledger.list()[0].ended_at is None
    place.store.ledger.close_open_entries()
    entry = place.store.ledger.list()[0]
    assert entry.outcome == "Carrel was ended"
    assert entry.ended_at is not None

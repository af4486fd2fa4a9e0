"""A download whose Carrel is killed in the middle: nothing half-made passes for a model, and it goes on from there."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.downloads import DownloadState
from app.domain.jobs import CancelToken
from app.privacy.addresses import Trust
from app.privacy.door import Door
from app.privacy.fetch import fetch
from app.privacy.orders import Fetched, OnStep, Order
from app.services.downloads import DownloadService
from app.services.event_bus import EventBus
from app.services.model_catalogue import ModelCatalogue
from app.store.store import Store
from tests.loopback import HERE, Handler, Site, serving, then, whole
from tests.made_catalogue import HEAD, HUB, entry_text, file_text
from tests.unit.catalog.test_gguf import gguf

pytestmark = pytest.mark.usefixtures("loopback_only")
ROOT = Path(__file__).resolve().parents[2]
CONTENT = gguf() + bytes(range(256)) * 20_000


def open_service(root: Path, port: int) -> tuple[Store, DownloadService]:
    """As Carrel does, with the hub on this machine."""
    store = Store(root / "carrel.db")
    store.ledger.close_open_entries()
    door = Door(store.ledger, shut=lambda: False, trust=Trust(loopback_http=True))

    def from_here(order: Order, cancel: CancelToken, on_step: OnStep) -> Fetched:
        address = order.address.replace(HUB, f"http://{HERE}:{port}")
        return fetch(
            door,
            replace(order, address=address, consent=replace(order.consent, hosts=(HERE,))),
            cancel,
            on_step,
        )

    catalogue = ModelCatalogue(root / "catalogue.toml", root / "models", store.model_notes)
    return store, DownloadService(store.downloads, store.model_notes, catalogue, from_here, EventBus())


def child(root: Path, port: int) -> None:
    """What is killed."""
    _store, service = open_service(root, port)
    service.join(service.begin("one", "test").id)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_goes_on_where_the_kill_left_it(site: Site, tmp_path: Path) -> None:
    file = file_text("one.gguf", len(CONTENT), sha256(CONTENT).hexdigest())
    entry = entry_text("one", file, "free", 'unverified = ["revision", "shape"]')
    (tmp_path / "catalogue.toml").write_text(HEAD + entry, "utf-8")
    part = tmp_path / "models" / "one.gguf.part"
    half_sent = threading.Event()

    def half(handler: Handler) -> None:
        handler.plain(200, CONTENT[: len(CONTENT) // 2], Content_Length=str(len(CONTENT)), ETag='"one"')
        handler.wfile.flush()
        half_sent.set()
        site.gate.wait(60)

    site.answers["/a/b/main/one.gguf"] = then(half, whole(CONTENT))
    code = "import sys; from tests.integration.test_download_kill import *; child(Path(sys.argv[1]), int(sys.argv[2]))"
    running = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(site.port)], cwd=ROOT)
    try:
        assert half_sent.wait(60)
        for _ in range(600):
            if part.exists() and part.stat().st_size > len(CONTENT) // 4:
                break
            threading.Event().wait(0.05)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    left = part.stat().st_size
    assert left > len(CONTENT) // 4
    assert not (tmp_path / "models" / "one.gguf").exists()

    store, service = open_service(tmp_path, site.port)
    try:
        (download,) = service.all()
        assert download.state is DownloadState.PAUSED
        assert [entry.outcome for entry in store.ledger.list()] == ["Carrel was ended"]
        assert len(site.requests) == 1  # nothing goes on by itself
        service.go_on(download.id)
        assert service.join(download.id).state is DownloadState.DONE
        assert site.requests[1].headers["Range"] == f"bytes={left}-"
        assert (tmp_path / "models" / "one.gguf").read_bytes() == CONTENT
        assert [path.name for path in (tmp_path / "models").iterdir()] == ["one.gguf"]
    finally:
        service.close()
        store.close()

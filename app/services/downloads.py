"""Getting models: one after the other, pausable, and still there after a kill.

A download is begun by a person who agreed to an :class:`~app.services.model_catalogue.Offer`; that is written down with
it. After a restart it is paused, whatever it was before: the network is used when the person says "go on", and at no
other time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalog.model_files import describe
from app.domain.catalogue import CatalogueEntry
from app.domain.downloads import Download, DownloadState
from app.domain.errors import Cancelled, CarrelError, UserError
from app.domain.events import DownloadChanged
from app.domain.jobs import CancelToken
from app.domain.model_records import ModelNote, Origin
from app.privacy.consent import Consent
from app.privacy.orders import Fetched, OnStep, Order, Step
from app.privacy.part_file import RESERVE, discard
from app.services.event_bus import EventBus
from app.services.model_catalogue import ModelCatalogue
from app.store.model_records import DownloadStore, ModelNoteStore

Fetch = Callable[[Order, CancelToken, OnStep], Fetched]
_UNKNOWN = 64 * 1024**3
"""Bytes that may come where nobody knows how many there are; no model in the catalogue is near it."""
_SLACK = 1.02
_LEAST_SLACK = 1024 * 1024
"""Resumed and repeated pieces count against what was agreed to; each connection has this much to spare."""


@dataclass
class _Running:
    download: Download
    cancel: CancelToken
    before: int = 0  # bytes of the files that are done


class DownloadService:
    """Thread-safe. ``shut``: whether the network is switched off."""

    def __init__(
        self,
        store: DownloadStore,
        notes: ModelNoteStore,
        catalogue: ModelCatalogue,
        fetch: Fetch,
        bus: EventBus,
        shut: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._notes = notes
        self._catalogue = catalogue
        self._fetch = fetch
        self._bus = bus
        self._shut = shut
        self._lock = threading.RLock()
        self._running: _Running | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._downloads: dict[int, Download] | None = None

    def all(self) -> list[Download]:
        """All that are not dismissed, the oldest first."""
        with self._lock:
            return list(self._all().values())

    @property
    def network_off(self) -> bool:
        """Whether the door is nailed shut, by the settings or for this run."""
        return self._shut()

    def begin(self, name: str, asked_by: str, *, licence_accepted: bool = False) -> Download:
        """The person agreed: queue it, and start when nothing else runs.

        Raises UserError: unknown_entry, network_off, licence_not_accepted, disk_full.
        """
        entry = self._catalogue.find(name)
        self._check(entry, licence_accepted=licence_accepted)
        with self._lock:
            known = next((d for d in self._all().values() if d.entry == entry.id), None)
            if known is not None and known.state is not DownloadState.DONE:
                return self.go_on(known.id)
            if known is not None:
                self._forget(known)
            download = self._store.add(
                Download(
                    id=0,
                    entry=entry.id,
                    name=entry.name,
                    folder=self._catalogue.folder_for(entry),
                    asked_by=asked_by,
                    licence=entry.licence.name if entry.licence.accept else "",
                    total=entry.bytes,
                )
            )
            self._keep(download)
            self._wake()
            return download

    def pause(self, number: int) -> None:
        """Stop for now; what came is kept. Does nothing to one that has ended."""
        with self._lock:
            download = self._one(number)
            if not download.under_way:
                return
            self._keep(replace(download, state=DownloadState.PAUSED, speed=0.0, seconds_left=None))
            if self._running is not None and self._running.download.id == number:
                self._running.cancel.cancel()

    def go_on(self, number: int) -> Download:
        """Continue a paused or failed one. Raises UserError: download_unknown, network_off."""
        self._check_network()
        with self._lock:
            download = self._one(number)
            if download.state in {DownloadState.PAUSED, DownloadState.FAILED}:
                download = replace(download, state=DownloadState.WAITING, error=None)
                self._keep(download)
            self._wake()
            return download

    def cancel(self, number: int) -> None:
        """Stop and throw away what came, or dismiss one that is done (the model stays)."""
        self.pause(number)
        self.join(number)
        with self._lock:
            download = self._one(number)
            if download.state is not DownloadState.DONE:
                for file in self._catalogue.find(download.entry).files:
                    discard(download.folder / file.name)
            self._forget(download)

    def join(self, number: int) -> Download:
        """Wait until it does not run any more. Raises UserError("download_unknown")."""
        while True:
            with self._lock:
                download, thread = self._one(number), self._thread
                running = self._running is not None and self._running.download.id == number
            if thread is None or not (running or download.under_way):
                return download
            thread.join(0.05)

    def close(self) -> None:
        """Stop what runs, as a pause."""
        with self._lock:
            self._closed = True
            thread = self._thread
            if self._running is not None:
                self._running.cancel.cancel()
        if thread is not None:
            thread.join()

    def _check(self, entry: CatalogueEntry, *, licence_accepted: bool) -> None:
        self._check_network()
        if entry.licence.accept and not licence_accepted:
            raise UserError(
                "licence_not_accepted", name=entry.name, licence=entry.licence.name, url=entry.licence.url
            )
        offer = self._catalogue.offer(entry)
        if offer.bytes is not None and offer.bytes + RESERVE > offer.free:
            raise UserError("disk_full", needed=offer.bytes, free=offer.free)

    def _check_network(self) -> None:
        if self._shut():
            raise UserError("network_off")

    def _wake(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._work, name="downloads", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                waiting = [d for d in self._all().values() if d.state is DownloadState.WAITING]
                if not waiting or self._closed:
                    self._thread = None
                    return
                download = replace(waiting[0], state=DownloadState.RUNNING)
                self._keep(download)
                running = self._running = _Running(download, CancelToken())
            self._ended(running, self._error_of(running))

    def _error_of(self, running: _Running) -> CarrelError | None:
        try:
            self._run(running)
        except CarrelError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a bug must not leave a download that runs for ever
            threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
            return UserError("internal", report="")
        return None

    def _run(self, running: _Running) -> None:
        entry = self._catalogue.find(running.download.entry)
        digests: list[Fetched] = []
        for file in entry.files:
            target = running.download.folder / file.name
            order = Order(
                entry.address(file), target, _consent(running.download, entry), file.bytes, file.sha256
            )
            digests.append(self._fetch(order, running.cancel, lambda step: self._on_step(running, step)))
            running.before += digests[-1].size
        _check_it_is_a_model(digests)
        self._note(entry, running.download.folder / entry.files[0].name, digests)
        with self._lock:
            done = replace(
                self._one(running.download.id),
                state=DownloadState.DONE,
                received=running.before,
                total=running.before,
                sha256=tuple(fetched.sha256 for fetched in digests),
                speed=0.0,
                seconds_left=None,
                checking=False,
            )
            self._keep(done)

    def _note(self, entry: CatalogueEntry, path: Path, fetched: list[Fetched]) -> None:
        status = path.stat()
        self._notes.save(
            ModelNote(
                path=path,
                origin=Origin.DOWNLOADED,
                entry=entry.id,
                sha256=tuple(one.sha256 for one in fetched),
                expected=all(one.expected for one in fetched),
                size=status.st_size,
                mtime_ns=status.st_mtime_ns,
            )
        )

    def _on_step(self, running: _Running, step: Step) -> None:
        with self._lock:
            download = self._downloads.get(running.download.id) if self._downloads else None
            if download is None or download.state is not DownloadState.RUNNING:
                return
            total = download.total
            if total is None and step.total is not None:
                total = running.before + step.total
            moved = replace(
                download,
                received=running.before + step.done,
                total=total,
                speed=step.speed,
                seconds_left=step.seconds_left,
                checking=step.checking,
            )
            self._keep(moved, to_disk=False)

    def _ended(self, running: _Running, error: CarrelError | None) -> None:
        with self._lock:
            self._running = None
            download = (self._downloads or {}).get(running.download.id)
            if error is None or download is None or download.state is not DownloadState.RUNNING:
                return  # done; or the person paused it, and perhaps went on already
            still = replace(download, speed=0.0, seconds_left=None, checking=False)
            if isinstance(error, Cancelled):
                self._keep(replace(still, state=DownloadState.PAUSED))
            else:
                self._keep(replace(still, state=DownloadState.FAILED, error=error.info()))

    def _all(self) -> dict[int, Download]:
        if self._downloads is None:
            self._downloads = {d.id: _after_a_restart(d) for d in self._store.list()}
        return self._downloads

    def _one(self, number: int) -> Download:
        if number not in self._all():
            raise UserError("download_unknown")
        return self._all()[number]

    def _keep(self, download: Download, *, to_disk: bool = True) -> None:
        self._all()[download.id] = download
        if to_disk:
            self._store.save(download)
        self._bus.publish(DownloadChanged(download))

    def _forget(self, download: Download) -> None:
        self._all().pop(download.id, None)
        self._store.remove(download.id)
        self._bus.publish(DownloadChanged(download, gone=True))


def _check_it_is_a_model(fetched: list[Fetched]) -> None:
    """Without a hash known beforehand, a page that says "sorry" would pass for the file. Nothing of it is kept then.

    Raises UserError: not_a_model, model_damaged ...
    """
    try:
        describe(fetched[0].path)
    except UserError:
        for one in fetched:
            one.path.unlink(missing_ok=True)
        raise


def _consent(download: Download, entry: CatalogueEntry) -> Consent:
    most = entry.bytes
    allowed = _UNKNOWN if most is None else max(int(most * _SLACK), most + _LEAST_SLACK)
    return Consent(download.asked_by, f"model {entry.id}", entry.source.hosts, allowed)


def _after_a_restart(download: Download) -> Download:
    if not download.under_way:
        return download
    return replace(download, state=DownloadState.PAUSED, speed=0.0, seconds_left=None, checking=False)

"""models catalogue, recommend, download, downloads: the only commands that can lead to the network."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from app.bootstrap import Services
from app.cli.exit_codes import DONE, INTERRUPTED, SOME_FAILED
from app.cli.model_shapes import (
    download_json,
    download_text,
    entry_json,
    entry_text,
    megabytes,
    moving_text,
    suggestion_json,
    suggestion_text,
)
from app.cli.output import Output
from app.domain.downloads import Download, DownloadState
from app.domain.errors import UserError
from app.domain.events import DownloadChanged
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.services.model_catalogue import Offer
from app.wording import describe_note

ASKED_BY = "command line"
Read = Callable[[str], str]


def catalogue(services: Services, out: Output) -> int:
    """What can be had."""
    entries = services.model_catalogue.entries()
    here = services.model_catalogue.here(services.catalog.models())
    document = {"models": [entry_json(entry, here.get(entry.id)) for entry in entries]}
    lines = [entry_text(entry, here.get(entry.id)) for entry in entries]
    lines.append(tr("* is on this machine. 'carrel models download ID' gets one."))
    out.result(document, "\n".join(lines))
    return DONE


def recommend(services: Services, out: Output) -> int:
    """What suits this machine."""
    suggestions = services.recommender.suggestions(services.model_catalogue.entries())
    lines = []
    for suggestion in suggestions:
        lines.append(suggestion_text(suggestion))
        if suggestion.best and suggestion.report is not None:
            lines += [f"     {describe_note(note.code, note.params)}" for note in suggestion.report.reasons]
            lines.append(f"     {suggestion.entry.good_for}")
    out.result({"models": [suggestion_json(suggestion) for suggestion in suggestions]}, "\n".join(lines))
    return DONE


def download(
    options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken, read: Read = input
) -> int:
    """Ask, fetch, say what came."""
    entry = services.model_catalogue.find(options.target)
    offer = services.model_catalogue.offer(entry)
    accepted = bool(options.accept_licence)
    if not options.yes:
        _ask(offer, out, read)
        accepted = True  # the licence was named in what was agreed to
    begun = services.downloads.begin(entry.id, ASKED_BY, licence_accepted=accepted)
    return _follow(begun, services, out, cancel)


def downloads(options: argparse.Namespace, services: Services, out: Output, cancel: CancelToken) -> int:
    """List, go on, throw away."""
    if options.cancel is not None:
        services.downloads.cancel(options.cancel)
    elif options.go_on is not None:
        return _follow(services.downloads.go_on(options.go_on), services, out, cancel)
    found = services.downloads.all()
    lines = [download_text(one) for one in found]
    out.result({"downloads": [download_json(one) for one in found]}, "\n".join(lines) or tr("No downloads."))
    return DONE


def consent_lines(offer: Offer) -> list[str]:
    """What a person agrees to."""
    entry = offer.entry
    size = f"{megabytes(offer.bytes)}" if offer.bytes is not None else tr("size not known beforehand")
    lines = [
        tr(
            "{name} ({quantization}) by {maker}, {size}",
            name=entry.name,
            quantization=entry.quantization,
            maker=entry.maker,
            size=size,
        ),
        *(tr("  from     {address}", address=address) for address in offer.addresses),
        tr("  to       {folder} ({size} free)", folder=offer.folder, size=megabytes(offer.free)),
        tr("  licence  {name}, {url}", name=entry.licence.name, url=entry.licence.url),
    ]
    if entry.unverified:
        lines.append(tr("  unverified: {names}", names=", ".join(entry.unverified)))
    if not entry.verified:
        lines.append(tr("  No hash is known beforehand: the one that is computed is shown and kept."))
    lines.append(
        tr(
            "{name} sees this computer's address and which file it asks for, and nothing else.",
            name=entry.source.name,
        )
    )
    return lines


def _ask(offer: Offer, out: Output, read: Read) -> None:
    if out.as_json or not sys.stdin.isatty():
        raise UserError("consent_needed", name=offer.entry.name)
    for line in consent_lines(offer):
        out.note(line)
    question = tr("Get it and accept its licence?") if offer.entry.licence.accept else tr("Get it?")
    if read(f"{question} [y/N] ").strip().casefold() not in {"y", "yes"}:
        raise UserError("consent_needed", name=offer.entry.name)


def _follow(begun: Download, services: Services, out: Output, cancel: CancelToken) -> int:
    def show(changed: DownloadChanged) -> None:
        moved = changed.download
        if moved.id == begun.id and moved.state is DownloadState.RUNNING:
            out.moving(lambda: moving_text(moved))

    unsubscribe = services.bus.subscribe(DownloadChanged, show)
    forget = cancel.on_cancel(lambda: services.downloads.pause(begun.id))
    try:
        ended = services.downloads.join(begun.id)
    finally:
        forget()
        unsubscribe()
    if ended.error is not None:
        raise UserError(ended.error.code, **ended.error.params)
    if ended.state is not DownloadState.DONE:
        out.result(
            download_json(ended), tr("Paused; 'carrel models downloads --go-on {id}' continues.", id=ended.id)
        )
        return INTERRUPTED if cancel.cancelled else SOME_FAILED
    services.downloads.cancel(ended.id)
    entry = services.model_catalogue.find(ended.entry)
    hashes = "\n".join(tr("  sha256 {digest}", digest=digest) for digest in ended.sha256)
    known = (
        tr("as the catalogue names it")
        if entry.verified
        else tr("computed here and kept; compare it where you can")
    )
    out.result(
        download_json(ended),
        tr("{name} is on this machine.\n{hashes} ({known})", name=ended.name, hashes=hashes, known=known),
    )
    return DONE

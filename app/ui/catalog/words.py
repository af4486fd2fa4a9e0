"""What the models area says, in words. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.catalogue import CatalogueEntry, ModelKind
from app.domain.downloads import Download
from app.domain.language_models import LoadedModel, ModelFile
from app.i18n import N_, figure, tr, tr_n
from app.ui.phrases import file_size, moment_text, time_left

if TYPE_CHECKING:
    from app.services.model_catalogue import Offer
    from app.services.model_checks import Verified
    from app.services.recommending import Suggestion
    from app.ui.catalog.choices import ModelFacts

_SEARCHING = 150_000_000
"""Bytes that the process of a model that searches takes beside its file, with a large vocabulary; see
``app.catalog.embedders`` for the figure once the file is here."""
STARTER_CAN = N_(
    "The starter model comes with Carrel so that everything works from the first minute, without internet. "
    "It quotes your documents reliably and phrases simply. It cannot reason over many passages, write long "
    "texts or answer from general knowledge; Carrel drops what it makes up. "
    "For longer writing, get a bigger model."
)


def parameters_text(parameters: int) -> str:
    """``135 million parameters``, ``7.2 billion parameters``; empty when unknown."""
    if parameters <= 0:
        return ""
    if parameters >= 1_000_000_000:
        return tr("{number} billion parameters", number=figure(parameters / 1_000_000_000, 1))
    return tr("{number} million parameters", number=figure(parameters / 1_000_000))


def context_text(tokens: int) -> str:
    """The context a model was trained for; empty when unknown. 1 token is about 0.75 English words."""
    if tokens <= 0:
        return ""
    return tr("reads up to {tokens} tokens at once", tokens=figure(tokens))


def facts_text(model: ModelFile) -> str:
    """One line about a model file."""
    kinds = {
        ModelKind.EMBEDDER: tr("finds passages"),
        ModelKind.RERANKER: tr("puts passages in order"),
    }
    parts = (
        kinds.get(model.kind, ""),
        parameters_text(model.parameters),
        model.quantization,
        file_size(model.size),
        context_text(model.n_ctx_train),
    )
    return " · ".join(part for part in parts if part)


def loaded_text(loaded: LoadedModel) -> str:
    """How a model runs: device, threads, context, memory."""
    return tr(
        "Loaded: {device}, {threads}, context {tokens} tokens, {size} of memory",
        device=loaded.device,
        threads=tr_n("{count} thread", "{count} threads", loaded.n_threads),
        tokens=figure(loaded.n_ctx),
        size=file_size(loaded.memory_bytes),
    )


def fit_text(needed: int, free: int, fits: bool) -> str:
    """Whether a model fits into memory, with the numbers."""
    numbers = tr(
        "It needs about {needed} of memory; {free} are free now.",
        needed=file_size(needed),
        free=file_size(free),
    )
    doubt = tr("Loading it may fail or slow the computer down: close other programs first.")
    return numbers if fits else f"{numbers} {doubt}"


def broken_text(broken: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """(message, hint) for files in the models folder that cannot be used."""
    if not broken:
        return "", ""
    name, reason = broken[0]
    if len(broken) == 1:
        return f"{reason}.", tr("Copy or download it again, or delete the file.")
    others = tr(
        "{broken} files in the models folder cannot be used, “{name}” among them.",
        broken=figure(len(broken)),
        name=name,
    )
    return others, tr("Copy or download them again, or delete the files.")


def entry_facts(entry: CatalogueEntry) -> str:
    """One line about an entry of the catalogue."""
    size = file_size(entry.bytes) if entry.bytes is not None else tr("size not known")
    licence = entry.licence.name
    return " · ".join((entry.maker, parameters_text(entry.parameters), entry.quantization, size, licence))


def fit_words(suggestion: Suggestion) -> str:
    """Whether it fits this machine, with which context, how fast; no figure where there is none."""
    report = suggestion.report
    size = suggestion.entry.bytes
    if suggestion.entry.kind is not ModelKind.GENERATOR and size is not None:
        return tr("It takes about {needed} of memory while it searches.", needed=file_size(size + _SEARCHING))
    if report is None:
        return tr("What it needs in memory is known once it is here.")
    needs = tr(
        "needs about {needed} of memory, {free} are free",
        needed=file_size(report.memory.total),
        free=file_size(report.available),
    )
    if not report.fits:
        return tr("Too large for this computer now: {needs}.", needs=needs)
    how = tr("Fits") if report.verdict.value == "fits" else tr("Fits with less")
    parts = [f"{how}: {needs}", tr("context {tokens} tokens", tokens=figure(report.plan.n_ctx))]
    if report.tokens_per_second:
        parts.append(tr("writes about {tokens} tokens a second", tokens=figure(report.tokens_per_second)))
    return ", ".join(parts) + "."


def consent_rows(offer: Offer) -> list[tuple[str, str]]:
    """What a person agrees to, as (name, text) pairs."""
    entry = offer.entry
    size = file_size(offer.bytes) if offer.bytes is not None else tr("not known beforehand")
    doubt = (
        []
        if entry.verified
        else [tr("No hash is known beforehand: the one that is computed is shown and kept.")]
    )
    if "revision" in entry.unverified:
        doubt.append(tr("No fixed revision is known: the newest one is fetched."))
    rows = [
        (tr("From"), "\n".join(offer.addresses)),
        (tr("Size"), tr("{size}, of {free} free on that disk", size=size, free=file_size(offer.free))),
        (tr("To"), str(offer.folder)),
        (tr("Licence"), f"{entry.licence.name}\n{entry.licence.url}"),
    ]
    return [
        *rows,
        (tr("Checked by"), " ".join(doubt) or tr("its size and its SHA-256 hash, while it is written")),
    ]


def network_words(entry: CatalogueEntry) -> str:
    """What the network is used for, and what the other side sees."""
    return tr(
        "This is the only moment Carrel uses the network. {name} sees this computer's address and which "
        "file it asks for, and nothing else.",
        name=entry.source.name,
    )


def download_words(download: Download) -> tuple[str, str]:
    """(what, how far) of a download."""
    far = file_size(download.received)
    if download.total:
        far = tr("{done} of {total}", done=far, total=file_size(download.total))
    match download.state.value:
        case "waiting":
            return download.name, tr("waits for the one before")
        case "paused":
            return download.name, tr("paused at {far}", far=far)
        case "failed":
            return download.name, tr("stopped at {far}", far=far)
        case "done":
            return download.name, far
    if download.checking:
        return download.name, tr("checking what is there already, {far}", far=far)
    speed = tr("{number} MB/s", number=figure(download.speed / 1e6, 1)) if download.speed else ""
    left = time_left(download.seconds_left) if download.seconds_left is not None else ""
    return download.name, " · ".join(part for part in (far, speed, left) if part)


def note_rows(facts: ModelFacts) -> list[tuple[str, str]]:
    """What is known about a model on this computer, as (name, text) pairs."""
    note, entry = facts.note, facts.entry
    rows = [(tr("Where"), str(facts.file.path) + (f"\n{facts.file.owner}" if facts.file.owner else ""))]
    if facts.file.parts:
        rows.append((tr("Parts"), tr_n("{count} file", "{count} files", len(facts.file.parts))))
    if entry is not None:
        rows.append((tr("Licence"), f"{entry.licence.name}\n{entry.licence.url}"))
    if note.tokens_per_second:
        rows.append(
            (
                tr("Speed"),
                tr(
                    "{tokens} tokens a second, measured on this computer",
                    tokens=figure(note.tokens_per_second, 1),
                ),
            )
        )
    if note.last_used:
        when = moment_text(datetime.fromtimestamp(note.last_used))  # noqa: DTZ006 - local time is meant
        rows.append((tr("Last used"), when + (f", {tr(note.used_for)}" if note.used_for else "")))
    if note.sha256:
        known = tr("as the catalogue names it") if note.expected else tr("kept since it was first computed")
        rows.append(("SHA-256", "\n".join(note.sha256) + f"\n{known}"))
    return rows


def removal_words(file: ModelFile) -> tuple[str, str, str]:
    """(question, detail, verb) before a model goes."""
    if file.owner:
        return (
            tr("Forget {name}?", name=file.name),
            tr("The file stays where it is: {path}", path=file.path),
            tr("Forget"),
        )
    size = file_size(file.size)
    if file.parts:
        size = tr("{size}, in {files} files", size=size, files=len(file.parts))
    detail = tr("{size} of disk space become free. It can be fetched or imported again.", size=size)
    return tr("Delete {name}?", name=file.name), detail, tr("Delete")


def verified_words(file: ModelFile, verified: Verified) -> tuple[str, str]:
    """(message, hint) after a file was checked."""
    said = {
        "catalogue": tr("is the very file that the catalogue names"),
        "kept": tr("is what it was"),
        "first": tr("was not known; its hash is kept from now on"),
    }
    return f"{file.name} {said[verified.known.value]}.", f"SHA-256 {', '.join(verified.sha256)}"

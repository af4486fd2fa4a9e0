"""What the models area says, in words. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.catalogue import CatalogueEntry
from app.domain.downloads import Download
from app.domain.language_models import LoadedModel, ModelFile
from app.ui.phrases import file_size, time_left

if TYPE_CHECKING:
    from app.services.model_catalogue import Offer
    from app.services.model_checks import Verified
    from app.services.recommending import Suggestion
    from app.ui.catalog.choices import ModelFacts

STARTER_CAN = (
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
        return f"{parameters / 1_000_000_000:.1f} billion parameters"
    return f"{parameters / 1_000_000:.0f} million parameters"


def context_text(tokens: int) -> str:
    """The context a model was trained for; empty when unknown. 1 token is about 0.75 English words."""
    if tokens <= 0:
        return ""
    return f"reads up to {tokens:,} tokens at once"


def facts_text(model: ModelFile) -> str:
    """One line about a model file."""
    parts = (
        parameters_text(model.parameters),
        model.quantization,
        file_size(model.size),
        context_text(model.n_ctx_train),
    )
    return " · ".join(part for part in parts if part)


def loaded_text(loaded: LoadedModel) -> str:
    """How a model runs: device, threads, context, memory."""
    threads = f"{loaded.n_threads} {'thread' if loaded.n_threads == 1 else 'threads'}"
    memory = f"{file_size(loaded.memory_bytes)} of memory"
    return f"Loaded: {loaded.device}, {threads}, context {loaded.n_ctx:,} tokens, {memory}"


def fit_text(needed: int, free: int, fits: bool) -> str:
    """Whether a model fits into memory, with the numbers."""
    numbers = f"It needs about {file_size(needed)} of memory; {file_size(free)} are free now."
    return (
        numbers
        if fits
        else f"{numbers} Loading it may fail or slow the computer down: close other programs first."
    )


def broken_text(broken: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """(message, hint) for files in the models folder that cannot be used."""
    if not broken:
        return "", ""
    name, reason = broken[0]
    if len(broken) == 1:
        return f"{reason}.", "Copy or download it again, or delete the file."
    others = f"{len(broken):,} files in the models folder cannot be used, “{name}” among them."
    return others, "Copy or download them again, or delete the files."


def entry_facts(entry: CatalogueEntry) -> str:
    """One line about an entry of the catalogue."""
    size = file_size(entry.bytes) if entry.bytes is not None else "size not known"
    licence = entry.licence.name
    return " · ".join((entry.maker, parameters_text(entry.parameters), entry.quantization, size, licence))


def fit_words(suggestion: Suggestion) -> str:
    """Whether it fits this machine, with which context, how fast; no figure where there is none."""
    report = suggestion.report
    if report is None:
        return "What it needs in memory is known once it is here."
    needs = f"needs about {file_size(report.memory.total)} of memory, {file_size(report.available)} are free"
    if not report.fits:
        return f"Too large for this computer now: {needs}."
    speed = (
        f", writes about {report.tokens_per_second:.0f} tokens a second" if report.tokens_per_second else ""
    )
    how = "Fits" if report.verdict.value == "fits" else "Fits with less"
    return f"{how}: {needs}, context {report.plan.n_ctx:,} tokens{speed}."


def consent_rows(offer: Offer) -> list[tuple[str, str]]:
    """What a person agrees to, as (name, text) pairs."""
    entry = offer.entry
    size = file_size(offer.bytes) if offer.bytes is not None else "not known beforehand"
    doubt = (
        [] if entry.verified else ["No hash is known beforehand: the one that is computed is shown and kept."]
    )
    if "revision" in entry.unverified:
        doubt.append("No fixed revision is known: the newest one is fetched.")
    rows = [
        ("From", "\n".join(offer.addresses)),
        ("Size", f"{size}, of {file_size(offer.free)} free on that disk"),
        ("To", str(offer.folder)),
        ("Licence", f"{entry.licence.name}\n{entry.licence.url}"),
    ]
    return [*rows, ("Checked by", " ".join(doubt) or "its size and its SHA-256 hash, while it is written")]


def network_words(entry: CatalogueEntry) -> str:
    """What the network is used for, and what the other side sees."""
    return (
        f"This is the only moment Carrel uses the network. {entry.source.name} sees this computer's address and which "
        "file it asks for, and nothing else."
    )


def download_words(download: Download) -> tuple[str, str]:
    """(what, how far) of a download."""
    far = file_size(download.received) + (f" of {file_size(download.total)}" if download.total else "")
    match download.state.value:
        case "waiting":
            return download.name, "waits for the one before"
        case "paused":
            return download.name, f"paused at {far}"
        case "failed":
            return download.name, f"stopped at {far}"
        case "done":
            return download.name, far
    if download.checking:
        return download.name, f"checking what is there already, {far}"
    speed = f"{download.speed / 1e6:.1f} MB/s" if download.speed else ""
    left = time_left(download.seconds_left) if download.seconds_left is not None else ""
    return download.name, " · ".join(part for part in (far, speed, left) if part)


def note_rows(facts: ModelFacts) -> list[tuple[str, str]]:
    """What is known about a model on this computer, as (name, text) pairs."""
    note, entry = facts.note, facts.entry
    rows = [("Where", str(facts.file.path) + (f"\n{facts.file.owner}" if facts.file.owner else ""))]
    if facts.file.parts:
        rows.append(("Parts", f"{len(facts.file.parts)} files"))
    if entry is not None:
        rows.append(("Licence", f"{entry.licence.name}\n{entry.licence.url}"))
    if note.tokens_per_second:
        rows.append(("Speed", f"{note.tokens_per_second:.1f} tokens a second, measured on this computer"))
    if note.last_used:
        when = datetime.fromtimestamp(note.last_used).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ006 - local time is meant
        rows.append(("Last used", when + (f", {note.used_for}" if note.used_for else "")))
    if note.sha256:
        known = "as the catalogue names it" if note.expected else "kept since it was first computed"
        rows.append(("SHA-256", "\n".join(note.sha256) + f"\n{known}"))
    return rows


def removal_words(file: ModelFile) -> tuple[str, str, str]:
    """(question, detail, verb) before a model goes."""
    if file.owner:
        return f"Forget {file.name}?", f"The file stays where it is: {file.path}", "Forget"
    parts = f", in {len(file.parts)} files" if file.parts else ""
    detail = f"{file_size(file.size)}{parts} of disk space become free. It can be fetched or imported again."
    return f"Delete {file.name}?", detail, "Delete"


def verified_words(file: ModelFile, verified: Verified) -> tuple[str, str]:
    """(message, hint) after a file was checked."""
    said = {
        "catalogue": "is the very file that the catalogue names",
        "kept": "is what it was",
        "first": "was not known; its hash is kept from now on",
    }
    return f"{file.name} {said[verified.known.value]}.", f"SHA-256 {', '.join(verified.sha256)}"

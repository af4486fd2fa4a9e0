"""Models that can be had: what the shipped catalogue says about each. Figures nobody could check are named as such."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ModelKind(StrEnum):
    """What a model is for."""

    GENERATOR = "generator"
    EMBEDDER = "embedder"
    RERANKER = "reranker"


@dataclass(frozen=True, slots=True)
class Licence:
    """``name`` is an SPDX identifier where there is one. ``accept``: the person has to agree before the download."""

    name: str
    url: str
    accept: bool = False


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a model. ``bytes`` is None and ``sha256`` empty where no figure could be checked."""

    name: str
    bytes: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What memory is reckoned from; 0 where unknown. ``sliding_window`` in tokens, 0: every layer sees everything.

    ``full_every``: with a sliding window, every how many layers one sees everything.
    """

    n_layer: int = 0
    n_head_kv: int = 0
    head_dim: int = 0
    n_ctx_train: int = 0
    n_embd: int = 0
    n_ff: int = 0
    n_vocab: int = 0
    sliding_window: int = 0
    full_every: int = 0

    @property
    def known(self) -> bool:
        """Whether it is enough to reckon with."""
        needed = (
            self.n_layer,
            self.n_head_kv,
            self.head_dim,
            self.n_ctx_train,
            self.n_embd,
            self.n_ff,
            self.n_vocab,
        )
        return all(needed)


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Where files come from. ``address`` has the fields {repository}, {revision} and {file}.

    ``hosts`` may be spoken to, redirects included; one that begins with a dot stands for everything that ends so.
    """

    name: str
    address: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model of the catalogue. ``revision`` is a commit, or empty: then whatever is newest.

    ``unverified`` names the figures that not at least two independent places state alike.
    """

    id: str
    name: str
    family: str
    kind: ModelKind
    maker: str
    source: ModelSource
    repository: str
    revision: str
    files: tuple[RemoteFile, ...]
    quantization: str
    parameters: int
    licence: Licence
    shape: ModelShape
    good_for: str
    unverified: tuple[str, ...] = ()

    @property
    def bytes(self) -> int | None:
        """All files together; None when one is not known."""
        sizes = [file.bytes for file in self.files]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    @property
    def verified(self) -> bool:
        """Whether what comes can be told from anything else: every file has a hash."""
        return all(file.sha256 for file in self.files)

    def address(self, file: RemoteFile) -> str:
        """The web address of one file."""
        return self.source.address.format(
            repository=self.repository, revision=self.revision or "main", file=file.name
        )

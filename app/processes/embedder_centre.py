"""Takes out of an embedder's vectors what they all have in common.

Many embedders put all texts into a narrow cone: two sentences about nothing alike still have a cosine of .4, with some
of .75, where the starter has next to none. What is near and what is not has been learned from the starter's cosines
(``retrieval.answerability``), and the codes that vectors are found by are their signs, which are all alike in such a
cone. So the mean vector of a few dozen texts about everything and nothing is taken off, and what is left is brought to
length one: a cosine c becomes about (c - b) / (1 - b), b being that of unrelated texts (Mu and Viswanath 2018,
"All-but-the-Top"). Questions and passages have means of their own, because some models mark them with words.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]
"""Texts to vectors of length one, shape (texts, dims)."""

LEAST = 0.15
"""Cosine of unrelated texts from which on it is done; below, the mean of a few texts is more noise than cone."""
_QUESTIONS = (
    *("Who wrote this novel?", "How long does the battery last?", "What is the capital of Peru?"),
    *("When was the bridge built?", "Why do leaves turn red?", "How much does a ticket cost?"),
    *("Which vitamin is in carrots?", "Where do penguins live?", "Can I cancel my contract?"),
    *("How do I reset the password?", "Wie hoch ist die Miete?", "Wann fährt der letzte Zug?"),
    *("Wer hat das Protokoll geführt?", "Was kostet die Reparatur?", "Quelle est la date de livraison ?"),
    *("Combien de pages faut-il lire ?", "¿Quién ganó el partido?", "¿Dónde está la farmacia?"),
    *("Quanto pesa un elefante?", "Hoeveel inwoners heeft de stad?", "Kto jest autorem raportu?"),
    *("Vad betyder ordet?", "Сколько стоит билет?", "会議はいつですか。"),
)
_PASSAGES = (
    *("The cat slept on the warm roof.", "Interest is paid at the end of each quarter."),
    *("Boil the potatoes for twenty minutes.", "The court dismissed the appeal."),
    *("Iron melts at a higher temperature than lead.", "She plays the violin in an orchestra."),
    *("The server restarts after every update.", "Our flight was delayed by fog."),
    *("Patients received two tablets a day.", "The treaty ended the war."),
    *("Die Heizung wird im Mai gewartet.", "Der Verein wählt einen neuen Vorstand."),
    *("Im Garten blühen die ersten Rosen.", "Das Museum ist montags geschlossen."),
    *("Le fromage vient des montagnes.", "La réunion commence à neuf heures."),
    *("El río atraviesa tres países.", "La empresa vendió dos fábricas."),
    *("Il treno parte dal binario quattro.", "De dijk beschermt het dorp."),
    *("Książka leży na stole.", "Bilen är röd och snabb."),
    *("Зимой рано темнеет.", "图书馆周日不开放。"),
)


class Centre:
    """``questions`` and ``passages`` are taken off vectors, shape (dims,); all zeros where there is nothing to do."""

    def __init__(self, questions: Floats, passages: Floats) -> None:
        self._means = {True: questions, False: passages}

    def applied(self, vectors: Floats, *, query: bool) -> Floats:
        """Vectors of any length, shape (n, dims), as their directions, without the mean."""
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        moved: Floats = (vectors / lengths - self._means[query]).astype(np.float32)
        return moved

    def stored(self) -> Floats:
        """Both, shape (2, dims)."""
        return np.stack([self._means[True], self._means[False]])


def find_centre(questions: Embed, passages: Embed, dims: int, kept: Path | None) -> Centre:
    """Computed, or read from the file ``kept``, where it is written to as far as that is possible."""
    found = _read(kept, dims)
    if found is not None:
        return Centre(found[0], found[1])
    centre = Centre(_mean(questions(_QUESTIONS)), _mean(passages(_PASSAGES)))
    if kept is not None:
        with contextlib.suppress(OSError):  # a full disk, a fence: it is computed again
            _write(kept, centre.stored())
    return centre


def _mean(vectors: Floats) -> Floats:
    """The mean of unit vectors, or zeros where they lie in all directions."""
    count = len(vectors)
    mean: Floats = vectors.mean(axis=0)
    unrelated = (count * float(mean @ mean) - 1.0) / (count - 1)  # the mean cosine of two different ones
    return mean if unrelated >= LEAST else np.zeros_like(mean)


def _read(kept: Path | None, dims: int) -> Floats | None:
    """Two rows of little-endian float32; None for anything else."""
    try:
        data = kept.read_bytes() if kept is not None else b""
    except OSError:
        return None
    if len(data) != 2 * 4 * dims:
        return None
    found: Floats = np.frombuffer(data, "<f4").astype(np.float32).reshape(2, dims)
    return found if np.isfinite(found).all() else None


def _write(kept: Path, means: Floats) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.with_suffix(f".{os.getpid()}")
    beside.write_bytes(means.astype("<f4").tobytes())
    beside.replace(kept)

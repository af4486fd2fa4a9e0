"""Stand-ins for the engines: deterministic, in-process, no child, no model. For tests and demos.

They keep the promises of ``app.domain.ports``, the sad ones included: every fake can be told to fail.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.documents import (
    AS_IT_COMES,
    Block,
    BlockKind,
    DocumentWarning,
    OcrMode,
    PageImage,
    ParsedDocument,
    ReadOptions,
    RecognizedLine,
    RecognizedPage,
    RecognizedWord,
    Rect,
    Span,
)
from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors, Vectors
from app.domain.errors import CarrelError, UserError
from app.domain.file_names import on_disk
from app.domain.jobs import CancelToken
from app.domain.meetings import Transcript, Utterance
from app.domain.ports import RecognizerInfo
from app.processes.fakes_generator import FakeGenerator, FakeReply

__all__ = ["FakeEmbedder", "FakeGenerator", "FakeParser", "FakeRecognizer", "FakeReply"]

_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n\S.*)*")
_PICTURE = "[picture]"
_SPEAKER = re.compile(r"([\w .'-]{1,40}):\s+(.*)")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@dataclass(slots=True)
class FakeEmbedder:
    """Hashed bags of words: texts that share words lie near each other. ``fail`` is raised by every call."""

    dims: int = 64
    max_tokens: int = 256
    fail: CarrelError | None = None
    calls: int = 0
    closed: bool = False

    def space(self) -> EmbeddingSpace:
        """Always the space "fake"."""
        return EmbeddingSpace("fake", self.dims, self.max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words."""
        return [len(_words(text)) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dims)."""
        self._called()
        return Vectors(self.dims, len(texts), b"".join(self._vector(text) for text in texts))

    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        """Header and text together make the chunk's vector; each sentence stands alone."""
        self._called()
        found = []
        for passage in passages:
            cancel.raise_if_cancelled()
            sentences = (self._vector(passage.text[s.start : s.end]) for s in passage.sentences)
            found.append(
                PassageVectors(self._vector(f"{passage.header}\n{passage.text}"), b"".join(sentences))
            )
        return found

    def _called(self) -> None:
        self.calls += 1
        if self.fail is not None:
            raise self.fail

    def _vector(self, text: str) -> bytes:
        values = [0.0] * self.dims
        for word in _words(text):
            digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
            values[int.from_bytes(digest[:4], "little") % self.dims] += 1.0 if digest[4] & 1 else -1.0
        length = sum(value * value for value in values) ** 0.5
        if length == 0.0:  # also when all words cancel out: a unit vector all the same
            values[0] = length = 1.0
        return struct.pack(f"<{self.dims}f", *(value / length for value in values))

    def close(self) -> None:
        """Nothing to close; remembers that it was asked to."""
        self.closed = True


@dataclass(slots=True)
class FakeParser:
    """Reads .txt and .md (paragraphs; ``# `` lines are headings), form feeds begin pages.

    A page that is nothing but ``[picture]`` holds no text until it was recognized. ``errors`` maps a file name to what
    its parsing raises.
    """

    errors: dict[str, CarrelError] = field(default_factory=dict)
    parsed: list[Path] = field(default_factory=list)
    closed: bool = False

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        """Raises the scripted error, or UserError for files it does not read."""
        cancel.raise_if_cancelled()
        pages, waiting = _with_pictures(self._text(path).split("\f"), options)
        text = "\f".join(pages)
        self.parsed.append(path)
        blocks = tuple(_block(text, Span(*match.span())) for match in _PARAGRAPH.finditer(text))
        if not blocks and not waiting:
            raise UserError("empty_document")
        breaks = [i + 1 for i, character in enumerate(text) if character == "\f"]
        starts = (0, *breaks) if breaks or waiting or options.recognized else ()
        media_type = "text/markdown" if path.suffix == ".md" else "text/plain"
        empty = options.ocr is OcrMode.NEVER
        return ParsedDocument(
            media_type,
            path.stem,
            text,
            blocks,
            starts,
            warnings=tuple(DocumentWarning("page_without_text", n) for n in waiting) if empty else (),
            waiting_pages=() if empty else waiting,
            recognized_pages=tuple(page.page for page in options.recognized),
        )

    def render_page(
        self,
        path: Path,
        page: int,
        scale: float,
        highlight: Span | None,
        _recognized: Sequence[RecognizedPage] = (),
    ) -> PageImage:
        """A white page of 100 x 140 points, with one box when something is to be highlighted."""
        text = self._text(path)
        width, height = max(1, round(100 * scale)), max(1, round(140 * scale))
        boxes = (Rect(10 * scale, 10 * scale, 80 * scale, 8 * scale),) if highlight else ()
        return PageImage(page, text.count("\f") + 1, width, height, b"\xff" * (width * height * 4), boxes)

    def read_transcript(self, path: Path, cancel: CancelToken) -> Transcript:
        """Lines of the form ``Name: what they said``."""
        cancel.raise_if_cancelled()
        matches = [_SPEAKER.fullmatch(line.strip()) for line in self._text(path).splitlines()]
        said = [match.groups() for match in matches if match]
        if not said:
            raise UserError("not_a_transcript")
        utterances = (Utterance(i, speaker, text) for i, (speaker, text) in enumerate(said))
        return Transcript(path.stem, tuple(utterances))

    def _text(self, path: Path) -> str:
        if path.name in self.errors:
            raise self.errors[path.name]
        if path.suffix.lower() not in {".txt", ".md"}:
            raise UserError("unsupported_format", suffix=path.suffix)
        try:
            return on_disk(path).read_bytes().decode("utf-8", errors="replace")
        except FileNotFoundError:
            raise UserError("file_missing") from None
        except PermissionError:
            raise UserError("permission_denied") from None

    def close(self) -> None:
        """Nothing to close; remembers that it was asked to."""
        self.closed = True


@dataclass(slots=True)
class FakeRecognizer:
    """Reads ``texts`` by page number (``default`` on all other pages): one line a line, boxes in proportion.

    ``fail`` is raised by every call, ``fail_pages`` by those pages. ``pages`` are the ones asked for, in order.
    """

    texts: dict[int, str] = field(default_factory=dict)
    default: str = "Words on a picture."
    fail: CarrelError | None = None
    fail_pages: dict[int, CarrelError] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)
    pid: int | None = None
    closed: bool = False

    def describe(self) -> RecognizerInfo:
        """Always the engine "fake"."""
        if self.fail is not None:
            raise self.fail
        return RecognizerInfo("fake", ("en",))

    def recognize(self, image: PageImage, cancel: CancelToken) -> RecognizedPage:
        """See the class; looks at no pixel."""
        cancel.raise_if_cancelled()
        self.pages.append(image.page)
        error = self.fail or self.fail_pages.get(image.page)
        if error is not None:
            raise error
        rows = self.texts.get(image.page, self.default).splitlines()
        step = 1 / (len(rows) + 2)
        lines = (
            RecognizedLine(tuple(_words_at(row, (n + 1) * step, step / 2)), 1) for n, row in enumerate(rows)
        )
        return RecognizedPage(image.page, "fake", tuple(line for line in lines if line.words), 0.9)

    def close(self) -> None:
        """Nothing to close; remembers that it was asked to."""
        self.closed = True


def _words_at(row: str, y: float, height: float) -> Iterator[RecognizedWord]:
    letter = 0.8 / max(len(row), 1)
    for match in re.finditer(r"\S+", row):
        yield RecognizedWord(
            match.group(), 0.1 + match.start() * letter, y, len(match.group()) * letter, height
        )


def _with_pictures(pages: Sequence[str], options: ReadOptions) -> tuple[list[str], tuple[int, ...]]:
    """The text of all pages, and which of them still wait to be read from their picture."""
    read = {
        p.page: "\n".join(" ".join(w.text for w in line.words) for line in p.lines)
        for p in options.recognized
    }
    always = options.ocr is OcrMode.ALWAYS
    wanted = [n for n, text in enumerate(pages, 1) if always or text.strip() == _PICTURE]
    shown = [read.get(n, "" if n in wanted else text) for n, text in enumerate(pages, 1)]
    return shown, tuple(n for n in wanted if n not in read)


def _block(text: str, span: Span) -> Block:
    line = text[span.start : span.end]
    level = len(line) - len(line.lstrip("#"))
    if 0 < level <= 6 and line[level : level + 1] == " " and "\n" not in line:
        return Block(BlockKind.HEADING, span, level)
    return Block(BlockKind.PARAGRAPH, span)

"""Tables as text (CSV, TSV): every row with the names of its columns, so that it makes sense alone.

RFC 4180 and what spreadsheets really write: semicolons, tabs or bars, a ``sep=`` line, a title above the table,
rows that are longer or shorter than the header.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.formats.base import DocumentBuilder, DocumentFormat
from app.formats.tables import TableLines, cells_of
from app.formats.text_start import begin_text

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 60
_SAMPLE = 64 * 1024
_MOST_ROWS = 1_000_000
_LONGEST_NAME = 80
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)\n", re.I)
_FIGURE = re.compile(r"[-+(]?[$\u20ac\u00a3]?\s?\d[\d.,:/\s%)-]*\Z")


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    builder, text = begin_text(data, media_type_of(path))
    text = text.lstrip("\n")
    named = _SEPARATOR_LINE.match(text)
    if named:
        text = text[named.end() :]
    rows = _capped(builder, _rows(text, named[1] if named else find_delimiter(text), builder))
    add_table(builder, rows)
    return builder.build(path.stem)


def media_type_of(path: Path) -> str:
    """Tab-separated by its name, else comma-separated."""
    return FORMAT.media_types[1 if path.suffix.lower() in (".tsv", ".tab") else 0]


def find_delimiter(text: str) -> str:
    """The character that cuts most lines of the beginning into the same number of cells, as many as possible."""
    sample = text[:_SAMPLE]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        try:
            rows = [row for row in islice(_reader(sample, delimiter), _SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:  # it stands further down than the rows looked at
            continue
        width, lines = widths.most_common(1)[0]
        score = lines / len(rows) * (1 + min(width, 10) / 10)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def add_table(builder: DocumentBuilder, rows: Iterable[Sequence[str]]) -> None:
    """What stands above the table as paragraphs, then its rows under the names of the columns, as they come."""
    rows = iter(rows)
    for row in rows:
        if _filled(row) > 1:
            _add_rows(builder, [row, *islice(rows, 1)], rows)
            return
        builder.add(BlockKind.PARAGRAPH, " ".join(filter(None, row)))


def _add_rows(
    builder: DocumentBuilder, first: Sequence[Sequence[str]], rows: Iterable[Sequence[str]]
) -> None:
    table = TableLines(headers=int(_has_header(first)))
    for row in chain(first, rows):
        for line in table.add(cells_of(row)):
            builder.add_exact(BlockKind.TABLE_ROW, line)  # the text was cleaned as a whole
        if builder.full:
            return
    for line in table.end():
        builder.add_exact(BlockKind.TABLE_ROW, line)


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    """A first row of different short names, none of them a figure, with rows below it."""
    if len(rows) < 2:
        return False
    names = [cell.strip() for cell in rows[0] if cell.strip()]
    short = all(len(name) <= _LONGEST_NAME and not _FIGURE.match(name) for name in names)
    return short and len(set(names)) == len(names) and len(names) >= _filled(rows[1]) / 2


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _rows(text: str, delimiter: str, builder: DocumentBuilder) -> Iterator[list[str]]:
    """Rows by the rules of quoting; where a quote never ends, the rest line by line."""
    read = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            read = reader.line_num
            yield row
    except csv.Error:  # a field longer than the module takes
        builder.warn("structure_ignored")
        for line in islice(text.split("\n"), read, None):
            yield line.replace('"', "").split(delimiter)


def _capped(builder: DocumentBuilder, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    kept = 0
    for row in rows:
        if not any(row):
            continue
        if kept >= _MOST_ROWS:
            builder.warn("rows_left_out", partial=True)
            return
        kept += 1
        yield row


FORMAT = DocumentFormat(
    format_id="csv",
    label="Table as text (CSV)",
    suffixes=(".csv", ".tsv", ".tab", ".psv"),
    media_types=("text/csv", "text/tab-separated-values"),
    read=read,
    max_bytes=256 * 1024 * 1024,
    type_of=media_type_of,
)

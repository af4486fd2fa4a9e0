"""Workbooks in Excel's binary formats, read by calamine.

calamine holds a sheet as one dense grid, so how far a sheet reaches must be known to be bearable beforehand; callers
see to that. The library may panic on hostile files: that is an exception here.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.office.sheet_rows import Merged, SheetHints, SheetWriter

_FAILURES = (CalamineError, ValueError, OSError, RuntimeError, IndexError, KeyError, TypeError)


def add_workbook(builder: DocumentBuilder, data: bytes) -> None:
    """Write all sheets, hidden ones too. Raises UserError: encrypted_document, damaged_document."""
    workbook = _opened(data)
    writer = SheetWriter(builder)
    for metadata in workbook.sheets_metadata:
        if metadata.typ not in (SheetTypeEnum.WorkSheet, SheetTypeEnum.DialogSheet, SheetTypeEnum.MacroSheet):
            continue
        if writer.full:
            break
        try:
            sheet = workbook.get_sheet_by_name(metadata.name)
        except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
            _raise_ours(error)
            builder.warn("part_damaged", partial=True)
            continue
        writer.begin(metadata.name, _hints(sheet), hidden=metadata.visible != SheetVisibleEnum.Visible)
        for number, cells in _rows(sheet):
            if not writer.add(number, cells):
                break
        writer.end()


def _opened(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise UserError("encrypted_document") from error
    except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
        _raise_ours(error)
        if "password" in str(error).lower():
            raise UserError("encrypted_document") from error
        raise UserError("damaged_document") from error


def _raise_ours(error: BaseException) -> None:
    """Go on only with what the library raises."""
    if isinstance(error, MemoryError | KeyboardInterrupt | SystemExit | GeneratorExit):
        raise error


def _hints(sheet: Any) -> SheetHints:
    areas = sheet.merged_cell_ranges or []
    return SheetHints([Merged(top, left, bottom, right) for (top, left), (bottom, right) in areas])


def _rows(sheet: Any) -> Iterator[tuple[int, dict[int, str]]]:
    """Rows by number with their cells by column."""
    first = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows()):
        cells = {first + column: text for column, value in enumerate(row) if (text := _shown(value))}
        if cells:
            yield number, cells


def _shown(value: object) -> str:
    """A value as its cell would show it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
        case dt.time():
            return f"{value:%H:%M}"
        case dt.timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(value).strip()

"""RapidOCR (PP-OCR models through ONNX), which comes whole in its wheel. It never downloads: every model is named.

It finds lines one by one, so the reading order is made here. A page that lies on its side or upside down is turned
before it is read; boxes are turned back.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from app.domain.documents import PageImage, RecognizedLine, RecognizedWord
from app.domain.errors import EngineError
from app.domain.jobs import CancelToken
from app.domain.ports import RecognizerInfo
from app.processes.cores import physical_cores
from app.processes.recognizer_base import MAX_WORDS, NOTHING_READ, Box, Reading, united, word_at
from app.processes.recognizer_order import reading_order

_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
_LANGUAGES = ("en", "zh", "ja", "latin")
_LONGEST_SIDE = 960
"""Of the picture that lines are looked for in; larger ones cost time and find no more."""
_STANDING = 1.5
_LOOKED_AT = 12
"""Lines whose direction is asked for."""
_SURE = 0.9

_Pixels = Any


class RapidReader:
    """The three networks, kept for the life of the process."""

    def __init__(self) -> None:
        spec = find_spec("rapidocr")
        if spec is None or spec.origin is None:
            raise EngineError("engine_unavailable", role="recognizer", detail="rapidocr")
        folder = Path(spec.origin).parent / "models"
        models = {part: folder / name for part, name in _MODELS.items()}
        if not all(path.is_file() for path in models.values()):  # it would try to download them
            raise EngineError("engine_unavailable", role="recognizer", detail="models")
        self._engine, self._nothing_found = _open(models)
        self._info = RecognizerInfo(f"rapidocr {version('rapidocr')}", _LANGUAGES)

    @property
    def info(self) -> RecognizerInfo:
        """See :class:`app.processes.recognizer_base.PictureReader`."""
        return self._info

    def read(self, image: PageImage, cancel: CancelToken) -> Reading:
        """See :class:`app.processes.recognizer_base.PictureReader`."""
        pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width, 4)
        upright = np.ascontiguousarray(pixels[:, :, :3])
        try:
            upright, turns, found = self._find_lines(upright)
            cancel.raise_if_cancelled()
            result = self._read_lines(upright, *found)
        except self._nothing_found:
            return NOTHING_READ
        if result.boxes is None or not result.txts:
            return NOTHING_READ
        return _reading(result, upright.shape[1], upright.shape[0], turns)

    def _find_lines(self, pixels: _Pixels) -> tuple[_Pixels, int, tuple[Any, Any, Any]]:
        """The page the right way up, in how many quarters it was turned clockwise for that, and its lines."""
        found = self._detect(pixels)
        turns = 1 if _stands(found[1].boxes) else 0
        if turns:
            pixels = np.ascontiguousarray(np.rot90(pixels, -1))
            found = self._detect(pixels)
        if self._upside_down(found[2]):
            turns += 2
            pixels = np.ascontiguousarray(np.rot90(pixels, 2))
            found = self._detect(pixels)
        return pixels, turns, found

    def _detect(self, pixels: _Pixels) -> tuple[Any, Any, Any]:
        small, record = self._engine.preprocess_img(pixels)
        crops, boxes = self._engine.detect_and_crop(small, record)
        return record, boxes, crops

    def _upside_down(self, crops: Sequence[_Pixels]) -> bool:
        longest = sorted(crops, key=lambda crop: -crop.shape[1])[:_LOOKED_AT]
        _turned, found = self._engine.cls_and_rotate(longest)
        sure = [bool(label == "180") for label, score in found.cls_res if score > _SURE]
        return sum(sure) > len(longest) / 2

    def _read_lines(self, pixels: _Pixels, record: Any, boxes: Any, crops: Any) -> Any:
        from rapidocr.ch_ppocr_cls import TextClsOutput

        read = self._engine.recognize_txt(crops)
        return self._engine.build_final_output(pixels, boxes, TextClsOutput(), read, crops, record)


def _open(models: dict[str, Path]) -> tuple[Any, type[Exception]]:
    """The engine, and what it raises where there is no text."""
    sys.modules.setdefault("requests", _no_requests())
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    from rapidocr import RapidOCR
    from rapidocr.main import RapidOCRError

    params: dict[str, Any] = {f"{part}.model_path": str(path) for part, path in models.items()}
    params |= {
        "Global.log_level": "critical",
        "Global.return_word_box": True,
        "Det.limit_type": "max",
        "Det.limit_side_len": _LONGEST_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": physical_cores(),
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return RapidOCR(params=params), RapidOCRError


def _no_requests() -> ModuleType:
    """RapidOCR imports requests to fetch models, which it is never asked to. In its place stands what it names while
    it is being imported, and nothing that could fetch."""
    module = ModuleType("requests")
    module.__dict__.update(Response=object, RequestException=OSError)
    return module


def _stands(quads: Any) -> bool:
    """Do most lines, by length, run from top to bottom?"""
    boxes = [_around(quad) for quad in quads]
    standing = sum(box.height for box in boxes if box.height > _STANDING * box.width)
    lying = sum(box.width for box in boxes if box.height <= _STANDING * box.width)
    return standing > lying


def _reading(result: Any, width: int, height: int, turns: int) -> Reading:
    boxes = _straightened(result.boxes)
    lines: list[RecognizedLine] = []
    count = 0
    for number, rows in enumerate(reading_order(boxes), 1):
        for row in rows:
            words = [word for i in row for word in _words(result, i, width, height, turns)]
            count += len(words)
            if words and count <= MAX_WORDS:
                lines.append(RecognizedLine(tuple(words), number))
    return Reading(tuple(lines), float(np.mean(result.scores))) if lines else NOTHING_READ


def _straightened(quads: Any) -> list[Box]:
    """Boxes around the lines as they would stand on a page that is not askew."""
    slopes = [(q[1][1] - q[0][1]) / max(q[1][0] - q[0][0], 1.0) for q in quads]
    lengths = [float(q[1][0] - q[0][0]) for q in quads]
    longest = sorted(range(len(quads)), key=lambda i: -lengths[i])[: max(3, len(quads) // 3)]
    slope = float(np.median([slopes[i] for i in longest]))
    boxes = []
    for quad in quads:
        xs, ys = quad[:, 0], quad[:, 1] - slope * quad[:, 0]
        tall = float((ys[3] + ys[2] - ys[0] - ys[1]) / 2)
        middle = float(ys.mean())
        boxes.append(Box(float(xs.min()), middle - tall / 2, float(xs.max()), middle + tall / 2))
    return boxes


def _words(result: Any, line: int, width: int, height: int, turns: int) -> list[RecognizedWord]:
    """Words of one line with their boxes, on the page as it is shown."""
    text = result.txts[line]
    known = result.word_results
    pieces = known[line] if len(known) == len(result.txts) else ()
    found = _placed(text, pieces) or _in_proportion(text, _around(result.boxes[line]))
    back, shown = -turns % 4, (height, width) if turns % 2 else (width, height)
    return [word_at(word, box.turned(back, width, height), *shown) for word, box in found]


def _placed(text: str, pieces: Sequence[Any]) -> list[tuple[str, Box]]:
    """Words and the boxes that the engine gave for their parts; empty when the two do not fit."""
    letters = [
        (letter, _around(quad)) for part, _score, quad in pieces for letter in part if not letter.isspace()
    ]
    words = text.split()
    if "".join(words) != "".join(letter for letter, _ in letters):
        return []
    found, at = [], 0
    for word in words:
        found.append((word, united([box for _, box in letters[at : at + len(word)]])))
        at += len(word)
    return found


def _in_proportion(text: str, box: Box) -> list[tuple[str, Box]]:
    """Words with the line's box divided among them by their letters."""
    step = box.width / max(len(text), 1)
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((word, Box(box.left + start * step, box.top, box.left + at * step, box.bottom)))
    return found


def _around(quad: Any) -> Box:
    points = np.asarray(quad, float)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))

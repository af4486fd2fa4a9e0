"""A picture file as upright pages of plain pixels. The only file that opens pictures, and only the kinds named here.

Sizes are looked at before anything is unpacked: more pixels than :data:`MAX_PIXELS` are refused.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from app.domain.errors import UserError

MAX_PIXELS = 100_000_000
MAX_FRAMES = 50
"""Pages taken of a file with many (faxes and scans are TIFF files); moving pictures have one."""
DOTS_PER_INCH = 200
"""What pictures are taken to have: the resolution that pages are read at, so that a pixel stays a pixel then."""
_KINDS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_ORIENTATION = 0x0112  # EXIF
_LIES = frozenset({5, 6, 7, 8})
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    struct.error,
    ZeroDivisionError,
)
_LONGEST = 1080.0
"""Points; larger pictures are painted smaller."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Pixels of an upright page."""

    width: int
    height: int

    @property
    def points(self) -> tuple[float, float]:
        """The size as a page, not larger than A3."""
        scale = min(72 / DOTS_PER_INCH, _LONGEST / max(self.width, self.height))
        return self.width * scale, self.height * scale


class PictureFile:
    """An open picture file. Raises UserError("damaged_document", "too_large")."""

    def __init__(self, data: bytes) -> None:
        with _translated():
            self._image = Image.open(BytesIO(data), formats=_KINDS)
            self.media_type = Image.MIME.get(self._image.format or "", "image/png")
            self.frames = int(getattr(self._image, "n_frames", 1)) if self._image.format == "TIFF" else 1

    def size(self, number: int) -> PictureSize:
        """Of a page (from 0), from its head alone."""
        with _translated():
            self._image.seek(number)
            width, height = self._image.size
            _check(width, height)
            lies = self._image.getexif().get(_ORIENTATION) in _LIES
        return PictureSize(height, width) if lies else PictureSize(width, height)

    def is_blank(self, number: int) -> bool:
        """Has the page one colour only? Raises UserError when it cannot be unpacked at all."""
        extrema = self.page(number, 0.25).getextrema()
        return all(isinstance(band, tuple) and band[1] - band[0] < 8 for band in extrema)

    def page(self, number: int, scale: float) -> Image.Image:
        """A page (from 0) as RGB pixels on white, upright; ``scale`` is 1 for one dot per inch of the picture's own."""
        size = self.size(number)
        wanted = max(1, round(size.width * scale)), max(1, round(size.height * scale))
        _check(*wanted)
        with _translated():
            if number == 0 and scale < 1:
                self._image.draft("RGB", wanted)  # JPEG unpacks to a half, a quarter ... at once
            upright = ImageOps.exif_transpose(self._unpacked())
            return _plain(upright).resize(wanted, Image.Resampling.LANCZOS)

    def _unpacked(self) -> Image.Image:
        """What there is of a file that was cut off is better than nothing."""
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        self._image.load()
        return self._image


@contextmanager
def _translated() -> Iterator[None]:
    """Pillow's errors to ours; warnings of bombs and broken metadata never reach the screen."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise UserError("too_large") from error
        except UnidentifiedImageError as error:
            raise UserError("damaged_document") from error
        except _BROKEN as error:
            raise UserError("damaged_document", detail=type(error).__name__) from error


def _check(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise UserError("damaged_document")
    if width * height > MAX_PIXELS:
        raise UserError("too_large")


def _plain(image: Image.Image) -> Image.Image:
    """Grey or colour without transparency; 16 bits become 8."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I"):
        return image.convert("I").point(_high_byte).convert("L").convert("RGB")
    if image.mode in ("LA", "RGBA", "PA", "La", "RGBa") or "transparency" in image.info:
        over = image.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    return image.convert("RGB")


def _high_byte(value: float) -> float:
    return value * (1 / 256)

"""Pictures: every page waits to be read, is painted upright, and highlighted through its words' boxes."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.domain.documents import OcrMode, ReadOptions, Span
from app.domain.errors import UserError
from app.formats.image.pixels import MAX_FRAMES
from app.formats.registry import parse, render_page
from tests.unit.formats.pictures import encoded, line, page_of, picture

RESOLUTION = 200 / 72
"""Pixels a point at which text is recognized."""


def saved(path: Path, image: Image.Image, kind: str, **options: object) -> Path:
    path.write_bytes(encoded(image, kind, **options))
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_a_picture_waits_and_keeps_its_pixels(tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path / f"page.{kind.lower()}", picture("A page", size=(300, 200)), kind)
    parsed = parse(path)
    assert (parsed.media_type, parsed.text, parsed.waiting_pages) == (f"image/{kind.lower()}", "", (1,))
    assert parsed.title == "page"
    image = render_page(path, 1, RESOLUTION)
    assert (image.width, image.height, image.page_count) == (300, 200, 1)
    assert len(image.pixels) == 300 * 200 * 4


def test_recognized_words_become_the_text(tmp_path: Path) -> None:
    path = saved(tmp_path / "note.png", picture("A page"), "PNG")
    page = page_of([line("Keys are under the mat.", 0.1), line("Bring milk.", 0.4)])
    parsed = parse(path, ReadOptions(recognized=(page,)))
    assert parsed.text == "Keys are under the mat.\n\nBring milk."
    assert (parsed.waiting_pages, parsed.recognized_pages) == ((), (1,))
    start = parsed.text.index("milk")
    image = render_page(path, 1, 1.0, Span(start, start + 4), (page,))
    (rect,) = image.highlights
    word = page.lines[1].words[1]
    assert (rect.x, rect.y) == pytest.approx((word.x * image.width, word.y * image.height))


def test_pages_of_a_tiff_up_to_a_limit(tmp_path: Path) -> None:
    frames = [picture(f"Page {n}", size=(60, 40), letters=10) for n in range(MAX_FRAMES + 2)]
    path = saved(tmp_path / "fax.tif", frames[0], "TIFF", save_all=True, append_images=frames[1:])
    parsed = parse(path)
    assert parsed.waiting_pages == tuple(range(1, MAX_FRAMES + 1))
    assert [(w.code, w.page) for w in parsed.warnings] == [("pages_left_out", MAX_FRAMES + 1)]
    assert parsed.partial
    assert render_page(path, 2, 1.0).page_count == MAX_FRAMES
    with pytest.raises(UserError, match="invalid_input"):
        render_page(path, MAX_FRAMES + 1, 1.0)


def test_a_moving_picture_is_one_page(tmp_path: Path) -> None:
    frames = [picture(f"Page {n}", size=(60, 40), letters=10) for n in range(3)]
    path = saved(tmp_path / "film.gif", frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert parse(path).waiting_pages == (1,)


def test_a_photograph_is_turned_as_the_camera_says(tmp_path: Path) -> None:
    image = Image.new("RGB", (90, 60), "white")
    image.paste((0, 0, 0), (0, 0, 30, 60))  # the left third; on top when turned clockwise
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "photo.jpg", image, "JPEG", exif=exif)
    shown = render_page(path, 1, RESOLUTION)
    assert (shown.width, shown.height) == (60, 90)
    rows = [shown.pixels[y * 60 * 4 + 30 * 4] for y in (5, 80)]
    assert rows[0] < 60 < 200 < rows[1]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_any_kind_of_pixels_is_painted_on_white(tmp_path: Path, mode: str) -> None:
    image = picture("Words", size=(120, 60), letters=20).convert("L")
    if mode == "I;16":
        image = image.point(lambda value: value * 256, "I").convert("I;16")
    elif mode in ("LA", "RGBA"):
        image = Image.merge(
            "LA", (image.point(lambda _value: 0), image.point(lambda value: 255 - value))
        ).convert(mode)
    else:
        image = image.convert(mode)
    path = saved(tmp_path / "kind.tif", image, "TIFF")
    pixels = render_page(path, 1, RESOLUTION).pixels
    assert max(pixels[:400]) == 255
    assert parse(path).waiting_pages == (1,)


def test_one_colour_and_icons_hold_no_text(tmp_path: Path) -> None:
    for name, image in (
        ("blank", Image.new("RGB", (200, 200), "navy")),
        ("icon", picture("x", size=(12, 12))),
    ):
        with pytest.raises(UserError, match="no_text"):
            parse(saved(tmp_path / f"{name}.png", image, "PNG"))


def test_without_recognition_there_is_no_text(tmp_path: Path) -> None:
    path = saved(tmp_path / "page.png", picture("A page"), "PNG")
    with pytest.raises(UserError, match="no_text"):
        parse(path, ReadOptions(OcrMode.NEVER))


def test_a_large_photograph_is_painted_smaller(tmp_path: Path) -> None:
    path = saved(tmp_path / "large.jpg", picture("A page", size=(6000, 4000)), "JPEG")
    shown = render_page(path, 1, RESOLUTION)
    assert (shown.width, shown.height) == (3000, 2000)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_a_bomb_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(99))))
    for work in (parse, lambda file: render_page(file, 1, 0.1)):
        with pytest.raises(UserError, match="too_large"):
            work(path)


def test_a_damaged_picture_says_so(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"nothing of the kind" * 9)
    with pytest.raises(UserError, match="damaged_document"):
        parse(path)


def test_a_photograph_that_was_cut_off_still_waits(tmp_path: Path) -> None:
    data = encoded(picture("A page"), "JPEG")
    path = tmp_path / "cut.jpg"
    path.write_bytes(data[: len(data) * 2 // 3])
    assert parse(path).waiting_pages == (1,)

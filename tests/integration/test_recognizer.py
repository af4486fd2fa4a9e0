"""Text recognition in a real child, on small pictures drawn here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.domain.documents import PageImage, ReadOptions, RecognizedPage, Span
from app.domain.errors import Cancelled, EngineError
from app.domain.jobs import CancelToken
from app.formats.registry import parse, render_page
from app.processes.launch import Launcher
from app.processes.recognizer_engine import RecognizerEngine
from app.processes.recognizer_tessdata import find_language_data, known_folders
from tests.unit.formats.pictures import picture

MIXED = Path(__file__).parents[1] / "data" / "formats" / "pdf" / "mixed.pdf"
"""A page of text and a scanned one."""

ROWS = ("Notice period", "six weeks", "to the end of a month")
WORDS = " ".join(ROWS).split()


@pytest.fixture(scope="module", params=["rapidocr", "tesseract"])
def recognizer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RecognizerEngine]:
    if request.param == "tesseract" and find_language_data(list(known_folders())) is None:
        pytest.skip("no language data for Tesseract on this machine")
    launcher = Launcher(tmp_path_factory.mktemp("logs"))
    engine = RecognizerEngine(launcher, engine=request.param)
    yield engine
    engine.close()
    launcher.close()


def shown(image: Image.Image, page: int = 1) -> PageImage:
    return PageImage(page, 1, image.width, image.height, image.convert("RGB").tobytes("raw", "BGRX"))


def words_of(page: RecognizedPage) -> list[str]:
    return [word.text for line in page.lines for word in line.words]


@pytest.mark.models
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_pages_are_read_whichever_way_they_lie(recognizer: RecognizerEngine, degrees: int) -> None:
    upright = picture(*ROWS * 2, size=(700, 700))
    image = upright.rotate(-degrees, expand=True)
    page = recognizer.recognize(shown(image, 7), CancelToken())
    assert page.page == 7
    assert "".join(words_of(page)) == "".join(WORDS * 2)  # spaces are lost by one engine now and then
    assert page.confidence > 0.7
    for line in page.lines:
        for word in line.words:
            box = (word.x, word.y, word.x + word.width, word.y + word.height)
            pixels = [round(v * side) for v, side in zip(box, (*image.size, *image.size), strict=True)]
            extrema = image.crop(tuple(pixels)).convert("L").getextrema()
            assert extrema[0] < 100, f"no ink in the box of {word.text}"


@pytest.mark.models
def test_a_page_without_words_is_read_too(recognizer: RecognizerEngine) -> None:
    blank = recognizer.recognize(shown(Image.new("RGB", (600, 800), "white")), CancelToken())
    assert blank.lines == ()


@pytest.mark.models
def test_what_reads_is_told(recognizer: RecognizerEngine) -> None:
    info = recognizer.describe()
    assert info.engine.split()[0] in ("rapidocr", "tesseract")
    assert info.languages
    page = recognizer.recognize(shown(picture("Yes")), CancelToken())
    assert page.engine == info.engine


@pytest.mark.models
def test_a_cancelled_page_is_not_read(recognizer: RecognizerEngine) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        recognizer.recognize(shown(picture("Yes")), cancel)


@pytest.mark.models
def test_a_killed_recognizer_reads_the_next_page(recognizer: RecognizerEngine) -> None:
    recognizer.describe()
    recognizer.kill()
    assert words_of(recognizer.recognize(shown(picture("Notice")), CancelToken())) == ["Notice"]


@pytest.mark.models
def test_the_scanned_page_of_a_mixed_document_is_found_and_highlighted(recognizer: RecognizerEngine) -> None:
    (waiting,) = parse(MIXED).waiting_pages
    page = recognizer.recognize(render_page(MIXED, waiting, 200 / 72), CancelToken())
    document = parse(MIXED, ReadOptions(recognized=(page,)))
    assert (
        document.text.index("Whoever leaves last")
        < document.page_starts[1]
        < document.text.index("cellar is dry")
    )
    start = document.text.index("meeting")
    image = render_page(MIXED, waiting, 1.0, Span(start, start + 7), (page,))
    (rect,) = image.highlights
    assert 0 < rect.width < image.width / 3
    assert any(
        image.pixels[(y * image.width + x) * 4] < 128
        for y in range(int(rect.y), int(rect.y + rect.height))
        for x in range(int(rect.x), int(rect.x + rect.width))
    )


def test_an_engine_that_is_not_known_or_there_says_so(tmp_path: Path) -> None:
    launcher = Launcher(tmp_path, environment={"TESSDATA_PREFIX": str(tmp_path)})
    engine = RecognizerEngine(launcher, engine="none such")
    with pytest.raises(EngineError):
        engine.describe()
    engine.close()
    launcher.close()


WATCHED = """
import json, sys
seen = []
def hook(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.")):
        seen.append(event)
        raise PermissionError(event)
sys.addaudithook(hook)
from app.domain.documents import PageImage
from app.domain.jobs import CancelToken
from app.processes.recognizer_rapid import RapidReader
from tests.unit.formats.pictures import picture
image = picture("Notice period", "six weeks")
page = PageImage(1, 1, image.width, image.height, image.tobytes("raw", "BGRX"))
reading = RapidReader().read(page, CancelToken())
words = [word.text for line in reading.lines for word in line.words]
print(json.dumps({"words": words, "network": seen, "modules": sorted({"requests", "urllib3"} & set(sys.modules))}))
"""


@pytest.mark.models
def test_rapidocr_reads_without_a_network_and_never_asks_for_one() -> None:
    """Sockets are refused, and not one is asked for."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False, cwd=root, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["words"] == ["Notice", "period", "six", "weeks"]
    assert found["network"] == []
    assert "urllib3" not in found["modules"]

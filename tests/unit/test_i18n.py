"""The language: how it is chosen, what a text becomes, and whether the catalogues hold every text of the program."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app import i18n
from app.i18n import N_n, figure, load, month_name, tr, tr_n
from tests.pseudo_language import MIRRORED, PSEUDO, speaking

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "installers" / "language"
CATALOGUE = ROOT / "resources" / "locale" / "de" / "LC_MESSAGES" / "carrel.po"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tools() -> Iterator[tuple[ModuleType, ModuleType]]:
    """(extraction, po); they import each other by name, as a script's neighbours do."""
    sys.path.insert(0, str(TOOLS))
    try:
        yield tool("extraction"), tool("po")
    finally:
        sys.path.remove(str(TOOLS))
        for name in ("extraction", "po"):
            sys.modules.pop(name, None)


def test_without_a_start_it_is_english() -> None:
    assert i18n.language() == "en"
    assert tr("Add files…") == "Add files…"
    assert tr_n("{count} file", "{count} files", 1204) == "1,204 files"
    assert tr_n(*N_n("{count} file", "{count} files"), 1) == "1 file"
    assert figure(1234.5, 1) == "1,234.5"


def test_german_has_its_words_plurals_and_numbers() -> None:
    with speaking("de"):
        assert tr("Settings") == "Einstellungen"
        assert tr_n("{count} document", "{count} documents", 1) == "1 Dokument"
        assert tr_n("{count} document", "{count} documents", 1204) == "1.204 Dokumente"
        assert tr("“{name}” was deleted.", name="{x}") == "„{x}“ wurde gelöscht."
        assert figure(1234.5, 1) == "1.234,5"
        assert month_name(3) == "März"
    assert tr("Settings") == "Settings"


def test_a_text_with_braces_and_no_values_stays_as_it_is() -> None:
    assert tr("{not filled}") == "{not filled}"
    assert tr("") == ""


def test_a_region_has_its_language_and_an_unknown_one_has_english(tmp_path: Path) -> None:
    assert load("de_AT").language == "de"
    assert load("de-CH").language == "de"
    assert load("xx").language == "en"
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "carrel.mo").write_bytes(b"\xde\x12\x04\x95 damaged")
    assert load("de", tmp_path).language == "en"


@pytest.mark.parametrize(
    ("arguments", "environment", "kept", "spoken"),
    [
        (["--language", "de"], {"CARREL_LANGUAGE": "en"}, "", "de"),
        (["--language=de", "status"], {}, "", "de"),
        (["status"], {"CARREL_LANGUAGE": "de"}, "en", "de"),
        (["status"], {"LANG": "en_GB.UTF-8"}, "de", "de"),
        (["status"], {"LANG": "de_DE.UTF-8"}, "", "de"),
        (["status"], {"LANGUAGE": "de:en", "LANG": "en_US.UTF-8"}, "", "de"),
        (["status"], {"LANG": "C.UTF-8"}, "", "en"),
        (["status"], {"LANG": "fi_FI.UTF-8"}, "", "en"),
        (["status"], {"LANG": "de_DE.UTF-8"}, "en", "en"),
    ],
)
def test_who_chooses_the_language(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], kept: str, spoken: str
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(f'appearance = "dark"\nlanguage = "{kept}"\n')
    before = i18n.speak(i18n.Spoken())
    try:
        i18n.start(["--profile-dir", str(tmp_path), *arguments], environment)
        if sys.platform not in ("win32", "darwin") or "C.UTF-8" not in environment.values():
            assert i18n.language() == spoken
    finally:
        i18n.speak(before)


def test_right_to_left_follows_the_language() -> None:
    assert not i18n.right_to_left()
    with speaking(MIRRORED):
        assert i18n.right_to_left()
    with speaking(PSEUDO):
        assert not i18n.right_to_left()
        assert tr("Open") == "[Öpéñ ·]"


def test_the_command_line_speaks_german(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "--profile-dir", str(tmp_path), "--language", "de", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8")
    assert "Antworten aus Ihren eigenen Dokumenten" in done.stdout


def test_the_catalogue_holds_every_text_and_no_other(tools: tuple[ModuleType, ModuleType]) -> None:
    extraction, po = tools
    german = po.parse(CATALOGUE.read_text(encoding="utf-8"))
    texts = extraction.extract(ROOT)
    assert len(texts) > 1500
    held = {extraction.Key(*key) for key in german.entries}
    assert not [key.text for key in texts if key not in held], "run 'make strings' and translate"
    assert not [key.text for key in held if key not in texts], "run 'make strings'"


def test_every_text_is_translated_with_the_same_placeholders(tools: tuple[ModuleType, ModuleType]) -> None:
    _extraction, po = tools
    german = po.parse(CATALOGUE.read_text(encoding="utf-8"))
    assert "fuzzy" not in CATALOGUE.read_text(encoding="utf-8")
    wrong = [key.text for key, forms in german.entries.items() if not fits(key, forms)]
    assert not wrong


def fits(key: Any, forms: tuple[str, ...]) -> bool:
    """As many forms as there have to be, none empty, the same placeholders, the same space around it."""
    expected = [set(PLACEHOLDER.findall(text)) for text in (key.text, key.plural or key.text)]
    edges = (key.text[:1].isspace(), key.text[-1:].isspace())
    return len(forms) == (2 if key.plural else 1) and all(
        form
        and set(PLACEHOLDER.findall(form)) in expected
        and (form[:1].isspace(), form[-1:].isspace()) == edges
        for form in forms
    )


def test_german_writes_german_marks(tools: tuple[ModuleType, ModuleType]) -> None:
    _extraction, po = tools
    german = po.parse(CATALOGUE.read_text(encoding="utf-8"))
    said = [form for forms in german.entries.values() for form in forms]
    assert not [form for form in said if "”" in form or form.count("„") != form.count("“")]
    assert not [form for form in said if re.search(r"\b(du|dein\w*|dich)\b", form)], "Sie, not du"


def test_what_is_shipped_was_compiled_from_the_texts(tools: tuple[ModuleType, ModuleType]) -> None:
    _extraction, po = tools
    german = po.parse(CATALOGUE.read_text(encoding="utf-8"))
    assert CATALOGUE.with_suffix(".mo").read_bytes() == po.compiled(german)
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        assert i18n.gettext.GNUTranslations(file).gettext("Library") == "Bibliothek"


def test_a_text_that_is_put_together_is_refused(tools: tuple[ModuleType, ModuleType]) -> None:
    extraction, _po = tools
    with pytest.raises(extraction.NotLiteral):
        list(extraction.texts_of('tr(f"{name} is gone")', "app/x.py"))
    with pytest.raises(extraction.NotLiteral):
        list(extraction.texts_of('N_("a" + name)', "app/x.py"))
    found = list(
        extraction.texts_of('tr("a" if b == "c" else "d"); tr_n("{count} e", "{count} es", 2)', "app/x.py")
    )
    assert [key.text for key in found] == ["a", "d", "{count} e"]

"""The walls of the house: who may import whom, and what the window must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from app import wording

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"

# A part may import itself and what stands in its row. What is in no row may be imported by front doors only.
BELOW_ALL = {"domain"}
ALLOWED: dict[str, set[str]] = {
    "domain": set(),
    "i18n": {"paths"},
    "formats": BELOW_ALL,
    "store": BELOW_ALL,
    "retrieval": BELOW_ALL,
    "catalog": BELOW_ALL | {"i18n"},
    "privacy": BELOW_ALL,
    "processes": BELOW_ALL | {"privacy", "catalog", "wording", "i18n"},
    "tasks": BELOW_ALL | {"retrieval", "i18n"},
    "teaching": BELOW_ALL | {"tasks", "retrieval"},
    "services": BELOW_ALL
    | {
        "tasks",
        "teaching",
        "processes",
        "formats",
        "store",
        "retrieval",
        "catalog",
        "privacy",
        "paths",
        "i18n",
    },
    "ui": BELOW_ALL | {"services", "wording", "paths", "i18n"},
    "paths": BELOW_ALL,
    "wording": BELOW_ALL | {"i18n"},
    "logs": set(),
    "frozen": set(),
    "instance": BELOW_ALL | {"paths"},
}
FRONT_DOORS = {
    "__main__",
    "cli",
    "selftest",
    "bootstrap",
    "bootstrap_meetings",
    "bootstrap_models",
    "demo",
    "window",
    "window_needs",
    "bench",
}
# The parser child is where documents are read; it is the one place in `processes` that knows the formats.
# The teacher's is where lessons are packed; what it packs them with is pure.
EXCEPTIONS = {
    ("processes/parser.py", "formats"),
    ("processes/teacher.py", "teaching"),
    ("processes/teacher_course.py", "teaching"),
}

# Heavy or dangerous libraries, and the only files that may import them.
OWNERS: dict[str, tuple[str, ...]] = {
    "llama_cpp": ("processes/generator", "processes/embedder_llama", "bench/plain_llama"),
    "torch": ("processes/embedder", "processes/reranker_model", "processes/teacher", "bench/plain_encode"),
    "sentence_transformers": ("processes/embedder", "processes/reranker_model", "bench/plain_encode"),
    "transformers": ("processes/embedder",),
    "tokenizers": ("processes/embedder",),
    "gguf": ("processes/teacher", "bench/made_models"),
    "safetensors": ("processes/embedder_bert", "processes/teacher_checkpoint", "bench/made_models"),
    "onnx": ("processes/embedder_graph",),
    "onnxruntime": ("processes/embedder_bert", "processes/recognizer_rapid"),
    "sqlcipher3": ("store/cipher",),
    "sqlite3": ("store/",),
    "pypdfium2": ("formats/pdf", "bench/plain_pdf"),
    "lxml": ("formats/",),
    "selectolax": ("formats/html",),
    "PIL": ("formats/image", "processes/recognizer"),
    "tesserocr": ("processes/recognizer_tesseract",),
    "rapidocr": ("processes/recognizer_rapid",),
    "charset_normalizer": ("formats/",),
    "olefile": ("formats/",),
    "PySide6": (
        "ui/",
        "window",
        "bench/bare_window",
        "bench/carrel_window",
        "bench/chat_window",
        "bench/busy_window",
    ),
    "numpy": (
        "store/vectors",
        "processes/embedder",
        "processes/generator",
        "processes/recognizer_rapid",
        "processes/teacher",
        "bench/",
    ),
    "watchdog": ("services/watch_events",),
    "pickle": (),
    "requests": (),
    "urllib": ("privacy/",),
    "http": ("privacy/",),
    "ssl": ("privacy/",),
    "urllib3": (),
    "httpx": (),
    "aiohttp": (),
    "websockets": (),
    "huggingface_hub": (),
    "asyncio": (),
    "socketserver": (),
    "ftplib": (),
    "smtplib": (),
    "imaplib": (),
    "poplib": (),
    "xmlrpc": (),
    "webbrowser": (),
    "socket": ("processes/", "privacy/"),
}


def modules() -> list[Path]:
    return sorted(p for p in APP.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(APP).as_posix()


def part_of(path: Path) -> str:
    relative = path.relative_to(APP)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


@cache
def imports(path: Path) -> frozenset[str]:
    """Dotted names of everything a file imports at run time (also inside functions; not under TYPE_CHECKING)."""
    found: set[str] = set()

    class Visitor(ast.NodeVisitor):
        def visit_If(self, node: ast.If) -> None:
            if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
                self.generic_visit(node)

        def visit_Import(self, node: ast.Import) -> None:
            found.update(alias.name for alias in node.names)

        def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            if node.module == "app":
                found.update(f"app.{alias.name}" for alias in node.names)

    Visitor().visit(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(found)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_downward(path: Path) -> None:
    part = part_of(path)
    if part in FRONT_DOORS or part == "__init__":
        return
    targets = {name.split(".")[1] for name in imports(path) if name.startswith("app.")}
    targets -= {"APP_NAME", "APP_ID", "__version__"}
    allowed = ALLOWED[part] | {part} | {target for file, target in EXCEPTIONS if file == name_of(path)}
    assert targets <= allowed, f"{name_of(path)} may not import {sorted(targets - allowed)}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_libraries_stay_with_their_owner(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    for library, owners in OWNERS.items():
        if library in roots:
            assert name_of(path).startswith(owners or ("nobody",)), f"{name_of(path)} imports {library}"


@pytest.mark.parametrize("path", sorted((APP / "ui" / "bridge").glob("*.py")), ids=name_of)
def test_the_bridge_knows_only_qtcore(path: Path) -> None:
    assert not {n for n in imports(path) if n.startswith(("PySide6.QtWidgets", "PySide6.QtGui"))}


def test_qt_opens_no_connection() -> None:
    """The door is not Qt's: nothing imports the parts of it that reach the network."""
    reaching = ("PySide6.QtNetwork", "PySide6.QtWebEngine", "PySide6.QtWebSockets", "PySide6.QtQml")
    assert not [(name_of(path), n) for path in modules() for n in imports(path) if n.startswith(reaching)]


def modules_loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines())


def loaded_by(statement: str) -> set[str]:
    return {name.split(".")[0] for name in modules_loaded_by(statement)}


HEAVY = {
    "llama_cpp",
    "torch",
    "sentence_transformers",
    "transformers",
    "numpy",
    "onnx",
    "onnxruntime",
    "pypdfium2",
    "lxml",
    "selectolax",
}


def test_the_window_starts_without_anything_heavy() -> None:
    assert not loaded_by("import app.window, app.ui.main_window, app.bootstrap") & HEAVY


def test_the_services_wait_until_the_window_is_painted() -> None:
    """The grammar of the command line and the empty window are all that the first paint needs."""
    loaded = modules_loaded_by("import app.cli.arguments, app.window, app.ui.application")
    late = ("app.bootstrap", "app.services", "app.store", "app.retrieval", "app.tasks", "app.processes")
    assert not [name for name in loaded if name.startswith(late)]


def test_nothing_that_opens_a_connection_is_loaded_before_a_download() -> None:
    """Python's own TLS and HTTP come with the first download that the person asks for, and not before."""
    assert not loaded_by("import app.window, app.ui.main_window, app.bootstrap, app.cli.commands") & {
        "ssl",
        "http",
    }


def test_the_core_needs_no_qt() -> None:
    assert "PySide6" not in loaded_by("import app.cli.commands, app.bootstrap")


def raised_codes() -> set[str]:
    """The first argument of every UserError(...), EngineError(...) and ErrorInfo(...) that is a literal."""
    codes: set[str] = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            known = node.func.id in ("UserError", "EngineError", "ErrorInfo")
            if known and isinstance(first, ast.Constant) and isinstance(first.value, str):
                codes.add(first.value)
    return codes


def test_every_error_has_a_sentence() -> None:
    assert raised_codes() <= wording.known_codes()


def warned_codes() -> set[str]:
    """The first argument of every warn(...) and DocumentWarning(...) in the formats."""
    codes: set[str] = set()
    for path in (APP / "formats").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                first = node.args[0]
                if name in ("warn", "DocumentWarning") and isinstance(first, ast.Constant):
                    codes.add(str(first.value))
    return codes


def test_every_warning_has_a_sentence() -> None:
    assert warned_codes()
    assert warned_codes() <= wording.known_warnings()


def test_files_and_functions_stay_small() -> None:
    too_long = []
    for path in modules():
        source = path.read_text(encoding="utf-8")
        if len(source.splitlines()) > 400:
            too_long.append(f"{name_of(path)}: {len(source.splitlines())} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 60:
                    too_long.append(f"{name_of(path)}: {node.name} has {length} lines")
    assert not too_long

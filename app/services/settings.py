"""Settings: declared once as an :class:`Option`, kept as TOML, written atomically, checked on the way in.

A file that cannot be read is set aside as ``settings.toml.broken`` and the defaults are used, so that no setting can
keep Carrel from starting. Unknown keys of a newer version are kept.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from app.domain.errors import UserError
from app.services.patterns import DEFAULT_PATTERNS

log = logging.getLogger(__name__)
Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Option:
    """One setting. ``choices`` (value, label) pairs limit it; ``minimum`` and ``maximum`` are inclusive."""

    key: str
    type: type[Value]
    default: Value
    label: str
    help: str
    group: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[Value, str], ...] = ()

    def check(self, value: object) -> Value:
        """The value in this option's type.

        Raises:
            UserError: ``invalid_setting`` when it is of another type, out of bounds or not a choice.
        """
        wrong = UserError("invalid_setting", key=self.key, value=str(value))
        if self.type is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not self.type:
            raise wrong
        assert isinstance(value, (bool, int, float, str))
        if self.choices and value not in [choice for choice, _ in self.choices]:
            raise wrong
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            too_small = self.minimum is not None and value < self.minimum
            if too_small or (self.maximum is not None and value > self.maximum):
                raise wrong
        return value


APPEARANCE = Option(
    "appearance", str, "system", "Appearance", "Light, dark, or as the system is set.", "Window",
    choices=(("system", "As the system"), ("light", "Light"), ("dark", "Dark")),
)  # fmt: skip
ACCENT = Option(
    "accent", str, "system", "Accent colour", "That of links, of the main buttons, and of what is chosen.", "Window",
    choices=(("system", "As the system"), ("carrel", "Carrel's green")),
)  # fmt: skip
CONTRAST = Option(
    "contrast", str, "system", "Contrast", "More contrast makes text, edges and marks stand out.", "Window",
    choices=(("system", "As the system"), ("high", "High"), ("normal", "Normal")),
)  # fmt: skip
TEXT_SIZE = Option(
    "text_size", int, 100, "Size of text", "For everything in the window; pages of documents have a zoom of their own.",
    "Window", choices=((90, "90 %"), (100, "100 %"), (115, "115 %"), (130, "130 %"), (150, "150 %"), (200, "200 %")),
)  # fmt: skip
LANGUAGE = Option(
    "language", str, "", "Language", "Takes effect when Carrel is started the next time.", "Window",
    choices=(("", "As the system"), ("en", "English"), ("de", "Deutsch")),
)  # fmt: skip
TRAY = Option(
    "tray_icon", bool, False, "Icon in the system tray",
    "With it, a message of the system says when a long job has ended while you are in another program. Closing the "
    "window still quits Carrel.", "Window",
)  # fmt: skip
ASK_ANYWHERE = Option(
    "global_hotkey", bool, False, "Bring Carrel to the front with a key",
    "From any program, even while the window is minimized, ready for a question. Carrel hears of this one key, and of "
    "nothing else that you press in other programs.", "Window",
)  # fmt: skip
ASK_KEYS = Option(
    "global_hotkey_keys", str, "", "Key that brings Carrel to the front", "Empty: the one that Carrel proposes.",
    "Window",
)  # fmt: skip
STRICT = Option(
    "strict_answers", bool, True, "Only supported sentences",
    "Leave out every sentence that the documents do not support. What was left out can still be looked at.", "Answers",
)  # fmt: skip
N_CTX = Option(
    "n_ctx", int, 4096, "Context size (tokens)",
    "How much text the model can hold at once. More needs more memory.", "Model", minimum=512, maximum=131072,
)  # fmt: skip
N_THREADS = Option(
    "n_threads", int, 0, "Processor threads", "0 lets Carrel choose.", "Model", minimum=0, maximum=256,
)  # fmt: skip
N_GPU_LAYERS = Option(
    "n_gpu_layers", int, -1, "Layers on the graphics card",
    "-1 puts as many there as fit; 0 uses the processor only.", "Model", minimum=-1, maximum=1000,
)  # fmt: skip
LOCK_AFTER = Option(
    "lock_after_minutes", int, 15, "Lock after (minutes)",
    "An encrypted library is locked when the window has not been used for so long; 0 never locks it.", "Library",
    minimum=0, maximum=1440,
)  # fmt: skip
MODEL = Option("model", str, "", "Model", "The model that is loaded at start.", "Model")
EMBEDDER = Option(
    "embedder", str, "", "Model to search with", "The model that finds passages by meaning; empty: the one that came "
    "with Carrel.", "Model",
)  # fmt: skip
EMBEDDER_NEXT = Option(
    "embedder_next", str, "", "Model to search with next", "The one that the library is being read with; empty: none.",
    "Model",
)  # fmt: skip
RERANKER = Option(
    "reranker", str, "", "Model that puts passages in order", "It reads what was found together with the question; "
    "empty: none.", "Model",
)  # fmt: skip
WATCH_FOLDERS = Option(
    "watch_folders", bool, True, "Follow changes in folders",
    "While Carrel runs, what is added, changed, moved or deleted in the folders of the library is taken over.",
    "Library",
)  # fmt: skip
OCR = Option(
    "ocr", str, "auto", "Text recognition",
    "Scanned pages and photographs are read from their picture. Applies to documents added from now on.", "Library",
    choices=(("auto", "Where a page holds no usable text"), ("always", "For every page"), ("never", "Never")),
)  # fmt: skip
EXCLUDE_PATTERNS = Option(
    "exclude_patterns", str, "; ".join(DEFAULT_PATTERNS), "Leave out",
    "Files and folders of these names are not taken in; they are listed as left out. Put semicolons between them. "
    "A * stands for any letters (*.bak), drafts/ is a folder, /old only the one at the top, !keep.txt an exception.",
    "Library",
)  # fmt: skip
LARGEST_FILE_MB = Option(
    "largest_file_mb", int, 512, "Largest file (MB)",
    "Larger files are listed and not read. Some kinds of files have a lower limit of their own.", "Library",
    minimum=1, maximum=4096,
)  # fmt: skip
INDEX_ON_BATTERY = Option(
    "index_on_battery", bool, True, "Read documents on battery",
    "When off, reading waits for the mains. Below 30 % of the battery it always waits.", "Library",
)  # fmt: skip
OFFLINE = Option(
    "offline", bool, False, "Never use the network",
    "Also not for models that you ask for. Without this, the network is used for those alone.", "Network",
)  # fmt: skip
PROXY = Option(
    "proxy", str, "", "Proxy",
    "http://host:port; empty: as the system is set; none: straight to the server.", "Network",
)  # fmt: skip
LOOK_FOR_MODELS = Option(
    "look_for_models", bool, False, "Models of other programs",
    "Look for GGUF models of LM Studio, Jan, GPT4All, Ollama, llama.cpp and Hugging Face on this computer. "
    "They are used where they lie, and never copied, changed or deleted.", "Model",
)  # fmt: skip
OPTIONS = (
    APPEARANCE, ACCENT, CONTRAST, TEXT_SIZE, LANGUAGE, TRAY, ASK_ANYWHERE, ASK_KEYS, STRICT, WATCH_FOLDERS, OCR,
    EXCLUDE_PATTERNS, LARGEST_FILE_MB, INDEX_ON_BATTERY, N_CTX, N_THREADS, N_GPU_LAYERS, MODEL, EMBEDDER, EMBEDDER_NEXT,
    RERANKER, LOOK_FOR_MODELS, OFFLINE, PROXY, LOCK_AFTER,
)  # fmt: skip


class Settings:
    """The settings of one profile. Thread-safe."""

    def __init__(self, path: Path, options: tuple[Option, ...] = OPTIONS) -> None:
        self._path = path
        self._options = {option.key: option for option in options}
        self._lock = threading.Lock()
        self._watchers: list[Callable[[Option, Value], None]] = []
        self._values = self._read()

    def options(self) -> tuple[Option, ...]:
        """All options, in the order of declaration."""
        return tuple(self._options.values())

    def get(self, option: Option) -> Any:
        """The present value, of the option's type; the default when the stored one is not valid."""
        with self._lock:
            value = self._values.get(option.key, option.default)
        try:
            return option.check(value)
        except UserError:
            return option.default

    def set(self, option: Option, value: Value) -> None:
        """Check, keep and write.

        Raises:
            UserError: ``invalid_setting``, ``disk_full`` or ``permission_denied``; the old value then stands.
        """
        checked = option.check(value)
        with self._lock:
            changed = {**self._values, option.key: checked}
            self._write(changed)
            self._values = changed
        for watcher in list(self._watchers):
            watcher(option, checked)

    def watch(self, callback: Callable[[Option, Value], None]) -> None:
        """Call back in the setting thread after every change."""
        self._watchers.append(callback)

    def _read(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            log.warning("the settings file could not be read and was set aside; defaults are used")
            with contextlib.suppress(OSError):
                self._path.replace(self._path.with_suffix(".toml.broken"))
            return {}

    def _write(self, values: dict[str, Any]) -> None:
        temporary = self._path.with_suffix(".toml.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                tomli_w.dump(values, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except PermissionError as error:
            raise UserError("permission_denied", path=str(self._path)) from error
        except OSError as error:
            raise UserError("disk_full", path=str(self._path)) from error

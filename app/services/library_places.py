"""Which of the places that were added are there now? A drive that is away takes nothing out of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.file_names import on_disk
from app.services.below import Below
from app.services.file_kinds import device_of, inode_of
from app.store.sources import Source, SourceStore


@dataclass(frozen=True, slots=True)
class Places:
    """Sources that are there, and paths (of sources, and of drives inside them) at which nothing is there now."""

    present: tuple[Source, ...]
    absent: tuple[Path, ...]


def look_for(sources: Sequence[Source], mounts: Sequence[Path]) -> Places:
    """``mounts`` are the places inside sources where another drive began when it was last there."""
    wanted = [source for source in sources if source.kind != "excluded"]
    present = tuple(source for source in wanted if is_there(source))
    there = {source.path for source in present}
    absent = [source.path for source in wanted if source.path not in there]
    away = Below(absent)
    absent += [mount for mount in mounts if mount not in away and not _is_mounted(mount)]
    return Places(present, tuple(absent))


def is_there(source: Source) -> bool:
    """Is its place there? An empty folder on another device is a mount point without its drive."""
    path = on_disk(source.path)
    place = path.parent if source.kind == "file" else path
    try:
        if not place.is_dir():
            return False
        if source.device in (0, device_of(place)) or not _is_empty(place):
            return True
        return source.kind == "file" and path.exists()
    except OSError:
        return False


def remember(store: SourceStore, roots: Sequence[tuple[Path, bool]], *, watch: bool) -> None:
    """Write down what was added (True: a folder); ``watch``: changes in it are followed as they happen."""
    before = {source.path: source.patterns for source in store.all()}
    sources = [
        Source(
            root,
            "folder" if is_folder else "file",
            device_of(root),
            watch,
            before.get(root, ()),
            inode_of(root) if is_folder else 0,
        )
        for root, is_folder in roots
    ]
    if sources:
        store.add(*sources)


def refresh_devices(store: SourceStore, present: Sequence[Source]) -> None:
    """Systems number their devices anew at every start: remember the present numbers, and those of folders."""
    for source in present:
        path = on_disk(source.path)
        is_file = source.kind == "file"
        place = path.parent if is_file else path
        number, inode = device_of(place), 0 if is_file else inode_of(place)
        if number != 0 and (number, inode) != (source.device, source.inode) and not _is_empty(place):
            store.set_device(source.path, number, inode)


def remember_mounts(store: SourceStore, found: Sequence[Path], absent: Sequence[Path]) -> None:
    """Other drives inside what was walked, and those that are only away now."""
    before, away = set(store.mounts()), Below(absent)
    now = set(found) | {mount for mount in before if mount in away}
    if now != before:
        store.set_mounts(sorted(now))


def _is_mounted(mount: Path) -> bool:
    """Gone, or an empty folder on its parent's device: the drive is away. With files in it: a plain folder."""
    mount = on_disk(mount)
    try:
        return mount.is_dir() and (device_of(mount) != device_of(mount.parent) or not _is_empty(mount))
    except OSError:
        return False


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:
        return False

"""What kind of drive a folder is on, as far as the system tells. The part for Windows has not been run there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# File systems of other computers: they tell of no changes, or only of those made on this one.
_REMOTE = {
    "9p", "afpfs", "afs", "ceph", "cifs", "coda", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "sshfs", "vboxsf", "virtiofs",
    "webdav",
}  # fmt: skip


def is_remote(folder: Path) -> bool:
    """Whether changes there can be found by looking only."""
    if sys.platform == "win32" and str(folder).startswith("\\\\"):
        return True
    try:
        import psutil

        drives = psutil.disk_partitions(all=True)
    except (OSError, ImportError, RuntimeError):
        return False
    name = str(folder)
    holding = [
        d for d in drives if name == d.mountpoint or name.startswith(d.mountpoint.rstrip(os.sep) + os.sep)
    ]
    if not holding:
        return False
    drive = max(holding, key=lambda d: len(d.mountpoint))
    return drive.fstype.lower() in _REMOTE or "remote" in drive.opts.split(",")

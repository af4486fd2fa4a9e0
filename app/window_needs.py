"""What the window needs of the system, looked for before Qt does: Qt ends the program where something is missing.

A person who double-clicks sees nothing of that. So each is said in a sentence, with the packages that bring it.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from app import APP_NAME
from app.domain.errors import UserError

_LIBRARY = re.compile(r"\blib[\w+-]+(?:\.\d+)*\.so[.\d]*")
_PACKAGES = {
    "libGL.": ("libgl1 libegl1", "mesa-libGL mesa-libEGL"),  # where one is missing, the other is as well
    "libEGL.": ("libegl1", "mesa-libEGL"),
    "libGLX.": ("libglx0", "libglvnd-glx"),
    "libfontconfig.": ("libfontconfig1", "fontconfig"),
    "libfreetype.": ("libfreetype6", "freetype"),
    "libdbus-1.": ("libdbus-1-3", "dbus-libs"),
    "libglib-2.0.": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.": ("libglib2.0-0", "glib2"),
    "libxkbcommon-x11.": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxkbcommon.": ("libxkbcommon0", "libxkbcommon"),
    "libX11-xcb.": ("libx11-xcb1", "libX11-xcb"),
    "libX11.": ("libx11-6", "libX11"),
    "libxcb-cursor.": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-randr.": ("libxcb-randr0", "libxcb"),
    "libxcb-render.": ("libxcb-render0", "libxcb"),
    "libxcb-shape.": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.": ("libxcb-sync1", "libxcb"),
    "libxcb-util.": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.": ("libxcb-xkb1", "libxcb"),
    "libxcb.": ("libxcb1", "libxcb"),
}
"""The packages of Debian and Ubuntu, and of Fedora, by how the name of a library begins."""
_DIALOGS = (
    ("zenity", "--error", "--no-markup", "--title", APP_NAME, "--text"),
    ("kdialog", "--title", APP_NAME, "--error"),
    ("xmessage", "-center"),
    ("notify-send", APP_NAME),
)


def check_needs() -> None:
    """Raises UserError("no_display"), ("display_refused"), ("window_library_missing") or ("window_broken")."""
    if not has_display():
        raise UserError("no_display")
    try:
        import PySide6.QtWidgets  # noqa: F401 - whether it can be
    except ImportError as error:
        raise lacking(str(error)) from error
    if sys.platform == "linux":
        _check_screen(os.environ.get("QT_QPA_PLATFORM", ""))


def has_display() -> bool:
    """Whether a window can be shown; asking Qt would end the program when it cannot."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def lacking(message: str) -> UserError:
    """What the loader said, as an error that names the packages."""
    found = _LIBRARY.search(message)
    if found is None:
        return UserError("window_broken", detail=message)
    library = found.group()
    debian, fedora = next((both for start, both in _PACKAGES.items() if library.startswith(start)), ("", ""))
    if not debian:
        return UserError("window_broken", detail=message)
    return UserError("window_library_missing", library=library, debian=debian, fedora=fedora)


def tell(words: str) -> None:
    """On standard error; and, where nobody reads that, in a box of whichever small program the desktop has."""
    if sys.stderr is not None:
        sys.stderr.write(f"{APP_NAME.lower()}: {words}\n")
        if sys.stderr.isatty():
            return
    if sys.platform != "linux" or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    import shutil  # not needed by a starting window

    for program, *arguments in _DIALOGS:
        path = shutil.which(program)
        if path is not None and _started([path, *arguments, words]):
            return


def _started(command: list[str]) -> bool:
    import subprocess

    nobody = subprocess.DEVNULL
    try:
        subprocess.Popen(command, stdin=nobody, stdout=nobody, stderr=nobody, start_new_session=True)
    except OSError:
        return False
    return True


def _check_screen(platform: str) -> None:
    """``platform`` as in QT_QPA_PLATFORM: names separated by semicolons, each with its own options behind a colon."""
    wanted = [part.split(":")[0] for part in platform.split(";") if part]
    if any(not name.startswith(("xcb", "wayland")) for name in wanted):
        return  # it draws elsewhere
    if _may_be("wayland", wanted) and _wayland_there():
        return
    if not (_may_be("xcb", wanted) and os.environ.get("DISPLAY")):
        raise UserError("no_display")
    _check_x()


def _may_be(name: str, wanted: list[str]) -> bool:
    return not wanted or any(each.startswith(name) for each in wanted)


def _wayland_there() -> bool:
    """https://wayland.freedesktop.org/docs/html/apb.html, wl_display_connect."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and (Path(os.environ.get("XDG_RUNTIME_DIR", "/run")) / name).exists()


def _check_x() -> None:
    """Load what Qt will load, and connect once as it will.

    https://xcb.freedesktop.org/manual/group__XCB__Core__API.html
    """
    import ctypes

    from PySide6.QtCore import QLibraryInfo

    plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / "libqxcb.so"
    try:
        if plugin.exists():
            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise lacking(str(error)) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused:
        raise UserError("display_refused", display=os.environ.get("DISPLAY", ""))

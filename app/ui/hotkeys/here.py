"""Which of them this system has."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.domain.errors import ErrorInfo
from app.ui.hotkeys.ports import Hotkeys, Nowhere

_ON_WAYLAND, _NOT_HERE = ErrorInfo("hotkey_on_wayland", {}), ErrorInfo("hotkey_unavailable", {})


def hotkeys_here(parent: QObject | None = None) -> Hotkeys:
    """By what Qt shows its windows with. Nothing is asked of the system before a key is taken, but on X11."""
    platform = QGuiApplication.platformName()
    # An X11 window on a Wayland desktop hears keys of other X11 windows only: worse than none.
    if platform.startswith("wayland") or (platform == "xcb" and os.environ.get("WAYLAND_DISPLAY")):
        return Nowhere(_ON_WAYLAND)
    try:
        if platform == "xcb":
            return _x11(parent)
        if platform == "windows":
            from app.ui.hotkeys.windows import WindowsHotkeys

            return WindowsHotkeys(parent=parent)
        if platform == "cocoa":
            from app.ui.hotkeys.macos import MacHotkeys

            return MacHotkeys(parent=parent)
    except (ImportError, OSError, AttributeError):  # a library or a function of it that is not there
        return Nowhere(_NOT_HERE)
    return Nowhere(_NOT_HERE)


def _x11(parent: QObject | None) -> Hotkeys:
    from PySide6.QtGui import QNativeInterface

    from app.ui.hotkeys.x11 import X11Hotkeys
    from app.ui.hotkeys.x11_server import XServer

    application = QGuiApplication.instance()
    native = application.nativeInterface() if isinstance(application, QGuiApplication) else None
    if not isinstance(native, QNativeInterface.QX11Application):
        return Nowhere(_NOT_HERE)
    return X11Hotkeys(XServer(native.connection()), parent)

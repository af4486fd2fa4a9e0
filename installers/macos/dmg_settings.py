"""What dmgbuild reads: dmgbuild -s installers/macos/dmg_settings.py -D app=dist/Carrel.app Carrel dist/Carrel.dmg."""

from __future__ import annotations

application = defines.get("app", "dist/Carrel.app")  # type: ignore[name-defined] # noqa: F821 - dmgbuild gives it

format = "ULFO"  # noqa: A001 - dmgbuild's name: LZFSE, since macOS 10.11
filesystem = "APFS"
files = [application]
symlinks = {"Applications": "/Applications"}
icon = "resources/icons/app/carrel.icns"
icon_locations = {"Carrel.app": (150, 160), "Applications": (390, 160)}
window_rect = ((200, 200), (540, 340))
icon_size = 96
default_view = "icon-view"
show_status_bar = show_tab_view = show_toolbar = show_pathbar = show_sidebar = False

"""The areas of the window, each made when it is first opened, so that the window itself opens at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext
    from app.ui.catalog.area import ModelsArea
    from app.ui.chat.area import ChatArea
    from app.ui.library.area import LibraryArea
    from app.ui.meetings.area import MeetingsArea
    from app.ui.settings.area import SettingsArea
    from app.ui.tasks.area import WriteArea


class AreaStack(QStackedWidget):
    """Shows one area at a time."""

    def __init__(self, skeleton: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: UiContext | None = None
        self._areas: dict[str, QWidget] = {}
        self.addWidget(skeleton)

    def attach(self, context: UiContext) -> None:
        """From now on areas can be made."""
        self._context = context

    def show_area(self, name: str) -> None:
        """Make it if need be, and show it; nothing happens before :meth:`attach`."""
        if self._context is None:
            return
        before = self._has_keyboard(self)
        area = self.area(name)
        self.setCurrentWidget(area)
        if before and not self._has_keyboard(area):
            panes: list[QWidget] = getattr(area, "panes", list)()
            shown = next((pane for pane in panes if pane.isVisibleTo(area)), area)
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_keyboard(self, widget: QWidget) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and widget.isAncestorOf(focused)

    def made(self, name: str) -> bool:
        """Whether it exists already."""
        return name in self._areas

    def area(self, name: str) -> QWidget:
        """The area, made if need be."""
        if name not in self._areas:
            if self._context is None:
                raise RuntimeError("no services yet")
            made = self._areas[name] = _make(name, self._context)
            made.setAcceptDrops(False)  # the window takes what is dropped, and says what will become of it
            self.addWidget(self._areas[name])
        return self._areas[name]

    def chats(self) -> ChatArea:
        """The chats."""
        return cast("ChatArea", self.area("chats"))

    def library(self) -> LibraryArea:
        """The library."""
        return cast("LibraryArea", self.area("library"))

    def meetings(self) -> MeetingsArea:
        """The meetings."""
        return cast("MeetingsArea", self.area("meetings"))

    def models(self) -> ModelsArea:
        """The models."""
        return cast("ModelsArea", self.area("models"))

    def write(self) -> WriteArea:
        """Work on a text."""
        return cast("WriteArea", self.area("write"))

    def settings(self) -> SettingsArea:
        """The settings."""
        return cast("SettingsArea", self.area("settings"))


def _make(name: str, context: UiContext) -> QWidget:
    if name == "chats":
        from app.ui.chat.area import ChatArea

        return ChatArea(context)
    if name == "library":
        from app.ui.library.area import LibraryArea

        return LibraryArea(context)
    if name == "meetings":
        from app.ui.meetings.area import MeetingsArea

        return MeetingsArea(context)
    if name == "write":
        from app.ui.tasks.area import WriteArea

        return WriteArea(context)
    if name == "models":
        from app.ui.catalog.area import ModelsArea

        return ModelsArea(context)
    if name == "jobs":
        from app.ui.jobs.area import JobsArea

        return JobsArea(context)
    from app.ui.settings.area import SettingsArea

    return SettingsArea(context)

"""Starts the window: first it is painted, then the services are built in a thread, then the areas come to life."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QtMsgType, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import APP_NAME, __version__
from app.domain.errors import ErrorInfo
from app.ui.bug_report import BugDialog
from app.ui.garbage import GarbageCollector
from app.ui.main_window import MainWindow
from app.ui.speaking import speak_in
from app.ui.theme import Theme
from app.ui.window_state import WindowState

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.domain.documents import LibraryStatus
    from app.paths import AppPaths
    from app.ui.bridge.operation import RunningJob

log = logging.getLogger(__name__)
_PATIENCE_MS = 400
"""What works when the window closes may come to its own end for so long."""


def run(
    services_factory: Callable[[], Services],
    paths: AppPaths,
    sample_library: Path | None = None,
    watcher: QObject | None = None,
    read_wish: Callable[[AppPaths], str] | None = None,
    news: Sequence[ErrorInfo] = (),
    unlock: Callable[[str], None] | None = None,
) -> int:
    """Show the window and stay until it is closed.

    ``sample_library`` is added when the library is empty. ``watcher`` filters the application's events; the
    start bench looks through it. ``read_wish`` says what a second Carrel asked for (``app.instance``). ``news`` is
    what there is to say once the services are there. ``unlock`` takes what is typed at a locked library's page.
    """
    app = make_application()
    if watcher is not None:
        app.installEventFilter(watcher)
    bugs = BugDialog(app)
    bugs.install()
    theme = Theme(app)
    window = MainWindow(theme, WindowState(paths.config / "window.ini"))
    theme.watch(window)
    session = Session(window, services_factory, sample_library, read_wish)
    session.news, session.database, session.unlock = news, paths.database, unlock
    garbage = GarbageCollector(app)
    garbage.start()
    window.show()
    session.start_soon()
    try:
        return app.exec()
    finally:
        garbage.stop()


def make_application() -> QApplication:
    """The QApplication, with the names the system shows."""
    qInstallMessageHandler(_log_qt_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("carrel")
    app.setQuitOnLastWindowClosed(False)  # the services are closed first
    speak_in(app)
    return app


class Session(QObject):
    """The services of one window, from building to closing."""

    def __init__(
        self,
        window: MainWindow,
        services_factory: Callable[[], Services],
        sample_library: Path | None,
        read_wish: Callable[[AppPaths], str] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._factory = services_factory
        self._sample_library = sample_library
        self._read_wish = read_wish
        self._services: Services | None = None
        self._closed = False
        self.news: Sequence[ErrorInfo] = ()
        self.database: Path | None = None
        self.unlock: Callable[[str], None] | None = None
        window.closing.connect(self.close)

    def start_soon(self) -> None:
        """Once the window has been painted."""
        QTimer.singleShot(0, self._start)

    @Slot()
    def _start(self) -> None:
        factory = self._factory
        self._window.operations.run(self, lambda _job: factory()).on_success(self._attach).on_failure(
            self._refuse
        ).start()

    def _attach(self, services: Services) -> None:
        from app.ui.chat.rehearsal import Rehearsal
        from app.ui.first_run.opening import Opening
        from app.ui.look import apply_look

        if self._closed:  # the window was closed before there were services
            services.close()
            return
        self._services = services
        apply_look(self._window.theme, services.settings)
        self._window.attach(services)
        if self._window.context is not None:
            Opening(self._window.context, self._window.areas.chats()).start()
        Rehearsal(self._window.theme, self._window).start()
        self._warm_up(services)
        self._catch_up(services)
        self._be_reachable(services)
        self._lock_when_idle(services)
        for told in self.news:
            self._tell(told)

    def _tell(self, told: ErrorInfo) -> None:
        from app.wording import describe

        if told.code == "restored":
            self._window.notifications.success(*describe(told))
        else:
            self._window.notifications.error(told)

    def _lock_when_idle(self, services: Services) -> None:
        from app.services.encryption import has_passphrase
        from app.ui.idle_lock import IdleLock

        if has_passphrase(services.paths):
            IdleLock(self._window, services.settings, services.after)

    def _be_reachable(self, services: Services) -> None:
        """A second Carrel on this profile brings this window to the front."""
        from app.ui.waking import Waking

        if self._read_wish is not None:
            Waking(self._window, services.paths, self._read_wish)

    def _warm_up(self, services: Services) -> None:
        """The engines start while the person still reads the window; without a model, only the search does."""

        def warm_up(job: RunningJob) -> None:
            if services.library.status().chunks:
                services.embedder.embed_queries(["lamp"])
            services.ensure_model(job.cancel)

        self._window.operations.run(self, warm_up).on_failure(_leave_it).start()

    def _catch_up(self, services: Services) -> None:
        """What changed in the added folders, and what an earlier run left waiting, is read now, and from now on."""
        services.follow(first_look=False)  # the library area takes the first look, and shows it

        def go_on(status: LibraryStatus) -> None:
            if status.documents:
                self._window.catch_up()
            elif self._sample_library is not None:
                self._window.add_paths([self._sample_library])

        self._window.operations.run(self, lambda _job: services.library.status()).on_success(go_on).start()

    def _end_engines(self) -> None:
        """What waits for a child is cancelled by that; the database stays open, so that it can still be kept."""
        if self._services is not None:
            services = self._services
            for engine in (services.generator, services.embedder, services.parser, services.recognizer):
                engine.close()

    def _refuse(self, error: ErrorInfo) -> None:
        from app.ui.refusal import Refusal
        from app.ui.unlock_page import LOCKED, UnlockPage

        if error.code in LOCKED and self.unlock is not None:
            self._window.show_refusal(UnlockPage(self._window.theme, error, self._on_unlock))
            return
        database = self.database if error.code == "database_damaged" else None
        self._window.show_refusal(
            Refusal(self._window.theme, self._window.operations, error, database, self._start)
        )

    def _on_unlock(self, passphrase: str) -> None:
        if self.unlock is not None:
            self.unlock(passphrase)
            self._start()

    @Slot()
    def close(self) -> None:
        """Stop what runs, close the services, quit."""
        self._closed = True
        operations = self._window.operations
        if self._services is not None:
            self._services.stop_following()
        if not operations.shut_down(_PATIENCE_MS):
            self._end_engines()
            if not operations.shut_down():
                log.warning("some background work did not stop in time")
        if self._services is not None:
            self._services.close()
            self._services = None
        QApplication.quit()


def _leave_it(_error: ErrorInfo) -> None:
    """The same failure is told when a question needs the model."""


def show_refusal(message: str, hint: str) -> None:
    """The window cannot open at all: say so in a box of its own."""
    from PySide6.QtWidgets import QMessageBox

    from app.ui.widgets.labels import make_plain

    app = QApplication.instance() or make_application()
    box = QMessageBox()
    box.setWindowTitle(APP_NAME)
    box.setText(message)
    box.setInformativeText(hint)
    make_plain(box)
    box.exec()
    del app


def _log_qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    """What Qt says may name files, so only the log of a developer (DEBUG) holds it."""
    logging.getLogger("qt").debug("%s: %s", kind.name, message)
    if kind is QtMsgType.QtFatalMsg:  # Qt ends the program now (no usable display, say): never without a word
        sys.stderr.write(f"carrel: {message}\n")

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.domain.errors import ErrorInfo, UserError
from app.ui.bridge.operation import OperationRunner, RunningJob
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui.closing import close_window, finish


def test_what_ended_is_told_before_the_test_is_over(qapp: QApplication) -> None:
    told: list[str] = []
    operations = OperationRunner(lambda error: told.append(error.code))

    def fails(_job: RunningJob) -> None:
        raise UserError("disk_full")

    def go_on(word: str) -> None:
        told.append(word)
        operations.run(None, fails).start()

    operations.run(None, lambda _job: "first").on_success(go_on).start()
    finish(operations)
    assert told == ["first", "disk_full"]
    finish(operations)  # twice is harmless
    assert len(told) == 2


def test_nothing_is_told_to_a_window_that_is_gone(qapp: QApplication) -> None:
    told: list[ErrorInfo] = []
    window = MainWindow(Theme(qapp, "light"))
    window.show()
    order: list[str] = []

    class Services:
        def close(self) -> None:
            order.append("closed")

    window.operations.run(window, lambda _job: "done").on_success(order.append).on_failure(
        told.append
    ).start()
    close_window(window, Services())
    assert order == ["done", "closed"]
    assert not told

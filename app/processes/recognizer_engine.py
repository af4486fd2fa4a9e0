"""The parent's side of text recognition: the port ``Recognizer`` over its own child process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from app.domain.documents import PageImage, RecognizedPage
from app.domain.errors import EngineError
from app.domain.fences import FenceReport
from app.domain.jobs import CancelToken
from app.domain.ports import RecognizerInfo
from app.processes.checks import checked_recognized
from app.processes.launch import Launcher
from app.processes.limits import RECOGNIZER_MEMORY, CallLimits, ChildLimits
from app.processes.recognizer_tessdata import known_folders
from app.processes.requests import DescribeRecognizer, OpenRecognizer, Recognize, Request
from app.processes.results import Described, Recognized
from app.processes.supervisor import OnState, Supervisor, ignore_state

IDLE_SECONDS = 60.0
"""It holds up to a gigabyte."""
RECOGNIZER_CALL = CallLimits(total=240.0, silence=30.0, grace=3.0, memory=RECOGNIZER_MEMORY, frame=64 << 20)
"""A dense page takes RapidOCR 10 seconds on two free cores, and it gives way to everything else."""
ENGINE_VARIABLE = "CARREL_OCR_ENGINE"
"""Environment: "tesseract" or "rapidocr" uses that one only."""


class RecognizerEngine:
    """Text recognition. Its process leaves after ``idle`` seconds and is started again by the next page.

    ``engine``: "auto", "tesseract" or "rapidocr"; None asks the environment. ``language_folders`` may hold language
    data for Tesseract, beside the system's own folders.
    """

    def __init__(
        self,
        launcher: Launcher,
        on_state: OnState = ignore_state,
        *,
        engine: str | None = None,
        language_folders: Sequence[Path] = (),
        limits: CallLimits = RECOGNIZER_CALL,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._open = OpenRecognizer(
            engine or os.environ.get(ENGINE_VARIABLE, "auto"), [path.absolute() for path in language_folders]
        )
        self._limits = limits
        launcher.let_read("recognizer", [*language_folders, *known_folders()])
        self._supervisor = Supervisor(
            "recognizer",
            launcher,
            ChildLimits(fragile=True, idle=idle),
            on_state=on_state,
            greeting=self._greeting,
        )

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._supervisor.pid

    @property
    def fence(self) -> FenceReport | None:
        """What held around the latest child; None before there was one."""
        return self._supervisor.fence

    def describe(self) -> RecognizerInfo:
        """See the port."""
        return self._supervisor.ask(DescribeRecognizer(), Described, CancelToken(), self._limits).info

    def recognize(self, image: PageImage, cancel: CancelToken) -> RecognizedPage:
        """See the port. Raises EngineError("engine_crashed" | "engine_timeout" | "out_of_memory") for a page."""
        found = self._supervisor.ask(Recognize(image), Recognized, cancel, self._limits).page
        try:
            return checked_recognized(found, image.page)
        except EngineError:
            self._supervisor.kill()  # what the picture showed may have taken it over
            raise

    def close(self) -> None:
        """End the child for good; a running call is Cancelled."""
        self._supervisor.close()

    def kill(self) -> None:
        """Kill the child as if it had crashed; for tests."""
        self._supervisor.kill()

    def _greeting(self) -> Request:
        return self._open

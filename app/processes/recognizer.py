"""The recognizer's child side: reads the words on a picture of a page (OCR). It never opens a file."""

from __future__ import annotations

from app.domain.errors import EngineError
from app.processes.messages import Request, Result
from app.processes.runtime import Work


class RecognizerRuntime:
    """Answers DescribeRecognizer and Recognize."""

    def handle(self, request: Request, work: Work) -> Result:
        """See :class:`app.processes.runtime.Runtime`."""
        raise EngineError("protocol_mismatch", detail=type(request).__name__)

"""What reads pictures of pages, and what holds around the processes that read files: facts, nothing to set."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.errors import ErrorInfo
from app.domain.fences import FenceReport
from app.domain.ports import RecognizerInfo
from app.i18n import ENGLISH, N_, language, tr
from app.ui.settings.fence_words import describe_layer_detail
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconLabel, PlainLabel
from app.wording import describe, describe_layer

OTHERS = N_(
    "Other languages: install their data for Tesseract (on Linux the packages are called tesseract-ocr-fra and the "
    "like), or put .traineddata files into a folder “tessdata” beside the library. They count from the next start on."
)
WHY_FENCED = N_(
    "Files from outside can carry attacks. Each is read by a process of its own that may do nothing but read; "
    "this is what this computer lets Carrel take away from it."
)


class RecognitionCard(Card):
    """The recognizer and its languages; says that it is looking until it is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(Space.S)
        self.body.addWidget(PlainLabel(tr("Text recognition"), "title"))
        self.engine = PlainLabel(tr("Looking for what can read pictures…"), "strong", wrap=True)
        self.languages = PlainLabel("", wrap=True)
        self.languages.hide()
        self.body.addWidget(self.engine)
        self.body.addWidget(self.languages)
        self.body.addWidget(PlainLabel(tr(OTHERS), "caption", wrap=True))

    def show_info(self, info: RecognizerInfo) -> None:
        """What there is."""
        self.engine.setText(
            tr(
                "Scans and photographs are read by {program}, on this computer.",
                program=engine_name(info.engine),
            )
        )
        names = ", ".join(language_names(info.languages))
        self.languages.setText(
            tr("Languages and scripts it can read: {names}.", names=names) if names else ""
        )
        self.languages.setVisible(bool(names))

    def show_error(self, error: ErrorInfo) -> None:
        """There is none."""
        message, hint = describe(error)
        self.engine.setText(tr("Scans and photographs cannot be read from their picture on this computer."))
        self.languages.setText(f"{message}. {hint}")
        self.languages.show()


class FenceCard(Card):
    """The layers around the process that reads files, each with whether it holds."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self.body.setSpacing(Space.S)
        self.body.addWidget(PlainLabel(tr("Protection from unsafe files"), "title"))
        self.body.addWidget(PlainLabel(tr(WHY_FENCED), "muted", wrap=True))
        self.summary = PlainLabel(tr("Known as soon as a document was read."), "strong", wrap=True)
        self.body.addWidget(self.summary)
        self._rows: QWidget | None = None

    def show_report(self, report: FenceReport | None) -> None:
        """None before anything was read."""
        if report is None or not report.layers:
            return
        held = sum(layer.on for layer in report.layers)
        self.summary.setText(
            tr("{held} of {all} protections are in place.", held=held, all=len(report.layers))
        )
        if self._rows is not None:
            self.body.removeWidget(self._rows)
            self._rows.deleteLater()
        self._rows = self._grid(report)
        self.body.addWidget(self._rows)

    def _grid(self, report: FenceReport) -> QWidget:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        for row, layer in enumerate(report.layers):
            icon, color = ("check", "good") if layer.on else ("close", "warning")
            words = describe_layer(layer.name)
            grid.addWidget(IconLabel(self._theme, icon, color, 16), row, 0)
            grid.addWidget(
                PlainLabel(
                    words if layer.on else tr("Not on this computer: {words}", words=words), wrap=True
                ),
                row,
                1,
            )
            grid.addWidget(PlainLabel(describe_layer_detail(layer.reason), "caption", wrap=True), row, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return rows


def engine_name(engine: str) -> str:
    """ "tesseract 5.5.4 eng+deu" as people write it: "Tesseract 5.5.4"."""
    name, *rest = engine.split()[:2]
    known = {"rapidocr": "RapidOCR", "tesseract": "Tesseract"}
    return " ".join([known.get(name.lower(), name), *rest])


def _name_of(which: QLocale.Language) -> str:
    """In English, or each language by its own name: Qt knows no others."""
    own = "" if language() == ENGLISH else QLocale(which).nativeLanguageName().removeprefix("American ")
    return own or QLocale.languageToString(which)


def language_names(codes: Sequence[str]) -> list[str]:
    """Names of languages by their ISO 639 codes; what is no language (a script) is named by its code."""
    names = []
    for code in codes:
        which = QLocale.codeToLanguage(code.split("_")[0])
        known = which not in (QLocale.Language.AnyLanguage, QLocale.Language.C)
        names.append(_name_of(which) if known else code.replace("_", " ").capitalize())
    return sorted(dict.fromkeys(names))

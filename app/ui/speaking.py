"""What Qt has to know about the language of the window: its own words, numbers and dates, and where a line begins."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app import i18n


def speak_in(app: QApplication) -> None:
    """Give the application the language of now; call it before the first widget is made."""
    code = i18n.language()
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    if code != i18n.ENGLISH:
        words = QTranslator(app)  # the words of Qt's own dialogs and menus
        if words.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(words)
    QLocale.setDefault(locale_of(code))
    direction = Qt.LayoutDirection.RightToLeft if i18n.right_to_left() else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(direction)


def locale_of(code: str) -> QLocale:
    """The system's own, with its way of writing dates, where it speaks that language; else the language's."""
    system = QLocale.system()
    return system if system.name().split("_")[0] == code.split("_")[0] else QLocale(code)

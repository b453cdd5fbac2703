"""The user's language, from `resources/translations`."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ...paths import resource
from . import error_texts


def install(app: QApplication, language: str) -> None:
    """'system', or a language code. Qt's own texts are translated too, where Qt brings a translation."""
    locale = QLocale.system() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    error_texts.use(locale.name()[:2])
    own = str(resource("translations"))
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("sdviewer", own)):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", folder):
            app.installTranslator(translator)

"""A photo that is compressed, beside its original."""

from __future__ import annotations

import pytest
from hands import is_final, press
from PySide6.QtCore import QLocale, Qt, QTranslator

from sdviewer.gui.compare.variants import SDC
from sdviewer.paths import resource


@pytest.fixture
def compressed(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    return opened


@pytest.fixture(params=["en", "de"])
def language(request, qapp):
    translator = QTranslator()
    if request.param == "de":
        assert translator.load(QLocale("de"), "sdviewer", "_", str(resource("translations")))
        qapp.installTranslator(translator)
        QLocale.setDefault(QLocale("de_DE"))
    yield request.param
    qapp.removeTranslator(translator)

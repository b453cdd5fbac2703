"""The window with models that are nobody's."""

from __future__ import annotations

import pytest
from fake_models import FakeModels
from models_hands import names

from sdviewer.gui.models import models_dialog
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def models(loop):
    return FakeModels()


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop, models):
    session = Session(codec, settings, loop, models)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.show()
    yield window
    loop.run_until_complete(session.close())


@pytest.fixture
def library(window):
    return window.session.library


@pytest.fixture
def dialog(window, qtbot, until, monkeypatch):
    monkeypatch.setattr(models_dialog, "missing_packages", list)
    window.actions_["models"].trigger()
    dialog = window.models.show()
    until(lambda: names(dialog) == ["own"])
    return dialog

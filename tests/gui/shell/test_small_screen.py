"""Each action once, in a window of 1024 x 600, in English and in German: whatever opens is usable there.

At a scale of 200 % a screen of so many pixels has 512 x 300 of the units that layouts count in, and one of 1920 x 1080
has 960 x 540.
"""

from __future__ import annotations

import asyncio
from itertools import product
from pathlib import Path

import pytest
from hands import is_final
from narrow_hands import cut_off, out_of_view
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QMessageBox,
)

from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.dialogs.about import AboutDialog
from sdviewer.gui.dialogs.settings_dialog import SettingsDialog
from sdviewer.gui.dialogs.shortcut_editor import ShortcutEditor
from sdviewer.gui.lab.blind.setup import FolderSetup, PairSetup
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.gui.widgets.dialog_size import fitting

SCREEN = QSize(1024, 600)
ELSEWHERE = ("quit", "drag_out")
"""What ends the program."""


@pytest.fixture
def window(language, qapp, qtbot, session, until, monkeypatch):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(SCREEN)
    window.show()
    until(window.isVisible)
    return window


@pytest.fixture
def seen(monkeypatch, tmp_path) -> list[QDialog]:
    """Dialogs that would be waited for; nothing is chosen in any, and nothing outside is started."""
    dialogs = []

    def shown(dialog: QDialog) -> int:
        dialog.show()
        dialogs.append(dialog)
        return 0

    for kind in (QDialog, QMessageBox, QInputDialog):
        monkeypatch.setattr(kind, "exec", shown)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    monkeypatch.setattr("sdviewer.gui.browse.trash.move", lambda path: pytest.fail("nothing is thrown away here"))
    return dialogs


def settle(loop) -> None:
    """Until every layout is as it will be: one that was changed may change another."""
    for _ in range(6):
        loop.run_until_complete(asyncio.sleep(0.01))
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def other_windows(window) -> list:
    found = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    return [w for w in found if isinstance(w, QDialog)]


def test_each_action_once(window, seen, folder, loop, until):
    window.session.open([folder / "img1.png"])
    until(lambda: window.session.comparison.original is not None and len(window.session.browser.paths) == 3)
    window.comparing.toggle_compress()
    until(lambda: is_final(window, SDC))
    wrong: dict[str, object] = {}
    for id in window.actions_.specs:
        action = window.actions_[id]
        if id in ELSEWHERE or id == "trash" or not action.isEnabled():
            continue
        action.trigger()
        settle(loop)
        for dialog in other_windows(window):
            dialog.resize(dialog.size().boundedTo(SCREEN))
            settle(loop)
            problems = [*out_of_view(dialog), *cut_off(dialog)]
            if problems or dialog.size().boundedTo(SCREEN) != dialog.size():
                wrong[f"{id}: {dialog.windowTitle()}"] = problems or dialog.size()
            dialog.close()
        docks = [dock for dock in window.panels.docks.values() if dock.isVisible()]
        for dock in docks:
            problems = [*out_of_view(dock), *cut_off(dock)]
            if problems:
                wrong[f"{id}: {dock.windowTitle()}"] = problems
        if not window.isFullScreen() and (window.width() > SCREEN.width() or window.height() > SCREEN.height()):
            wrong[id] = window.size()
            window.resize(SCREEN)
        if window.isFullScreen():
            window.actions_["full_screen"].trigger()
            until(lambda: not window.isFullScreen())
            window.resize(SCREEN)
        for name, dock in window.panels.docks.items():
            if name not in ("compress",):
                dock.hide()
    assert wrong == {}


@pytest.mark.parametrize(
    ("kind", "size"),
    list(
        product(("settings", "shortcuts", "about", "models", "pair", "folder"), ((1024, 600), (960, 540), (486, 285)))
    ),
)
def test_dialogs_keep_their_buttons_on_a_small_screen(window, loop, kind, size, monkeypatch):
    async def device_in_use() -> str:
        return "cpu"  # as it is once a network was used

    monkeypatch.setattr(window.session.library._service, "device_in_use", device_in_use)
    make = {
        "settings": lambda: SettingsDialog(window.session.settings, window),
        "shortcuts": lambda: ShortcutEditor(window.actions_, window),
        "about": lambda: AboutDialog(window),
        "models": window.models.show,
        "pair": lambda: PairSetup("ABX", "Which one is X? " * 9, [("a", "One"), ("b", "Two")], True, window),
        "folder": lambda: FolderSetup(Path("/home/a/long/way/to/some/photos"), 50.0, lambda folder: None, window),
    }
    dialog = make[kind]()
    dialog.show()
    dialog.resize(*size)
    settle(loop)
    assert dialog.size().toTuple() == size
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    shown = [b for b in buttons.findChildren(QAbstractButton) if b.isVisible()]
    assert shown and all(dialog.rect().contains(b.mapTo(dialog, b.rect().center())) for b in shown)
    assert out_of_view(dialog) == [] and cut_off(dialog) == []
    dialog.close()


def test_a_dialog_opens_no_larger_than_its_screen():
    assert fitting(QSize(540, 560), QSize(512, 300)) == QSize(486, 285)
    assert fitting(QSize(540, 560), QSize(1920, 1080)) == QSize(540, 560)

"""Alt and a letter mean one thing in each window and menu, whatever is open; no mark of a letter is read as text."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from hands import is_final
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QGroupBox, QLabel, QMenu, QTabBar, QWidget

from sdviewer.gui.compare.variants import ORIGINAL, SDC
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit import error_texts, translation
from sdviewer.gui.toolkit.theme import Theme

DIALOGS = ("settings", "shortcuts", "palette", "models", "about", "lab_codecs")


@pytest.fixture(params=["en", "de"])
def spoken(request, qapp, qtbot, session, folder, until):
    """The window in both languages, with the first of three photos."""
    before = QLocale()
    translation.install(qapp, request.param)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(1500, 1000)
    window.show()
    session.open([folder / "img1.png"])
    until(lambda: len(session.browser.paths) == 3 and is_final(window, ORIGINAL))
    yield window
    QLocale.setDefault(before)
    error_texts.use("en")
    for installed in qapp.findChildren(QTranslator):
        qapp.removeTranslator(installed)
        installed.deleteLater()


def texts(widget: QWidget) -> list[str]:
    """Those of which a letter may be marked."""
    if isinstance(widget, QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QLabel):
        return [widget.text()] if widget.buddy() is not None else []
    if isinstance(widget, QGroupBox):
        return [widget.title()]
    return [widget.tabText(tab) for tab in range(widget.count())] if isinstance(widget, QTabBar) else []


def clashes(said: list[str]) -> dict[str, list[str]]:
    owners = defaultdict(list)
    for text in said:
        if found := re.search(r"(?<!&)&(\w)", text):
            owners[found[1].casefold()].append(text)
    return {letter: those for letter, those in owners.items() if len(those) > 1}


def seen(window: QWidget) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible() and widget.window() is window]


def check(window: QWidget) -> None:
    said = [text for widget in seen(window) for text in texts(widget)]
    if isinstance(window, MainWindow):
        said += [action.text() for action in window.menuBar().actions()]
    assert clashes(said) == {}
    plain = [w.text() for w in seen(window) if isinstance(w, QLabel) and w.buddy() is None]
    plain += [text for w in seen(window) for text in (w.accessibleName(), w.toolTip())]
    assert [text for text in plain if re.search(r"&\w(?!\w*;)", text)] == []


def test_no_letter_opens_two_things_in_the_window(spoken, folder, until):
    check(spoken)
    spoken.actions_["compress"].trigger()
    until(lambda: is_final(spoken, SDC))
    for id in ("inspector", "queue"):
        spoken.panels.set_visible(id, True)
    spoken.queue.add([folder / "img1.png", folder / "img2.png"])
    until(spoken.queue_panel.ready.begin.isVisible)
    for question in (spoken.queue_panel.outputs, spoken.queue_panel.parts):
        question.ask("What now?", 2)
    spoken.banner.show_error("Something is wrong.")
    check(spoken)
    spoken.gallery.set_grid(True)
    until(spoken.gallery.grid.list.isVisible)
    check(spoken)


def test_no_letter_means_two_things_in_a_menu(spoken):
    menus = [action.menu() for action in spoken.menuBar().actions()]
    for menu in menus:
        menu.aboutToShow.emit()
        for each in (menu, *menu.findChildren(QMenu)):
            assert clashes([action.text() for action in each.actions() if action.isVisible()]) == {}, each.title()
    assert clashes([menu.title() for menu in menus]) == {} and len(menus) == 7


@pytest.mark.parametrize("id", DIALOGS)
def test_no_letter_means_two_things_in_a_dialog(spoken, until, id):
    spoken.actions_[id].trigger()

    def shown() -> list[QDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]

    until(lambda: len(shown()) == 1)
    dialog = shown()[0]
    check(dialog)
    dialog.close()
    until(lambda: not shown())

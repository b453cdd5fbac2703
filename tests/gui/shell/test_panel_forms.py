"""The compress panel's rows, and long names in it, in windows of any width, in English and in German."""

from __future__ import annotations

import re

import pytest
from hands import is_final
from narrow_hands import cut_off, place
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QTabBar,
    QToolTip,
    QTreeView,
)

from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.gui.widgets.elided_box import ElidedBox

LONG = "stable-diffusion-2-1-base-improved – Stable Diffusion (KL)"


@pytest.fixture
def window(language, qapp, qtbot, session, until):
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(640, 480)
    window.show()
    until(window.isVisible)
    return window


@pytest.fixture
def panel(opened, settings, until, monkeypatch):
    """In a small window, with the longest text beside an effort."""
    settings.set("compress/effort", "best")
    opened.comparing.toggle_compress()
    until(lambda: is_final(opened, SDC) and opened.compress_panel.isVisible())
    monkeypatch.setattr("sdviewer.gui.compress.panel.duration_text", lambda _: "17 min, perhaps more")
    monkeypatch.setattr("sdviewer.gui.compress.panel.expected_seconds", lambda *_: 1000.0)
    opened.compress_panel._show_durations()
    return opened.compress_panel


def is_broken(panel) -> bool:
    """The effort stands below its name."""
    label = panel._form.labelForField(panel.effort)
    return place(panel.effort, panel).top() > place(label, panel).bottom()


def resize(window, until, width: int, height: int) -> None:
    window.resize(width, height)
    until(lambda: window.width() == width)
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def test_rows_are_broken_in_a_narrow_window_and_not_for_ever(panel, opened, until):
    until(lambda: is_broken(panel))
    for _ in range(2):
        resize(opened, until, 1400, 900)
        until(lambda: not is_broken(panel))
        assert cut_off(panel) == []
        before = panel.width()
        resize(opened, until, 1000, 700)
        until(lambda before=before: panel.width() == before)
        assert not is_broken(panel)
    resize(opened, until, 640, 480)
    assert opened.width() == 640 and cut_off(panel) == []


def test_a_model_s_long_name_ends_in_dots_and_is_said_in_full(panel, opened, until):
    box = panel.model.box
    assert isinstance(box, ElidedBox) and box.shown_text() == box.currentText()
    box.addItem(LONG)
    box.setCurrentIndex(box.count() - 1)
    until(lambda: box.shown_text().endswith("…") and box.shown_text().startswith("stable-"))
    at = QPoint(5, 5)
    QApplication.sendEvent(box, QHelpEvent(QHelpEvent.Type.ToolTip, at, box.mapToGlobal(at)))
    assert QToolTip.text() == LONG
    box.showPopup()
    assert box.view().width() >= box.fontMetrics().horizontalAdvance(LONG)
    box.hidePopup()
    resize(opened, until, 1400, 900)
    opened.resizeDocks([opened.panels.docks["compress"]], [700], Qt.Orientation.Horizontal)
    until(lambda: box.shown_text() == LONG)


def test_the_tabs_of_panels_are_whole(opened, until):
    opened.resize(1024, 600)
    for id in ("inspector", "lab_worst", "lab_latents"):
        opened.actions_[id].trigger()
    (tabs,) = [bar for bar in opened.findChildren(QTabBar) if bar.isVisible()]
    until(lambda: tabs.count() == 3)
    for number in range(tabs.count()):
        assert tabs.tabRect(number).width() > tabs.fontMetrics().horizontalAdvance(tabs.tabText(number))
        tabs.setCurrentIndex(number)
        until(lambda number=number: tabs.rect().contains(tabs.tabRect(number).center()))


def texts(window) -> list[str]:
    """All that stands in the window and its panels."""
    found = [w.text() for kind in (QLabel, QAbstractButton) for w in window.findChildren(kind) if w.isVisible()]
    found += [box.currentText() for box in window.findChildren(QComboBox) if box.isVisible()]
    found += [box.text() for box in window.findChildren(QAbstractSpinBox) if box.isVisible()]
    for view in window.findChildren(QTreeView):
        found += [str(index.data()) for index in view.model().match(
            view.model().index(0, 0), Qt.ItemDataRole.DisplayRole, "", -1,
            Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive,
        )]  # fmt: skip
    return found


def test_numbers_have_the_language_s_decimal_sign(opened, language, until):
    """A dot in a German number stands before three digits, a comma in an English one too."""
    opened.resize(1700, 1000)
    opened.comparing.toggle_compress()
    until(lambda: is_final(opened, SDC))
    for id in ("inspector", "queue"):
        opened.actions_[id].trigger()
    until(lambda: opened.inspector.tree.topLevelItemCount() > 0)
    said = " | ".join(texts(opened))
    wrong, right = (r"\d\.(?!\d{3}(?!\d))\d", r"\d,\d") if language == "de" else (r"\d,(?!\d{3}(?!\d))\d", r"\d\.\d")
    assert re.search(right, said)
    assert re.findall(rf".{{12}}{wrong}.{{5}}", said) == []

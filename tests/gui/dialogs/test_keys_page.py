"""The page of keys and gestures."""

from __future__ import annotations

import pytest
from hands import press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.dialogs.keys_page import KeysPage


def page(window) -> KeysPage | None:
    return next((p for p in window.findChildren(KeysPage) if p.isVisible()), None)


def rows(shown: KeysPage) -> list[str]:
    return [label.text() for label in shown.findChildren(QLabel)]


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_a_key_shows_all_keys_and_any_key_takes_them_away(opened, qtbot, until, key):
    press(qtbot, opened, key)
    until(lambda: page(opened) is not None)
    shown = page(opened)
    assert shown.geometry() == opened.rect()
    texts = rows(shown)
    assert "Compress" in texts and "C  Ctrl+E" in texts and "Wheel" in texts
    qtbot.keyClick(shown, Qt.Key.Key_Shift)
    assert page(opened) is not None
    qtbot.keyClick(shown, Qt.Key.Key_C)  # which would compress otherwise
    until(lambda: page(opened) is None)
    assert opened.session.comparison.variant(SDC) is None and opened.view.hasFocus()


def test_a_click_takes_the_keys_away_and_they_grow_with_the_window(opened, qtbot, until):
    opened.actions_["keys"].trigger()
    until(lambda: page(opened) is not None)
    opened.resize(900, 640)
    until(lambda: page(opened).geometry() == opened.rect())
    qtbot.mouseClick(page(opened), Qt.MouseButton.LeftButton)
    until(lambda: page(opened) is None)


def test_keys_that_the_user_has_changed_are_those_that_are_shown(opened, until):
    opened.actions_.set_keys("compress", ["F4"])
    opened.actions_["keys"].trigger()
    until(lambda: page(opened) is not None)
    assert "F4" in rows(page(opened))


@pytest.mark.parametrize("size", [(1280, 800), (1024, 600), (640, 480)])
def test_the_keys_of_the_lab_are_there_and_no_line_is_cut_at_the_side(opened, until, size):
    opened.resize(*size)
    opened.actions_["keys"].trigger()
    page = opened.findChild(KeysPage)
    until(page.isVisible)
    labels = [label for label in page.findChildren(QLabel) if label.text()]
    texts = [label.text() for label in labels]
    for part in ("Lab", "Lost and invented detail", "Bits a block", "Shift+E", "Save evidence"):
        assert part in texts
    for label in labels:
        assert label.mapTo(page, label.rect().topRight()).x() < page.width()
        assert label.width() >= label.minimumSizeHint().width()


def test_where_the_page_is_too_low_arrow_and_page_keys_move_it_and_others_close_it(opened, qtbot, until):
    opened.resize(640, 480)
    opened.actions_["keys"].trigger()
    until(lambda: page(opened) is not None and page(opened)._scrolls)
    shown = page(opened)
    (last,) = [label for label in shown.findChildren(QLabel) if label.text().startswith("The arrow and page keys")]
    assert last.isVisible() and shown.rect().contains(last.geometry())
    bar = shown._area.verticalScrollBar()
    places = [bar.value()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        qtbot.keyClick(shown, key)
        places.append(bar.value())
    assert places == sorted(set(places)) and places[-1] == bar.maximum()
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(shown, key)
    assert bar.value() == 0 and page(opened) is shown
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    until(lambda: page(opened) is None)


def test_where_all_of_it_is_seen_an_arrow_closes_it_too(opened, qtbot, until):
    opened.resize(1500, 1000)
    opened.actions_["keys"].trigger()
    until(lambda: page(opened) is not None and not page(opened)._scrolls)
    assert "Any key closes this page." in rows(page(opened))
    qtbot.keyClick(page(opened), Qt.Key.Key_Down)
    until(lambda: page(opened) is None)


def test_a_number_keeps_its_percent_sign_beside_it(opened, until):
    opened.actions_["keys"].trigger()
    until(lambda: page(opened) is not None)
    assert "fit to the window, or 100\u00a0%" in rows(page(opened))
    assert not any(" %" in text for text in rows(page(opened)))

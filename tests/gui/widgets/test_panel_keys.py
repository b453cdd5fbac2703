"""With the keyboard alone: keys for browsing work in the picture, and as usual in the controls."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import SDC, State
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop, tmp_path, photo, until):
    """Three photos, the first one compressed, the panels open."""
    for name in ("img1.png", "img2.png", "img3.png"):
        codec.add(tmp_path / name, Picture(photo.pixels, format="PNG"))
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(1100, 800)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    session.open([tmp_path / "img1.png"])
    until(lambda: len(session.browser.paths) == 3 and session.comparison.original is not None)
    window.comparing.toggle_compress()
    window.viewing.toggle_inspector()
    until(lambda: (v := session.comparison.variant(SDC)) is not None and v.state is State.FINAL)
    until(lambda: window.inspector.tree.topLevelItemCount() > 0)
    yield window
    loop.run_until_complete(session.close())


def press(qtbot, widget, key) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is widget
    qtbot.keyClick(widget, key)


def test_the_slider_takes_the_arrow_keys(window, qtbot):
    before = window.compress_panel.target.slider.value()
    press(qtbot, window.compress_panel.target.slider, Qt.Key.Key_Right)
    assert window.compress_panel.target.slider.value() == before + 1
    assert window.session.browser.index == 0


def test_space_presses_the_focused_control(window, qtbot):
    box = window.compress_panel.keep_metadata
    before = box.isChecked()
    press(qtbot, box, Qt.Key.Key_Space)
    assert box.isChecked() is not before
    button = window.toolbar.widgetForAction(window.actions_["loupe"])
    press(qtbot, button, Qt.Key.Key_Space)
    assert window.view.loupe
    assert window.session.browser.index == 0


def test_lists_take_the_arrow_keys_and_delete_removes_nothing(window, qtbot):
    tree = window.inspector.tree
    tree.setCurrentItem(tree.topLevelItem(0))
    press(qtbot, tree, Qt.Key.Key_Down)
    assert tree.currentItem() is not tree.topLevelItem(0)
    press(qtbot, tree, Qt.Key.Key_Delete)
    assert window.session.comparison.document.path.exists()
    assert window.session.browser.index == 0


def test_the_picture_takes_them_for_browsing(window, qtbot, until):
    press(qtbot, window.view, Qt.Key.Key_Space)
    assert window.session.browser.index == 1
    press(qtbot, window.view, Qt.Key.Key_Right)
    assert window.session.browser.index == 2


def test_other_shortcuts_work_from_the_controls_too(window, qtbot, until):
    press(qtbot, window.compress_panel.target.slider, Qt.Key.Key_F11)
    until(window.isFullScreen)


def test_enter_presses_the_focused_button_and_ticks_nothing(window, qtbot):
    button = window.toolbar.widgetForAction(window.actions_["loupe"])
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        before = window.view.loupe
        press(qtbot, button, key)
        assert window.view.loupe is not before and not window.gallery.in_grid
    pressed = []
    window.banner.show_offer("Something.", ("Do it", lambda: pressed.append(True)))
    press(qtbot, window.banner._buttons[0], Qt.Key.Key_Return)
    assert pressed == [True] and not window.gallery.in_grid
    box = window.compress_panel.keep_metadata
    before = box.isChecked()
    press(qtbot, box, Qt.Key.Key_Return)
    assert box.isChecked() is before and not window.gallery.in_grid


def test_enter_presses_the_buttons_of_the_empty_window(window, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr("sdviewer.gui.widgets.file_dialogs.FileDialogs.pictures", lambda *_: asked.append(True) or [])
    window.session.comparison.close_document()
    press(qtbot, window.empty._buttons[0], Qt.Key.Key_Return)
    assert asked == [True]


def test_after_a_size_was_typed_the_keys_are_the_picture_s_again(window, settings, qtbot, until):
    target = window.compress_panel.target
    target.by_size.setChecked(True)
    field = target.size_kb
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.8 kB")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert settings.get("compress/size") == 800
    until(window.view.hasFocus)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_N)
    until(lambda: settings.get("view/natural"))
    assert field.text() == "0.8 kB"


@pytest.mark.parametrize("id", ["compress", "inspector"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_the_cross_of_a_panel_is_reached_by_tab_and_closes_it(window, qtbot, id, key):
    dock = window.panels.docks[id]
    (cross,) = (w for w in window._stops() if w.objectName() == "qt_dockwidget_closebutton" and dock.isAncestorOf(w))
    assert cross.accessibleName() == {"compress": "Close Compress", "inspector": "Close Information"}[id]
    cross.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(cross, key)
    assert not dock.isVisible() and window.view.hasFocus()

"""With Tab alone: every control of the window comes in the order in which it is read, and shows that it has come."""

from __future__ import annotations

import gc

import pytest
from hands import is_final
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from shiboken6 import isValid

from sdviewer.gui.compare.variants import SDC


def tab(qtbot, back: bool = False) -> QWidget:
    """The control that Tab leads to."""
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    qtbot.keyClick(
        QApplication.focusWidget(), key, Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier(0)
    )
    now = QApplication.focusWidget()
    assert now is not None and now.isVisible()
    return now


def walk(qtbot, back: bool = False) -> list[QWidget]:
    """Once round, from the control that follows."""
    passed = [tab(qtbot, back)]
    while (now := tab(qtbot, back)) is not passed[0]:
        assert now not in passed[:-1] and len(passed) < 100
        if now is not passed[-1]:  # which may have several links
            passed.append(now)
    return passed


def called(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return (widget.accessibleName() or text).replace("&", "")


def picture(widget: QWidget):
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return widget.grab().toImage()


@pytest.fixture
def grid(window, folder, codec, photo, until):
    """A folder with photos and two other folders."""
    for name in ("Sea", "Trips"):
        (folder / name).mkdir()
        codec.add(folder / name / "img.png", photo)
    window.session.open([folder])
    until(lambda: window.gallery.in_grid and len(window.session.browser.paths) == 3)
    until(lambda: window.gallery.grid.head.subfolders.count() == 2)
    return window.gallery.grid


@pytest.fixture
def full(opened, settings, until):
    """A photo that is compared, with all panels and the strip."""
    opened.resize(1500, 1000)
    opened.comparing.toggle_compress()
    until(lambda: is_final(opened, SDC))
    opened.gallery.toggle_strip()
    for id in ("inspector", "queue"):
        opened.panels.toggle(id)
    until(lambda: opened.inspector.tree.topLevelItemCount() > 0)
    opened.view.setFocus()
    return opened


def test_tab_goes_through_the_head_of_a_folder_to_its_thumbnails(window, grid, folder, qtbot):
    names = [called(widget) for widget in walk(qtbot)]
    start = names.index("To the folder above")
    crumbs = [b.text() for b, _ in grid.head.path._parts if b.isVisible()]
    expected = [*crumbs, "Filter by name", "Kind of files", "Sort by", "Ascending: the first comes first", "Folders"]
    expected += ["Thumbnails"]
    assert names[start + 1 : start + 1 + len(expected)] == expected
    assert names[0] == "Size of the thumbnails"
    grid.list.setFocus()
    assert [called(widget) for widget in walk(qtbot, back=True)] == [*names[-2::-1], names[-1]]


def test_tab_goes_through_bars_picture_and_panels_as_they_are_read(full, qtbot):
    names = [called(widget) for widget in walk(qtbot)]
    assert names[:2] == ["Pane A: SDC", "Pane B: JPEG"] and names[-1] == "Picture"
    marks = ["Quality", "Save as SDC…", "Information on the picture", "Compress files", "Results", "Zoom", "Open",
             "Find a command"]  # fmt: skip
    places = [names.index(mark) for mark in marks]
    assert places == sorted(places)  # the strip may begin above the information or below, as fonts make it
    assert names.index("Save as SDC…") < names.index("Thumbnail strip") < names.index("Compress files")
    full.view.setFocus()
    assert [called(widget) for widget in walk(qtbot, back=True)] == [*names[-2::-1], "Picture"]
    gc.collect()
    full.actions_.refresh()  # nothing that the window knows is gone


def test_tab_leaves_out_what_lies_behind_a_tab(opened, until, qtbot):
    opened.resize(1000, 560)  # where the panels of a side share a place
    opened.comparing.toggle_compress()
    until(lambda: is_final(opened, SDC))
    opened.panels.toggle("inspector")
    until(lambda: opened.panels.visible("inspector") and not opened.panels.visible("compress"))
    opened.view.setFocus()
    passed = walk(qtbot)
    assert opened.inspector.tree in passed
    assert not any(opened.panels.docks["compress"].isAncestorOf(widget) for widget in passed)


def test_keys_go_to_the_thumbnails_of_a_folder_that_is_chosen_in_the_head(window, grid, folder, qtbot, until):
    """And the button that goes up can be pressed twice."""
    grid.head.subfolders.setFocus(Qt.FocusReason.TabFocusReason)
    assert grid.head.subfolders.currentItem().isSelected()
    qtbot.keyClick(grid.head.subfolders, Qt.Key.Key_Down)
    qtbot.keyClick(grid.head.subfolders, Qt.Key.Key_Return)
    until(lambda: window.session.browser.folder.parent == folder)
    until(grid.list.hasFocus)
    grid.head.path.up.setFocus(Qt.FocusReason.TabFocusReason)
    for expected in (folder, folder.parent):
        qtbot.keyClick(grid.head.path.up, Qt.Key.Key_Space)
        until(lambda expected=expected: window.session.browser.folder == expected)
        assert grid.head.path.up.hasFocus()
    part = grid.head.path._parts[-1][0]
    part.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(part, Qt.Key.Key_Return)
    until(grid.list.hasFocus)


@pytest.fixture
def start(window):
    return window.empty


@pytest.fixture
def start_again(window, settings, folder):
    """The start page of somebody who has opened something before."""
    settings.set("recent", [str(folder / "img1.png"), str(folder / "img2.png")])
    window.empty.refresh()
    return window.empty


def test_tab_goes_through_the_recent_pictures_one_by_one(start_again, folder, qtbot):
    chosen = []
    start_again.recent_clicked.connect(chosen.append)
    start_again._buttons[-1].setFocus()
    for number in (1, 2):
        link = tab(qtbot)
        qtbot.keyClick(link, Qt.Key.Key_Return)
        assert chosen[-1] == str(folder / f"img{number}.png")


def test_the_mark_of_a_folder_goes_with_the_keys(grid, qtbot):
    folders = grid.head.subfolders
    folders.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(folders, Qt.Key.Key_Right)
    assert [item.text() for item in folders.selectedItems()] == ["Trips"]
    tab(qtbot)
    assert grid.list.hasFocus() and not folders.selectedItems()
    tab(qtbot, back=True)
    assert [item.text() for item in folders.selectedItems()] == ["Trips"]


@pytest.mark.parametrize("shown", ["start", "start_again", "full", "grid"])
def test_every_focus_is_seen(request, shown, qtbot):
    request.getfixturevalue(shown)
    unseen = []
    for widget in walk(qtbot):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = picture(widget)
        tab(qtbot)
        if picture(widget) == with_focus:
            unseen.append(f"{type(widget).__name__} {called(widget)}")
    assert unseen == []


def test_tab_from_the_tools_shows_that_the_picture_has_the_keys(opened, qtbot):
    """And a click on it, which needs no answer, takes the frame away."""
    without = picture(opened.view)
    opened.toolbar.widgetForAction(opened.actions_["palette"]).setFocus(Qt.FocusReason.TabFocusReason)
    while tab(qtbot) is not opened.view:
        pass
    assert picture(opened.view).pixelColor(0, 0) == opened.palette().highlight().color()
    qtbot.mouseClick(opened.view, Qt.MouseButton.LeftButton)
    assert picture(opened.view) == without


def test_the_window_outlives_what_the_order_of_tab_went_through(opened, qtbot):
    """A control that goes takes nothing with it that comes after it in the order."""
    button = QPushButton("goes", opened.area)
    button.show()
    tool = opened.toolbar.widgetForAction(opened.actions_["palette"])
    QWidget.setTabOrder(button, tool)
    opened.view.setFocus()
    walk(qtbot)
    button.deleteLater()
    QApplication.sendPostedEvents(button, QEvent.Type.DeferredDelete)
    assert isValid(tool) and opened.actions_["open"].isEnabled()

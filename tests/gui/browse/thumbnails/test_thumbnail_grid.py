"""The grid of thumbnails in place of the picture: opening, finding, selecting, and what it looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionViewItem
from thumbnail_hands import (
    COLOURS,
    all_known,
    centre_colour,
    current,
    has_accent,
    near,
    select,
    shown,
    turn_wheel,
)

from sdviewer.codec.types import Picture
from sdviewer.gui.browse import gallery, trash
from sdviewer.gui.browse.trash import Trashed
from sdviewer.gui.compare.variants import SDC


def test_enter_and_escape_go_to_the_grid_and_back(opened, qtbot):
    qtbot.keyClick(opened.view, Qt.Key.Key_Return)
    grid = opened.gallery.grid
    assert grid.isVisible() and not opened.view.isVisible() and grid.list.hasFocus()
    assert current(grid.list) == "blue.png"
    qtbot.keyClick(grid.list, Qt.Key.Key_Escape)
    assert opened.view.isVisible() and opened.view.hasFocus()


def test_enter_opens_the_chosen_picture(grid, opened, qtbot, until):
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert current(grid) == "red.png"
    assert shown(opened) == "blue.png"  # looking through the grid loads nothing
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    until(lambda: shown(opened) == "red.png")
    assert opened.view.isVisible()


def test_a_double_click_opens_without_a_glimpse_of_the_picture_before(grid, opened, codec, qtbot, until, monkeypatch):
    monkeypatch.setattr(gallery, "_PATIENCE_MS", 60_000)
    opened.gallery._patience.setInterval(60_000)
    opened.session.loader.cache.clear()
    codec.hold("open")
    place = grid.visualRect(grid.model().index(2)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.gallery.in_grid
    codec.release("open")
    until(lambda: shown(opened) == "green.png")
    assert opened.view.isVisible()


def test_a_picture_that_takes_long_is_waited_for_in_its_own_place(grid, opened, codec, until):
    opened.session.loader.cache.clear()
    codec.hold("open")
    opened.gallery.open(2)
    until(opened.view.isVisible)
    assert shown(opened) == "blue.png"
    codec.release("open")
    until(lambda: shown(opened) == "green.png")


def test_letters_find_names_though_the_window_has_them_as_shortcuts(grid, opened, qtbot):
    pause = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(60_000)
    qtbot.keyClicks(grid, "g")
    assert current(grid) == "green.png"
    assert opened.session.settings.get("view/grid")  # what G means elsewhere
    qtbot.keyClicks(grid, "rey")
    assert current(grid) == "grey.png"
    QApplication.setKeyboardInputInterval(pause)


def test_arrow_keys_move_in_the_grid(grid, opened, qtbot, until):
    opened.resize(600, 600)
    until(lambda: grid.visualRect(grid.model().index(4)).y() > 100)  # in the second row
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert current(grid) == "broken.png" and shown(opened) == "blue.png"
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    tops = [grid.visualRect(grid.model().index(row)).y() for row in range(5)]
    assert grid.currentIndex().row() == next(row for row in range(5) if tops[row] > tops[0])


def test_thumbnails_are_painted_and_a_damaged_file_says_so(grid):
    assert near(centre_colour(grid, 0), COLOURS["blue.png"])
    assert near(centre_colour(grid, 4), COLOURS["red.png"])
    broken, red = grid.model().index(1), grid.model().index(4)
    assert "Damaged" in broken.data(Qt.ItemDataRole.ToolTipRole)
    assert "Damaged" in broken.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "400 × 300" in red.data(Qt.ItemDataRole.ToolTipRole)


def test_sdc_files_carry_a_badge(window, codec, tmp_path, photo, until):
    codec.add(tmp_path / "a.png", Picture(photo.pixels, format="PNG"))
    codec.add(tmp_path / "b.sdc", Picture(photo.pixels), sdc=True)
    window.session.open([tmp_path / "a.png"])
    until(lambda: len(window.session.browser.paths) == 2 and shown(window) == "a.png")
    window.actions_["thumbnail_grid"].trigger()
    grid = window.gallery.grid.list
    until(lambda: all_known(grid.model()))
    grid.selectionModel().clear()
    blue = [has_accent(grid, row) for row in range(2)]
    assert blue == [False, True]


def test_thumbnails_are_sharp_on_a_dense_screen(model, loader, folder, until):
    from sdviewer.gui.browse.thumbnail_delegate import ThumbnailDelegate
    from sdviewer.gui.browse.thumbnail_views import ThumbnailStrip

    model.set_paths([folder / "red.png"])
    strip = ThumbnailStrip(model)
    model.want([0], 192)
    until(lambda: all_known(model))
    delegate = strip.itemDelegate()
    assert isinstance(delegate, ThumbnailDelegate)
    delegate.side = 96
    image = QImage(224, 224, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    image.fill(0)
    option = QStyleOptionViewItem()
    option.rect.setRect(0, 0, 112, 112)
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    red = [x for x in range(224) if near(image.pixelColor(x, 112), COLOURS["red.png"])]
    assert len(red) == 192  # as many pixels as the thumbnail has, none scaled


def test_the_slider_the_wheel_and_keys_change_the_size(grid, opened, settings, qtbot):
    slider = opened.gallery.grid.slider
    slider.setValue(200)
    assert grid.side == settings.get("view/thumbnail_size") == 200
    turn_wheel(grid, 120, Qt.KeyboardModifier.ControlModifier)
    assert grid.side == slider.value() == 216
    qtbot.keyClick(grid, Qt.Key.Key_Minus)
    assert grid.side == slider.value() == settings.get("view/thumbnail_size") == 200
    settings.set("view/thumbnail_size", 9999)
    assert grid.side == 256


def test_several_are_selected_counted_and_copied(grid, opened, qtbot):
    select(grid, "blue.png", "red.png")
    assert opened.gallery.grid.count.text() == "5 pictures, 2 selected"
    opened.actions_["copy_path"].trigger()
    assert [Path(line).name for line in QGuiApplication.clipboard().text().split("\n")] == ["blue.png", "red.png"]
    opened.actions_["copy"].trigger()
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [Path(url.toLocalFile()).name for url in urls] == ["blue.png", "red.png"]


def test_the_context_menu_offers_what_fits_the_selection(grid, opened, until):
    select(grid, "blue.png", "red.png")
    grid.menu_requested.emit(QPoint(10, 10))
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    offered = {action.objectName(): action.isEnabled() for action in menu.actions() if not action.isSeparator()}
    menu.close()
    assert offered["compare_selected"] and offered["trash"] and offered["copy_path"]
    assert not offered["open_selected"] and not offered["rename"] and not offered["compress_selected"]


def test_two_are_compared(grid, opened, until):
    select(grid, "blue.png", "red.png")
    opened.actions_["compare_selected"].trigger()
    until(lambda: len(opened.session.comparison.sources) == 2 and opened.view.isVisible())
    assert opened.session.comparison.sources[1].path.name == "red.png"


def test_the_selected_one_is_compressed(grid, opened, until):
    select(grid, "red.png")
    opened.actions_["compress_selected"].trigger()
    until(lambda: shown(opened) == "red.png" and opened.session.comparison.variant(SDC) is not None)
    assert opened.view.isVisible()


def test_delete_moves_all_that_is_selected_to_the_trash_and_it_comes_back(grid, opened, qtbot, until, monkeypatch):
    monkeypatch.setattr(trash, "move", lambda path: (path.rename(f"{path}.trash"), Trashed(path, None))[1])
    monkeypatch.setattr(trash, "restore", lambda trashed: Path(f"{trashed.path}.trash").rename(trashed.path))
    select(grid, "blue.png", "red.png")
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    until(lambda: grid.model().rowCount() == 3)
    assert "2 pictures" in opened.banner.text and opened.gallery.in_grid
    assert [index.data() for index in map(grid.model().index, range(3))] == ["broken.png", "green.png", "grey.png"]
    opened.actions_["restore"].trigger()
    until(lambda: grid.model().rowCount() == 5)


def test_only_what_is_in_view_and_a_margin_is_asked_for(window, codec, tmp_path, photo, until):
    for k in range(300):
        codec.add(tmp_path / f"{k:03}.png", Picture(photo.pixels, format="PNG"))
    window.session.open([tmp_path / "000.png"])
    until(lambda: len(window.session.browser.paths) == 300 and shown(window) == "000.png")
    window.actions_["thumbnail_grid"].trigger()
    grid = window.gallery.grid.list
    until(lambda: codec.asked_for("thumbnail") and not window.session.tasks.running("thumbnails"))
    first, last = grid.rows_in_view()
    assert len(codec.asked_for("thumbnail")) <= 2 * (last - first)
    grid.scrollTo(grid.model().index(250))
    until(lambda: grid.model().cell(250) is not None)
    first, last = grid.rows_in_view()
    assert first <= 250 < last
    assert grid.model().cell(150) is None


def test_a_file_opened_from_elsewhere_leaves_the_grid_and_a_folder_stays_in_it(
    grid, opened, codec, tmp_path, photo, until
):
    other = tmp_path / "other"
    other.mkdir()
    codec.add(other / "one.png", Picture(photo.pixels, format="PNG"))
    opened.session.open([other])
    until(lambda: shown(opened) == "one.png" and current(grid) == "one.png")
    assert opened.gallery.in_grid
    opened.session.open([other / "one.png"])
    until(opened.view.isVisible)


@pytest.mark.parametrize("action", ["slideshow", "compress", "layout_split"])
def test_what_needs_the_picture_brings_it_back(grid, opened, action):
    opened.actions_[action].trigger()
    assert opened.view.isVisible()


def test_closing_the_picture_leaves_the_grid(grid, opened):
    opened.actions_["close_picture"].trigger()
    assert opened.empty.isVisible() and not opened.gallery.in_grid


def test_all_has_a_name_for_those_who_cannot_see_it(grid, opened):
    opened.gallery.set_grid(False)
    opened.actions_["thumbnail_strip"].trigger()
    for widget in (grid, opened.gallery.grid.slider, opened.gallery.strip):
        assert widget.accessibleName()


def test_thumbnails_come_at_every_width_of_the_window(window, codec, tmp_path, photo, until):
    """A row that fills the width exactly was broken before its last cell, and other rows were asked for."""
    for number in range(40):
        codec.add(tmp_path / f"{number:02}.png", Picture(photo.pixels, format="PNG"))
    window.session.open([tmp_path])
    until(lambda: len(window.session.browser.paths) == 40)
    window.gallery.set_grid(True)
    view = window.gallery.make_grid().list
    until(lambda: view.viewport().height() > 100)
    cell = view._delegate.least_size(view.fontMetrics().height()).width()
    beside = window.width() - view.viewport().width()
    for wanted in range(3 * cell - 2, 3 * cell + 5):
        window.resize(wanted + beside, 600)
        until(lambda wanted=wanted: view.viewport().width() == wanted)
        view.doItemsLayout()
        across = sum(view.visualRect(view.model().index(row)).top() == 0 for row in range(40))
        assert across == view._columns, wanted
        assert view.rows_in_view()[0] == view.indexAt(view.viewport().rect().topLeft()).row() == 0


def test_a_thumbnail_that_comes_lays_nothing_out_anew(grid, opened, until, monkeypatch):
    """Of 10,000 rows that would take longer than a frame, for each thumbnail."""
    painted = []
    paint = grid._delegate.paint
    monkeypatch.setattr(grid._delegate, "paint", lambda *a: (painted.append(a[2].row()), paint(*a)))
    laid_out = []
    monkeypatch.setattr(grid, "doItemsLayout", lambda: laid_out.append(1))
    grid.viewport().update()
    until(lambda: len(set(painted)) > 1)
    painted.clear()
    grid.model().dataChanged.emit(grid.model().index(0), grid.model().index(0))
    until(lambda: painted)
    assert set(painted) == {0} and not laid_out

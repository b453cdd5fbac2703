"""Strip and grid: what is asked for and when, what is shown, and what the user does there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionViewItem

from sdviewer.codec.types import Picture
from sdviewer.gui.browse import gallery, trash
from sdviewer.gui.browse.thumbnail_model import ThumbnailModel
from sdviewer.gui.browse.trash import Trashed
from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.pictures.thumbnail_loader import ThumbnailLoader
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.tasks import Tasks
from sdviewer.gui.toolkit.theme import Theme

COLOURS = {"red.png": (220, 20, 20), "green.png": (20, 180, 20), "blue.png": (20, 20, 220), "grey.png": (128, 128, 128)}


@pytest.fixture
def tasks(loop):
    tasks = Tasks(loop)
    yield tasks
    loop.run_until_complete(tasks.close())


@pytest.fixture
def loader(codec, tasks):
    return ThumbnailLoader(codec, tasks, 1_000_000)


@pytest.fixture
def model(loader):
    return ThumbnailModel(loader)


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop, until):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    yield window
    loop.run_until_complete(session.close())


@pytest.fixture
def folder(tmp_path, codec, photo) -> Path:
    """Four pictures of one colour each and a damaged file; in natural order blue, broken, green, grey, red."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in [*COLOURS, "broken.png"]:
        codec.add(folder / name, Picture(photo.pixels, format="PNG"))
    for name, colour in COLOURS.items():
        Image.new("RGB", (400, 300), colour).save(folder / name)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    return folder


@pytest.fixture
def opened(window, folder, until):
    """The window with the folder's first picture."""
    window.session.open([folder])
    until(lambda: len(window.session.browser.paths) == 5 and shown(window) == "blue.png")
    return window


@pytest.fixture
def grid(opened, until):
    """The grid with all its thumbnails."""
    opened.actions_["thumbnail_grid"].trigger()
    grid = opened.gallery.grid.list
    until(lambda: all_known(grid.model()))
    return grid


def shown(window) -> str:
    document = window.session.comparison.document
    return document.name if document else ""


def all_known(model) -> bool:
    return all(model.cell(row) is not None for row in range(model.rowCount()))


def current(view) -> str:
    return view.currentIndex().data() or ""


def paths(*names: str) -> list[Path]:
    return [Path("/pictures") / name for name in names]


def centre_colour(view, row: int) -> QColor:
    """Of a cell's thumbnail, as it is on screen."""
    area = view.visualRect(view.model().index(row))
    image = view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    at = QPointF(area.center().x(), area.y() + 8 + view.side / 2) * ratio
    return image.pixelColor(at.toPoint())


def near(colour: QColor, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(colour.getRgb(), wanted, strict=False))


def select(view, *names: str) -> None:
    rows = [row for row in range(view.model().rowCount()) if view.model().index(row).data() in names]
    view.selectionModel().clearSelection()
    for row in rows:
        view.selectionModel().setCurrentIndex(view.model().index(row), QItemSelectionModel.SelectionFlag.Select)


# the loader


def test_what_is_wanted_now_drops_what_was_wanted_before(loader, codec, folder, until):
    names = sorted(COLOURS)
    loader.want([folder / name for name in names[:2]], 64)
    loader.want([folder / name for name in names[2:]], 64)
    until(lambda: all(folder / name in loader.cache for name in names[2:]))
    assert not any(folder / name in loader.cache for name in names[:2])
    assert len(codec.asked_for("thumbnail")) == 2


def test_what_is_here_is_not_asked_for_again_until_it_may_be_out_of_date(loader, codec, folder, until):
    path = folder / "red.png"

    def red() -> int:
        cell = loader.cache.get(path)
        return cell.image.pixelColor(5, 5).red() if cell else -1

    loader.want([path], 64)
    until(lambda: red() == 220)
    loader.want([path], 64)
    assert len(codec.asked_for("thumbnail")) == 1

    Image.new("RGB", (40, 30), (90, 0, 0)).save(path)
    os.utime(path, (1_000_000, 1_000_000))
    loader.expire()
    assert red() == 220  # shown until the new one is there
    loader.want([path], 64)
    until(lambda: red() == 90)


def test_another_size_is_made_and_the_picture_s_own_size_told(loader, folder, until):
    path = folder / "red.png"
    loader.want([path], 64)
    until(lambda: path in loader.cache)
    assert loader.cache.get(path).image.size().toTuple() == (64, 48)
    loader.want([path], 100)
    until(lambda: loader.cache.get(path).image.size().toTuple() == (100, 75))
    assert (loader.cache.get(path).width, loader.cache.get(path).height) == (400, 300)


def test_memory_stays_within_its_bounds_and_what_is_in_view_first(codec, tasks, folder, until):
    side = 64
    loader = ThumbnailLoader(codec, tasks, 2 * (4 * side * side + 500))
    names = ["red.png", "green.png", "blue.png", "grey.png"]
    loader.want([folder / name for name in names], side)
    until(lambda: not tasks.running(""))
    assert [folder / name in loader.cache for name in names] == [True, True, False, False]
    assert loader.cache.nbytes <= loader.cache.capacity


# the model


def test_files_that_come_and_go_leave_the_selection_alone(model, qtmodeltester):
    model.set_paths(paths("a", "b", "c", "d", "e"))
    selection = QItemSelectionModel(model)
    for row in (1, 3):
        selection.select(model.index(row), QItemSelectionModel.SelectionFlag.Select)
    model.set_paths(paths("0", "b", "bb", "c", "d", "f", "g"))
    assert [index.data() for index in selection.selectedIndexes()] == ["b", "d"]
    assert [model.index(row).data() for row in range(model.rowCount())] == ["0", "b", "bb", "c", "d", "f", "g"]
    model.set_paths(paths("g", "d", "c", "b", "0"))
    assert sorted(index.data() for index in selection.selectedIndexes()) == ["b", "d"]
    assert [model.index(row).data() for row in range(model.rowCount())] == ["g", "d", "c", "b", "0"]
    qtmodeltester.check(model)


def test_a_list_that_shares_nothing_is_a_new_one(model, qtbot):
    model.set_paths(paths("a", "b"))
    with qtbot.waitSignal(model.modelReset, timeout=1000):
        model.set_paths(paths("c", "d", "e"))
    same = model.paths
    model.set_paths([])
    assert model.rowCount() == 0 and len(same) == 3


def test_scattered_changes_are_told_at_once(model, qtbot):
    model.set_paths(paths(*(f"{k:04}" for k in range(1000))))
    with qtbot.waitSignal(model.modelReset, timeout=1000):
        model.set_paths(paths(*(f"{k:04}" for k in range(0, 1000, 2))))
    assert model.rowCount() == 500


def test_typing_finds_the_next_name_and_goes_around(model):
    model.set_paths(paths("Anna", "bert", "berta", "Chris"))

    def found(text: str, start: int) -> list[str]:
        return [i.data() for i in model.match(model.index(start), Qt.ItemDataRole.DisplayRole, text)]

    assert found("BERT", 0) == ["bert"]
    assert found("b", 2) == ["berta"]
    assert found("a", 1) == ["Anna"]
    assert found("x", 0) == []


def test_files_are_dragged_out_as_urls(model):
    model.set_paths(paths("a b.png", "c.sdc"))
    data = model.mimeData([model.index(1), model.index(0)])
    assert [url.toLocalFile() for url in data.urls()] == ["/pictures/a b.png", "/pictures/c.sdc"]
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_names_that_are_no_text_can_be_shown(model):
    model.set_paths([Path(os.fsdecode(b"/pictures/\xff.png"))])
    assert model.index(0).data() == "?.png"


# the strip


def test_the_strip_is_off_until_it_is_wanted_and_that_is_kept(opened, settings, until):
    assert opened.gallery.strip is None
    opened.actions_["thumbnail_strip"].trigger()
    strip = opened.gallery.strip
    assert strip.isVisible() and settings.get("view/strip") and opened.actions_["thumbnail_strip"].isChecked()
    until(lambda: all_known(strip.model()))
    assert near(centre_colour(strip, 0), COLOURS["blue.png"])
    opened.actions_["thumbnail_strip"].trigger()
    assert not strip.isVisible() and not settings.get("view/strip")


def test_the_strip_follows_the_picture_and_a_press_shows_another(opened, qtbot, until):
    opened.actions_["thumbnail_strip"].trigger()
    strip = opened.gallery.strip
    assert current(strip) == "blue.png"
    opened.actions_["next"].trigger()
    assert current(strip) == "broken.png"
    until(lambda: strip.visualRect(strip.model().index(4)).isValid())
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.visualRect(strip.model().index(2)).center())
    until(lambda: shown(opened) == "green.png")
    assert current(strip) == "green.png" and opened.view.hasFocus()


def test_the_wheel_moves_the_strip_and_with_ctrl_changes_its_size(opened, settings, until):
    opened.actions_["thumbnail_strip"].trigger()
    opened.resize(400, 500)
    strip = opened.gallery.strip
    bar = strip.horizontalScrollBar()
    until(lambda: bar.maximum() > 0 and bar.value() == 0)
    turn_wheel(strip, -120)
    assert bar.value() > 0
    turn_wheel(strip, 120, Qt.KeyboardModifier.ControlModifier)
    assert strip.side == settings.get("view/strip_size") == 112


def test_full_screen_has_its_own_setting_for_the_strip(opened, settings):
    opened.actions_["thumbnail_strip"].trigger()
    opened.full_screen.set(True)
    assert not opened.gallery.strip.isVisible()
    opened.actions_["thumbnail_strip"].trigger()
    assert opened.gallery.strip.isVisible()
    opened.actions_["thumbnail_strip"].trigger()
    opened.full_screen.set(False)
    assert opened.gallery.strip.isVisible()


def test_a_picture_without_a_folder_has_an_empty_strip(window, until):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    window.session.open_image(image, "pasted")
    until(lambda: shown(window) == "pasted")
    window.actions_["thumbnail_strip"].trigger()
    assert window.gallery.strip.isVisible() and window.gallery.strip.model().rowCount() == 0
    assert window.gallery.strip.grab().toImage().size().height() > 96


# the grid


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


# the folder


def test_files_that_come_go_and_are_renamed_by_others_are_followed(grid, opened, codec, folder, photo, until):
    def names() -> list[str]:
        return [path.name for path in opened.session.browser.paths]

    codec.add(folder / "new.png", Picture(photo.pixels, format="PNG"))
    until(lambda: "new.png" in names() and grid.model().rowCount() == 6)
    assert shown(opened) == "blue.png"
    (folder / "grey.png").unlink()
    until(lambda: "grey.png" not in names() and grid.model().rowCount() == 5)
    codec.files[folder / "azure.png"] = codec.files[folder / "blue.png"]
    (folder / "blue.png").rename(folder / "azure.png")
    until(lambda: names()[0] == "azure.png")
    assert current(grid) == opened.session.browser.current.name == "azure.png"


def test_a_current_picture_that_others_remove_gives_way_to_the_next(opened, folder, until):
    (folder / "blue.png").unlink()
    until(lambda: len(opened.session.browser.paths) == 4 and opened.session.browser.current.name == "broken.png")
    until(lambda: shown(opened) == "broken.png")


def test_a_thumbnail_follows_a_file_that_others_replace(grid, folder, until):
    Image.new("RGB", (400, 300), (10, 200, 200)).save(folder / "red.tmp", "PNG")
    os.utime(folder / "red.tmp", (1_000_000, 1_000_000))
    (folder / "red.tmp").rename(folder / "red.png")
    until(lambda: near(centre_colour(grid, 4), (10, 200, 200)))


def has_accent(view, row: int) -> bool:
    """Whether the badge's colour is in the upper right of a cell."""
    accent = view.palette().highlight().color()
    area = view.visualRect(view.model().index(row))
    image = view.viewport().grab(area).toImage()
    corner = [(x, y) for x in range(image.width() // 2, image.width()) for y in range(image.height() // 3)]
    return sum(near(image.pixelColor(x, y), accent.getRgb()[:3]) for x, y in corner) > 50


def turn_wheel(view, delta: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)

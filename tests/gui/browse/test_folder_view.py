"""A folder is opened as thumbnails: where it is, what else is there, and what is listed of it."""

from __future__ import annotations

import pytest
from hands import is_final, press
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from sdviewer.gui.browse.filtering import Filter, FilteredList
from sdviewer.gui.compare.variants import ORIGINAL


@pytest.fixture
def photos(tmp_path, codec, photo):
    """Two photos and a .sdc, beside a folder with one more and an empty one, and what is hidden."""
    for name in ("summer.jpg", "Winter.jpg", "summer.sdc"):
        codec.add(tmp_path / name, photo, sdc=name.endswith("sdc"))
    for name in ("Trips", "empty", ".hidden"):
        (tmp_path / name).mkdir()
    codec.add(tmp_path / "Trips" / "sea.jpg", photo)
    return tmp_path


@pytest.fixture
def grid(window, photos, until):
    window.session.open([photos])
    until(lambda: window.gallery.in_grid and len(window.session.browser.paths) == 3)
    until(lambda: window.gallery.grid.head.subfolders.count() == 2)
    return window.gallery.grid


def names(window) -> list[str]:
    return [path.name for path in window.session.browser.paths]


def crumbs(grid) -> list[str]:
    return [b.text() for b in grid.head.path.findChildren(QToolButton) if b.isVisible() and b.text()]


def test_a_folder_shows_its_thumbnails_and_the_folders_in_it(window, grid, photos):
    assert window.area.page is grid and grid.list.hasFocus()
    assert [grid.head.subfolders.item(row).text() for row in range(2)] == ["empty", "Trips"]
    assert crumbs(grid)[-1] == photos.name


def test_a_file_shows_its_picture(window, photos, until):
    window.session.open([photos / "summer.jpg"])
    until(lambda: is_final(window, ORIGINAL) and len(window.session.browser.paths) == 3)
    assert not window.gallery.in_grid


def test_a_folder_shows_its_first_picture_if_that_is_wanted(window, photos, settings, until):
    settings.set("browse/folder_as_grid", False)
    window.session.open([photos])
    until(lambda: is_final(window, ORIGINAL))
    assert not window.gallery.in_grid


def test_one_goes_into_a_folder_and_up_again(window, grid, photos, qtbot, until):
    folders = grid.head.subfolders
    folders.setCurrentRow(1)
    folders.setFocus()
    qtbot.keyClick(folders, Qt.Key.Key_Return)
    until(lambda: names(window) == ["sea.jpg"])
    assert window.gallery.in_grid and crumbs(grid)[-2:] == [photos.name, "Trips"] and not folders.isVisible()
    qtbot.mouseClick(grid.head.path.up, Qt.MouseButton.LeftButton)
    until(lambda: len(names(window)) == 3 and folders.isVisible())


def test_the_path_leads_to_every_folder_above(window, grid, photos, qtbot, until):
    window.session.open([photos / "Trips"])
    until(lambda: names(window) == ["sea.jpg"])
    (button,) = (b for b in grid.head.path.findChildren(QToolButton) if b.text() == photos.name and b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    until(lambda: len(names(window)) == 3)


def test_a_folder_of_folders_is_shown_though_it_has_no_picture(window, tmp_path, photos, codec, until):
    (tmp_path / "above" / "deep").mkdir(parents=True)
    window.session.open([tmp_path / "above"])
    until(lambda: window.gallery.in_grid and window.gallery.grid.head.subfolders.count() == 1)
    assert names(window) == [] and window.actions_["thumbnail_grid"].isEnabled()


def test_a_long_path_gives_way_from_its_beginning(grid, tmp_path, qtbot):
    path = grid.head.path
    path.show_folder(tmp_path / "a folder with a long name" / "another one with a long name" / "and the last one")
    path.resize(330, path.height())
    qtbot.wait(20)
    assert crumbs(grid)[-1] == "and the last one" and path._dots.isVisible()
    visible = [b for b in path.findChildren(QToolButton) if b.isVisible()]
    assert all(path.rect().contains(b.geometry()) for b in visible)


@pytest.mark.parametrize(
    ("kind", "text", "listed"),
    [("sdc", "", ["summer.sdc"]), ("photos", "", ["summer.jpg", "Winter.jpg"]),
     ("", "SUM", ["summer.jpg", "summer.sdc"]), ("photos", "win", ["Winter.jpg"])],
)  # fmt: skip
def test_what_is_listed_can_be_chosen(window, grid, qtbot, until, kind, text, listed):
    bar = grid.head.filter
    bar.kind.setCurrentIndex(bar.kind.findData(kind))
    bar.kind.activated.emit(bar.kind.currentIndex())
    qtbot.keyClicks(bar.text, text)
    until(lambda: sorted(names(window)) == sorted(listed))
    assert grid.list.model().rowCount() == len(listed) and "of 3" in grid.count.text()
    bar.text.clear()
    bar.kind.setCurrentIndex(0)
    bar.kind.activated.emit(0)
    until(lambda: len(names(window)) == 3)
    assert "of" not in grid.count.text()


def test_the_picture_shown_stays_and_has_its_place_again(window, grid, qtbot, until):
    until(lambda: window.session.comparison.document is not None)
    name = window.session.comparison.document.name
    qtbot.keyClicks(grid.head.filter.text, "nothing is named so")
    until(lambda: names(window) == [])
    assert window.session.comparison.document.name == name
    grid.head.filter.text.clear()
    until(lambda: len(names(window)) == 3)
    assert names(window)[window.session.browser.index] == name


def test_next_goes_to_what_is_listed(window, grid, qtbot, until):
    qtbot.keyClicks(grid.head.filter.text, "summer")
    until(lambda: len(names(window)) == 2)
    window.gallery.open(0)
    until(lambda: not window.gallery.in_grid)
    first = window.session.comparison.document.name
    press(qtbot, window, Qt.Key.Key_Right)
    until(lambda: window.session.comparison.document.name != first)
    assert window.session.comparison.document.name in ("summer.jpg", "summer.sdc")


def test_another_folder_is_listed_whole(window, grid, photos, qtbot, until):
    qtbot.keyClicks(grid.head.filter.text, "nothing")
    until(lambda: names(window) == [])
    window.session.open([photos / "Trips"])
    until(lambda: names(window) == ["sea.jpg"])
    assert grid.head.filter.text.text() == ""


def test_files_that_come_are_filtered_too(window, grid, photos, codec, photo, qtbot, until):
    qtbot.keyClicks(grid.head.filter.text, "summer")
    until(lambda: len(names(window)) == 2)
    codec.add(photos / "autumn.jpg", photo)
    codec.add(photos / "summer 2.jpg", photo)
    until(lambda: "summer 2.jpg" in names(window))
    assert len(names(window)) == 3


def test_the_order_is_chosen_there_and_in_the_menu(window, grid, settings, until):
    bar = grid.head.filter
    bar.direction.click()
    until(lambda: names(window)[0] == "Winter.jpg")
    assert window.actions_["sort_descending"].isChecked()
    window.actions_["sort_size"].trigger()
    assert bar.order.currentData() == "size"


def test_ctrl_f_leads_to_the_filter(window, photos, qtbot, until):
    window.session.open([photos / "summer.jpg"])
    until(lambda: is_final(window, ORIGINAL))
    press(qtbot, window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    until(lambda: window.gallery.in_grid and window.gallery.grid.head.filter.text.hasFocus())


@given(st.lists(st.text("abAB .", max_size=6), max_size=8), st.text("aB ", max_size=3))
def test_nothing_is_lost_by_a_filter(stems, text):
    from pathlib import Path

    paths = [Path(f"{stem}{number}.jpg") for number, stem in enumerate(stems)]
    files = FilteredList()
    files.set_filter(Filter("", text))
    files.put(paths)
    listed, others = files.paths, files.left_out
    assert sorted([*listed, *others]) == sorted(paths)
    assert all(word in path.name.casefold() for path in listed for word in text.casefold().split())


def test_escape_ends_the_filter_before_it_ends_the_grid(window, grid, qtbot, until):
    press(qtbot, window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = grid.head.filter.text
    qtbot.keyClicks(field, "win")
    until(lambda: names(window) == ["Winter.jpg"])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    until(lambda: len(names(window)) == 3)
    assert field.text() == "" and window.gallery.in_grid
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    until(lambda: not window.gallery.in_grid)


def test_a_picture_beside_the_filter_says_so_and_the_arrow_key_leads_into_what_is_listed(window, grid, qtbot, until):
    until(lambda: is_final(window, ORIGINAL))
    shown = window.session.browser.current.name
    other = next(name for name in names(window) if name != shown and name.endswith("jpg"))
    window.session.browser.set_filter(Filter(text=other))
    until(lambda: names(window) == [other])
    window.gallery.set_grid(False)
    until(lambda: window.status._place.text() == "– / 1, filtered")
    press(qtbot, window, Qt.Key.Key_Right)
    until(lambda: window.session.browser.current is not None and window.session.browser.current.name == other)
    until(lambda: window.status._place.text() == "1 / 1, filtered")


def test_a_photo_that_is_renamed_stays_in_the_filtered_list(window, grid, photos, codec, qtbot, until, monkeypatch):
    qtbot.keyClicks(grid.head.filter.text, "winter")
    until(lambda: names(window) == ["Winter.jpg"])
    window.gallery.open(0)
    until(lambda: is_final(window, ORIGINAL) and window.session.comparison.document.name == "Winter.jpg")
    monkeypatch.setattr("sdviewer.gui.browse.naming.ask_new_name", lambda *_: "snow")
    codec.files[photos / "snow.jpg"] = codec.files[photos / "Winter.jpg"]
    press(qtbot, window, Qt.Key.Key_F2)
    until(lambda: names(window) == ["snow.jpg"] and window.status._place.text() == "1 / 1, filtered")
    refreshed = []
    window.session.browser.refreshed.connect(lambda: refreshed.append(True))
    (photos / "notes.txt").write_text("the folder is read again")
    until(lambda: refreshed)
    assert names(window) == ["snow.jpg"] and window.session.browser.index == 0
    window.session.browser.set_filter(Filter(text="summer"))  # and goes with the next filter
    until(lambda: len(names(window)) == 2 and "snow.jpg" not in names(window))


@pytest.mark.parametrize("typed", ["", "winter"])
def test_a_photo_that_is_renamed_stays_selected(typed, window, grid, photos, codec, qtbot, until, monkeypatch):
    qtbot.keyClicks(grid.head.filter.text, typed)
    until(lambda: ("Winter.jpg" in names(window)) and (not typed or len(names(window)) == 1))
    row = names(window).index("Winter.jpg")
    grid.list.setCurrentIndex(grid.list.model().index(row, 0))
    grid.list.setFocus()
    assert [path.name for path in window.gallery.selected()] == ["Winter.jpg"]
    monkeypatch.setattr("sdviewer.gui.browse.naming.ask_new_name", lambda *_: "a first one")
    codec.files[photos / "a first one.jpg"] = codec.files[photos / "Winter.jpg"]
    press(qtbot, window, Qt.Key.Key_F2)
    until(lambda: "a first one.jpg" in names(window))
    until(lambda: [path.name for path in window.gallery.selected()] == ["a first one.jpg"])
    assert grid.list.currentIndex().row() == names(window).index("a first one.jpg")


def test_sorting_a_filtered_list_loses_nothing(window, grid, settings, qtbot, until):
    qtbot.keyClicks(grid.head.filter.text, "winter")
    until(lambda: names(window) == ["Winter.jpg"])
    settings.set("browse/descending", True)
    until(lambda: not window.session.tasks.running("sort"))
    grid.head.filter.text.clear()
    until(lambda: names(window) == ["Winter.jpg", "summer.sdc", "summer.jpg"])


def test_a_filter_that_nothing_passes_says_so_and_can_be_cleared(window, grid, qtbot, until):
    nothing = grid.nothing
    assert not nothing.isVisible()
    qtbot.keyClicks(grid.head.filter.text, "no such name")
    until(nothing.isVisible)
    assert nothing.text.text() == "The filter hides all pictures here."
    qtbot.mouseClick(nothing.clear, Qt.MouseButton.LeftButton)
    until(lambda: len(names(window)) == 3)
    assert not nothing.isVisible() and grid.head.filter.text.text() == ""


def test_the_strip_says_too_that_the_filter_leaves_all_out(window, grid, photos, qtbot, until):
    window.session.open([photos / "summer.jpg"])
    until(lambda: is_final(window, ORIGINAL) and len(names(window)) == 3)
    if not window.gallery.strip_shown():
        window.gallery.toggle_strip()
    window.session.browser.set_filter(Filter(text="no such name"))
    until(lambda: not names(window))
    said = [label.text() for label in window.gallery.strip.findChildren(QLabel) if label.isVisible()]
    assert said == ["The filter hides all pictures here."]


def test_a_folder_without_pictures_says_so(window, grid, photos, until):
    window.session.open([photos / "empty", photos / "Trips"])
    window.session.open([photos])
    until(lambda: len(names(window)) == 3)
    window.session.browser.remove(*window.session.browser.paths)
    until(grid.nothing.isVisible)
    assert grid.nothing.text.text() == "There are no pictures here." and not grid.nothing.clear.isVisible()

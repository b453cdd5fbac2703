"""Looking through a folder: orders, slideshow, zoom kept, folders and recent files."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, State
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.mime import local_paths
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture
def window(qapp, qtbot, codec, settings, loop):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    yield window
    loop.run_until_complete(session.close())


@pytest.fixture
def folder(tmp_path, codec, photo):
    """By name 1, 2, 10; by date 10, 1, 2; by size 2, 10, 1."""
    for name, day, size in (("img1.png", 2, 30), ("img2.png", 3, 10), ("img10.png", 1, 20)):
        path = codec.add(tmp_path / name, Picture(photo.pixels, format="PNG"))
        path.write_bytes(bytes(size))
        os.utime(path, (day * 86400, day * 86400))
    return tmp_path


def names(window) -> list[str]:
    return [path.name for path in window.session.browser.paths]


def shown(window) -> str:
    document = window.session.comparison.document
    return document.name if document else ""


def open_first(window, folder, until) -> None:
    window.session.open([folder])
    until(lambda: len(names(window)) == 3 and shown(window) == names(window)[0])


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("name", ["img1.png", "img2.png", "img10.png"]),
        ("date", ["img10.png", "img1.png", "img2.png"]),
        ("size", ["img2.png", "img10.png", "img1.png"]),
    ],
)
def test_a_folder_is_put_in_order_both_ways_and_the_picture_stays(window, folder, until, order, wanted):
    open_first(window, folder, until)
    window.actions_[f"sort_{order}"].trigger()
    until(lambda: names(window) == wanted)
    assert window.actions_[f"sort_{order}"].isChecked()
    window.actions_["sort_descending"].trigger()
    until(lambda: names(window) == wanted[::-1])
    assert shown(window) == "img1.png"
    assert window.session.browser.current == folder / "img1.png"


def test_the_slideshow_goes_on_and_around_and_escape_ends_it(window, folder, settings, until):
    settings.set("browse/slideshow_seconds", 0.05)
    open_first(window, folder, until)
    seen = []
    window.session.browser.moved.connect(lambda path: seen.append(path.name))
    window.actions_["slideshow"].trigger()
    until(lambda: len(seen) >= 4)
    assert seen[:3] == ["img2.png", "img10.png", "img1.png"]
    assert window.isFullScreen()
    window.actions_["escape"].trigger()
    assert not window.isFullScreen() and not window.slideshow.is_running


@pytest.mark.parametrize("keep", [True, False])
def test_zoom_and_place_are_kept_from_picture_to_picture_if_wanted(window, folder, settings, until, keep):
    settings.set("view/keep_zoom", keep)
    open_first(window, folder, until)
    window.view.zoom_to(40.0)
    window.view.pan(0.3, 0.2)
    before = window.view.viewport
    window.session.browser.step(1)
    until(lambda: shown(window) == "img2.png")
    assert (window.view.viewport == before) is keep


def test_several_dropped_files_are_the_list(window, folder, until):
    window.session.open([folder / "img10.png", folder / "img1.png"])
    until(lambda: shown(window) == "img10.png")
    assert names(window) == ["img10.png", "img1.png"]


def test_an_empty_folder_says_so_and_leaves_what_is_open(window, folder, until):
    (folder / "empty").mkdir()
    window.session.open([folder / "empty"])
    until(lambda: "no pictures" in window.banner.text)
    assert window.empty.isVisible()
    open_first(window, folder, until)
    window.session.open([folder / "empty"])
    until(lambda: "no pictures" in window.banner.text)
    assert shown(window) == "img1.png" and len(names(window)) == 3


def test_recent_files_are_offered_newest_first_and_can_be_forgotten(window, folder, settings, until):
    open_first(window, folder, until)
    window.session.browser.step(1)
    until(lambda: shown(window) == "img2.png")
    window.recent_menu.aboutToShow.emit()
    offered = [action.text() for action in window.recent_menu.actions() if action.text()]
    assert [text.rsplit("/", 1)[-1] for text in offered[:2]] == ["img2.png", "img1.png"]
    window.recent_menu.actions()[-1].trigger()
    assert settings.get("recent") == []


def test_closing_the_picture_shows_where_to_begin_again(window, folder, until):
    open_first(window, folder, until)
    window.actions_["close_picture"].trigger()
    until(window.empty.isVisible)
    assert window.windowTitle() == "sdviewer"


def test_only_local_files_are_taken_from_a_drop(tmp_path):
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(tmp_path / "a b.png"))])
    assert local_paths(data) == [tmp_path / "a b.png"]


def test_a_file_that_changed_on_the_disk_is_read_again(window, codec, folder, photo, until):
    open_first(window, folder, until)
    until(lambda: not window.session.tasks.running(""))
    codec.add(folder / "img2.png", Picture(photo.pixels // 4, format="PNG"))  # it was read ahead as it was before
    window.session.browser.step(1)
    until(lambda: shown(window) == "img2.png" and not window.session.tasks.running("open"))
    variant = window.session.comparison.variant(ORIGINAL)
    assert variant.state is State.FINAL and int(variant.picture.pixels.max()) == int((photo.pixels // 4).max())


def test_sorting_while_the_folder_is_read_sorts_it_and_it_is_followed(window, codec, folder, settings, until):
    session = window.session
    listings, real = [], session.browser._reader.read

    async def slow(*arguments):
        found = await real(*arguments)
        listings.append(found)
        settings.set("browse/sort", "date")  # the user is faster than the folder
        return found

    session.browser._reader.read = slow
    session.open([folder / "img2.png"])
    until(lambda: listings and len(names(window)) == 3)
    until(lambda: names(window) == ["img10.png", "img1.png", "img2.png"])
    assert session.browser.covers(folder) and not session.browser.covers(folder.parent)
    assert session.browser.current.name == "img2.png"


def test_a_renamed_picture_stays_when_its_folder_is_listed_only_then(window, codec, folder, until):
    session, gate = window.session, []
    real = session.browser._reader.read

    async def slow(*arguments):
        found = await real(*arguments)
        if not gate:
            gate.append(True)
            (folder / "img2.png").rename(folder / "dog.png")
            session.browser.replace(folder / "img2.png", folder / "dog.png")
        return found

    session.browser._reader.read = slow
    session.open([folder / "img2.png"])
    until(lambda: len(names(window)) == 3)
    assert sorted(names(window)) == ["dog.png", "img1.png", "img10.png"]
    assert session.browser.current.name == "dog.png"


def paste(window) -> None:
    window.session.open_image(QImage(30, 20, QImage.Format.Format_RGB32), "Pasted picture")


def test_a_pasted_picture_is_none_of_the_folder_s(window, codec, folder, until):
    open_first(window, folder, until)
    browser = window.session.browser
    paste(window)
    until(lambda: shown(window) == "Pasted picture")
    assert browser.current is None and browser.index == -1
    (folder / "img1.png").unlink()  # by another program
    until(lambda: len(names(window)) == 2)
    assert shown(window) == "Pasted picture"


def test_the_picture_that_was_there_before_a_pasted_one_can_be_gone_back_to(window, folder, until):
    open_first(window, folder, until)
    browser = window.session.browser
    paste(window)
    until(lambda: shown(window) == "Pasted picture")
    browser.go(0)
    until(lambda: shown(window) == "img1.png")
    assert browser.index == 0
    paste(window)
    until(lambda: shown(window) == "Pasted picture")
    browser.step(1)
    until(lambda: shown(window) == "img2.png")


def test_a_closed_picture_does_not_come_back_by_itself(window, folder, until):
    open_first(window, folder, until)
    window.actions_["close_picture"].trigger()
    (folder / "img1.png").unlink()
    until(lambda: len(names(window)) == 2)
    assert shown(window) == ""


def test_what_is_wanted_does_not_wait_for_what_is_read_ahead(window, codec, folder, until):
    codec.hold("preload")
    window.session.open([folder / "img1.png"])
    until(lambda: codec.asked_for("preload") and len(names(window)) == 3)
    assert window.session.tasks.running("preload")
    codec.hold("open")
    window.session.browser.step(1)
    until(lambda: (folder / "img2.png",) in codec.asked_for("open"))
    assert not window.session.tasks.running("preload")
    codec.release("open")
    codec.release("preload")


def test_the_slideshow_goes_on_behind_a_pasted_picture(window, folder, until):
    open_first(window, folder, until)
    browser = window.session.browser
    browser.go(1)
    until(lambda: shown(window) == "img2.png")
    paste(window)
    until(lambda: shown(window) == "Pasted picture")
    browser.step_around()
    until(lambda: shown(window) == "img10.png")
    browser.step_around()
    until(lambda: shown(window) == "img1.png")


def test_reading_ahead_begins_again_at_a_picture_that_was_come_back_to(window, codec, folder, until):
    open_first(window, folder, until)
    until(lambda: not window.session.tasks.running("preload"))
    codec.hold("open")
    window.session.loader.cache.drop(folder / "img2.png")
    window.session.browser.go(1)
    until(lambda: (folder / "img2.png",) in codec.asked_for("open"))
    codec.asked.clear()
    window.session.browser.go(0)  # before the other was there
    until(lambda: (folder / "img2.png",) in codec.asked_for("preload"))
    codec.release("open")


@pytest.mark.parametrize(("fits", "wanted"), [(1, 1), (2, 1), (3, 2), (20, 3)])
def test_no_more_is_read_ahead_than_there_is_room_for(window, codec, settings, tmp_path, photo, until, fits, wanted):
    """Else what comes last drives out what is wanted next."""
    for number in range(6):
        codec.add(tmp_path / f"{number}.png", Picture(photo.pixels.copy(), format="PNG"))
    session = window.session
    session.open([tmp_path / "2.png"])
    until(lambda: len(session.browser.paths) == 6 and not session.tasks.running("preload"))
    one = session.loader.cache.get(tmp_path / "2.png").nbytes
    session.loader.cache.clear()
    session.loader.cache.capacity = int(one * (fits + 0.5))
    codec.asked.clear()
    session.browser.step(1)
    until(lambda: (shown(window) == "3.png" and codec.asked_for("preload")) or fits == 1)
    until(lambda: not session.tasks.running("preload") and not session.tasks.running("open"))
    asked = [path.name for (path,) in codec.asked_for("preload")]
    assert asked == ["4.png", "5.png", "2.png"][: wanted if fits > 1 else 0]
    assert (tmp_path / "3.png") in session.loader.cache


def test_a_clipboard_in_which_there_never_was_anything_is_a_sentence(window, monkeypatch):
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: SimpleNamespace(mimeData=lambda: None))
    window.clipboard.paste()
    assert "There is no picture" in window.banner.text

"""The strip of thumbnails below the picture."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from thumbnail_hands import (
    COLOURS,
    all_known,
    centre_colour,
    current,
    near,
    shown,
    turn_wheel,
)


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


def test_a_picture_that_is_rewritten_stays_marked_in_a_strip_by_date(window, codec, folder, photo, settings, until):
    """As when its rotation is kept in the file: it becomes the last."""
    settings.set("browse/sort", "date")
    for number in range(20):
        codec.add(folder / f"more{number}.png", photo)
    for number, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    browser = window.session.browser
    window.session.open([folder / "blue.png"])
    until(lambda: len(browser.paths) == 25 and browser.index == 0 and shown(window) == "blue.png")
    window.actions_["thumbnail_strip"].trigger()
    strip = window.gallery.strip
    until(lambda: strip.shows_current() and strip.horizontalScrollBar().maximum() > 0)
    (folder / "blue.tmp").write_bytes((folder / "blue.png").read_bytes())
    (folder / "blue.tmp").replace(folder / "blue.png")
    until(lambda: browser.index == 24)
    until(lambda: strip.shows_current() and current(strip) == "blue.png")
    assert strip.viewport().rect().contains(strip.visualRect(strip.currentIndex()).center())

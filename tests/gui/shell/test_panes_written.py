"""What is copied and saved is what is looked at, as it is turned; labels say what that is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hands import is_final, name, press
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from window_hands import visible_text

from sdviewer.codec.pictures.reader import read_picture
from sdviewer.gui.browse.turn_commands import write_turned
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source
from sdviewer.gui.pictures.images import Turn


def test_the_pane_below_the_pointer_is_saved_and_its_name_tells_what_it_is(
    compressed, codec, folder, until, monkeypatch
):
    jpeg = Source("jpeg")
    compressed.session.comparison.set_sources([SDC, jpeg])
    until(lambda: is_final(compressed, jpeg))
    proposed = []

    def dialog(_, title, start, *__):
        proposed.append((title, Path(start).name))
        return start, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    view = compressed.view
    for x, start in ((0.25, "img1 (SDC"), (0.75, "img1 (JPEG")):
        QTest.mouseMove(view, QPoint(round(x * view.width()), view.height() // 2))
        until(lambda x=x: view.meant == round(x))
        compressed.actions_["save_as"].trigger()
        assert proposed[-1][1].startswith(start) and proposed[-1][1].endswith(".png")
        until(lambda: not compressed.session.tasks.running("command"))
        compressed.actions_["copy"].trigger()
        until(lambda start=start: start[6:] in compressed.banner.text and "Copied" in compressed.banner.text)
    assert len(codec.saved) == 2


def test_what_was_rotated_is_saved_copied_and_compressed_rotated(compressed, codec, folder, qtbot, until, monkeypatch):
    press(qtbot, compressed, Qt.Key.Key_R)
    comparison = compressed.session.comparison
    until(lambda: is_final(compressed, SDC) and comparison.variant(SDC).coded_turn == comparison.turn)
    assert codec._encoded[comparison.variant(SDC).data].pixels.shape[:2] == (96, 64)
    assert "Ctrl+Z" in compressed.banner.text
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _, title, start, *__: (start, ""))
    comparison.set_sources([ORIGINAL, SDC])
    compressed.view.show_pane(0)
    compressed.actions_["save_as"].trigger()
    until(lambda: bool(codec.saved))
    ((path, picture),) = codec.saved.items()
    assert path.name == "img1 (original, rotated).png" and picture.pixels.shape[:2] == (96, 64)
    compressed.actions_["copy"].trigger()
    until(lambda: not compressed.session.tasks.running("command"))
    assert QGuiApplication.clipboard().image().height() == 96
    compressed.session.browser.step(1)
    until(lambda: name(compressed) == "img2.png" and is_final(compressed, ORIGINAL))
    assert compressed.view.viewport.picture == (96, 64)
    compressed.session.browser.step(-1)
    until(lambda: name(compressed) == "img1.png" and is_final(compressed, ORIGINAL))
    assert compressed.view.viewport.picture == (64, 96)  # it is remembered
    compressed.actions_["restore"].trigger()  # and still taken back
    until(lambda: compressed.view.viewport.picture == (96, 64))
    assert not compressed.actions_["restore"].isEnabled()


def test_undo_takes_a_rotation_back(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_R)
    until(lambda: opened.view.viewport.picture == (64, 96))
    opened.actions_["restore"].trigger()
    until(lambda: opened.view.viewport.picture == (96, 64))
    assert not opened.actions_["restore"].isEnabled()


def test_a_jpeg_is_rotated_without_loss(tmp_path, photo):
    path = tmp_path / "a.jpg"
    Image.fromarray(photo.pixels).save(path, quality=90)
    for turn in (Turn(1), Turn(0, True), Turn(3), Turn(2, True), Turn(1, True)):
        expected = turn.apply(read_picture(path).pixels)
        write_turned(path, turn)
        assert np.array_equal(read_picture(path).pixels, expected)


@pytest.mark.parametrize("exif", [{}, {0x010F: "Maker", 0x8827: 400}], ids=["no EXIF", "EXIF without a rotation"])
def test_a_rotation_that_was_kept_in_the_file_is_taken_back(window, folder, codec, photo, until, exif):
    path, known = codec.add(folder / "a.jpg", photo), Image.Exif()
    for tag, value in exif.items():
        known[tag] = value
    Image.fromarray(photo.pixels).save(path, exif=known)
    before = read_picture(path).pixels
    window.session.open([path])
    until(lambda: is_final(window, ORIGINAL))
    window.actions_["rotate_right"].trigger()
    window.actions_["keep_turn"].trigger()
    until(lambda: "without loss" in window.banner.text)
    assert read_picture(path).pixels.shape == (96, 64, 3)
    with Image.open(path) as image:
        assert {tag: image.getexif()[tag] for tag in exif} == exif
    window.actions_["restore"].trigger()
    until(lambda: "no longer rotated" in window.banner.text)
    assert np.array_equal(read_picture(path).pixels, before)


def test_what_is_no_longer_rotated_is_not_written(window, folder, codec, photo, until):
    path = codec.add(folder / "a.jpg", photo)
    Image.fromarray(photo.pixels).save(path)
    before = path.read_bytes()
    window.session.open([path])
    until(lambda: is_final(window, ORIGINAL))
    window.actions_["rotate_right"].trigger()
    keep = window.banner._buttons[0].click
    window.actions_["restore"].trigger()
    assert not window.banner.text  # with its button
    keep()
    assert path.read_bytes() == before and not window.banner.text


def test_while_a_key_shows_the_original_every_label_says_so(compressed, qtbot, until):
    compressed.view.hold_original(Qt.Key.Key_O)
    labels = [visible_text(header) for header in compressed.headers._headers if header.isVisible()]
    assert len(labels) == 2 and all("Original" in text and "SDC" not in text for text in labels)
    compressed.view.let_go()
    assert any("SDC" in visible_text(header) for header in compressed.headers._headers)

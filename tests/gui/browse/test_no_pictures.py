"""What is dropped may be no picture: that is said, and what is open stays."""

from __future__ import annotations

import asyncio

import pytest
from hands import is_final, name, press
from PySide6.QtCore import QMimeData, Qt, QUrl

from sdviewer.codec.errors import InputError
from sdviewer.gui.compare.variants import ORIGINAL, Source


def dropped(window, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.clipboard.take(data)


def names(window) -> list[str]:
    return [path.name for path in window.session.browser.paths]


@pytest.fixture
def notes(tmp_path, codec):
    """Files that are no pictures."""
    made = []
    for file, data in (("notes.txt", b"milk, eggs"), ("letter.pdf", b"%PDF-1.7"), ("README", b"read me")):
        path = tmp_path / file
        path.write_bytes(data)
        codec.errors[path] = InputError(f"{path} is not a picture in a format that this program knows.")
        made.append(path)
    return made


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_dropped_text_file_is_refused_and_the_photo_stays(opened, folder, notes, qtbot, until, which):
    dropped(opened, notes[which])
    until(lambda: notes[which].name in opened.banner.text)
    assert "is not a picture" in opened.banner.text
    assert name(opened) == "img1.png" and is_final(opened, ORIGINAL) and len(names(opened)) == 3
    press(qtbot, opened, Qt.Key.Key_Right)
    until(lambda: name(opened) == "img2.png")


def test_a_photo_without_a_suffix_is_opened(opened, folder, codec, photo, until):
    path = codec.add(folder / "scan", photo)  # the bytes say nothing, so it is read to find out
    dropped(opened, path)
    until(lambda: name(opened) == "scan" and "scan" in names(opened))


def test_of_a_text_file_and_photos_the_first_photo_is_opened_and_it_is_said(window, folder, notes, until):
    dropped(window, notes[0], folder / "img2.png", folder / "img1.png")
    until(lambda: name(window) == "img2.png" and is_final(window, ORIGINAL))
    assert names(window) == ["img2.png", "img1.png"]
    assert window.banner.text == "Left out, since it is no picture: notes.txt"


def test_what_is_left_out_beside_a_folder_is_said_too(window, folder, notes, tmp_path_factory, codec, photo, until):
    other = tmp_path_factory.mktemp("other")
    codec.add(other / "a.png", photo)
    dropped(window, *notes, other)
    until(lambda: names(window) == ["a.png"])
    until(lambda: window.banner.text == "3 files are left out, since they are no pictures: " + _named(notes))


def test_files_of_which_none_is_a_picture_are_refused_together(opened, notes, until):
    dropped(opened, *notes)
    until(lambda: opened.banner.text == "None of these is a picture: " + _named(notes))
    assert name(opened) == "img1.png" and len(names(opened)) == 3


def _named(paths) -> str:
    return ", ".join(path.name for path in paths)


def test_what_was_to_be_compared_with_it_is_not_compared_with_something_else(opened, folder, notes, qtbot, until):
    opened.opening.compare([notes[0], folder / "img2.png"])
    until(lambda: "notes.txt" in opened.banner.text)
    press(qtbot, opened, Qt.Key.Key_Right)
    until(lambda: name(opened) == "img2.png")
    assert opened.session.comparison.sources == [ORIGINAL]


def test_a_folder_that_is_being_read_is_read_on(window, folder, notes, until, monkeypatch):
    reader, read = window.session.browser._reader, asyncio.Event()
    at_once = reader.read

    async def later(*asked):
        await read.wait()
        return await at_once(*asked)

    monkeypatch.setattr(reader, "read", later)
    window.session.open([folder / "img1.png"])
    until(lambda: name(window) == "img1.png")
    dropped(window, notes[0])
    until(lambda: "notes.txt" in window.banner.text)
    read.set()
    until(lambda: len(names(window)) == 3)


def test_a_photo_that_can_t_be_read_leaves_no_name_of_the_one_before_beside_it(opened, folder, codec, photo, until):
    """The partner belongs to the photo before, so it goes; the mouse may be over its pane meanwhile."""
    beside = Source("file", folder / "img10.png")
    opened.session.comparison.set_sources([ORIGINAL, beside])
    until(lambda: is_final(opened, beside) and len(opened.view.panes) == 2)
    opened.view._cursor = opened.view.rect().center().toPointF()
    broken = folder / "broken.png"
    broken.write_bytes(bytes(10))
    codec.errors[broken] = InputError(f"{broken} is damaged or cut off.")
    opened.session.open([broken])
    until(lambda: opened.view.panes[0].message)
    assert opened.session.comparison.sources == [ORIGINAL] and len(opened.view.panes) == 1
    assert [header.isVisible() for header in opened.headers._headers] == [False, False]
    assert "img10.png" in opened.banner.text  # which says that it is no longer compared

"""Keys that come before the folder of the photo has been read."""

from __future__ import annotations

import asyncio

import pytest
from hands import name, press
from PySide6.QtCore import Qt

from sdviewer.codec.errors import InputError


@pytest.fixture
def unread(window, folder, until, monkeypatch):
    """The window with img2.png, the folder of which is read when the event is set."""
    reader, read = window.session.browser._reader, asyncio.Event()
    at_once = reader.read

    async def later(*asked):
        await read.wait()
        return await at_once(*asked)

    monkeypatch.setattr(reader, "read", later)
    window.session.open([folder / "img2.png"])
    until(lambda: name(window) == "img2.png")
    return read


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ([Qt.Key.Key_Right], "img10.png"),
        ([Qt.Key.Key_Left], "img1.png"),
        ([Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left], "img1.png"),
        ([Qt.Key.Key_End], "img10.png"),
        ([Qt.Key.Key_Home], "img1.png"),
    ],
)
def test_a_step_is_taken_as_soon_as_there_is_somewhere_to_go(window, unread, qtbot, until, keys, wanted):
    for key in keys:
        press(qtbot, window, key)
    unread.set()
    until(lambda: name(window) == wanted and len(window.session.browser.paths) == 3)


def test_a_step_that_comes_before_the_photo_itself_is_taken_too(window, folder, codec, qtbot, until):
    codec.hold("open")
    window.session.open([folder / "img2.png"])
    until(lambda: window.actions_["next"].isEnabled())
    press(qtbot, window, Qt.Key.Key_Right)
    codec.release("open")
    until(lambda: name(window) == "img10.png")


def test_where_a_folder_can_t_be_read_the_keys_go_on_working(window, folder, qtbot, until, monkeypatch):
    window.session.open([folder])
    until(lambda: name(window) == "img1.png" and len(window.session.browser.paths) == 3)
    window.gallery.set_grid(False)

    async def refuses(*asked):
        raise InputError("The folder can't be read.")

    monkeypatch.setattr(window.session.browser._reader, "read", refuses)
    window.session.open([folder])
    until(lambda: window.banner.text)
    press(qtbot, window, Qt.Key.Key_Right)
    until(lambda: name(window) == "img2.png")


def test_steps_are_forgotten_where_something_else_is_opened(window, unread, qtbot, until, tmp_path, codec, photo):
    (tmp_path / "other").mkdir()
    for number in range(3):
        path = codec.add(tmp_path / "other" / f"{number}.png", photo)
    press(qtbot, window, Qt.Key.Key_Left)
    window.session.open([path.with_name("1.png")])
    until(lambda: name(window) == "1.png")
    unread.set()
    until(lambda: len(window.session.browser.paths) == 3)
    assert window.session.browser.current.name == "1.png"


def test_a_photo_alone_in_its_folder_has_no_neighbours(window, tmp_path, codec, photo, until):
    window.session.open([codec.add(tmp_path / "only.png", photo)])
    until(lambda: window.session.browser.folder == tmp_path)
    until(lambda: not window.actions_["next"].isEnabled())

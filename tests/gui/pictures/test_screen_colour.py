"""Pictures in the colours of the screen, with a screen whose red and blue are exchanged."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtGui import QPalette

from sdviewer.codec.errors import InputError
from sdviewer.codec.types import Picture
from sdviewer.gui.pictures import screen_colour
from sdviewer.gui.pictures.geometry import Rect
from sdviewer.gui.pictures.images import Turn, from_picture
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


@pytest.fixture(scope="module")
def exchanged() -> bytes:
    """sRGB's profile with the names of the red and the blue primary exchanged."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"swap", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"swap", b"bXYZ", 1)


@pytest.fixture
def picture() -> Picture:
    pixels = np.zeros((200, 3, 3), np.uint8)
    pixels[:, 0], pixels[:, 1], pixels[:, 2] = (250, 20, 30), (10, 200, 20), (90, 90, 90)
    return Picture(pixels)


def test_red_becomes_blue_on_such_a_screen_and_grey_stays(picture, exchanged):
    shown = screen_colour.on_screen(picture.pixels, exchanged).astype(int)
    assert shown.shape == picture.pixels.shape
    expected = picture.pixels[:, :, ::-1].astype(int)
    assert np.abs(shown - expected).max() <= 4
    assert np.array_equal(shown[0], shown[-1])  # rows of the last stripe too


def test_the_screen_gets_its_colours_and_the_readout_the_pictures_own(picture, exchanged):
    turn = Turn(1)
    image = from_picture(picture, turn, exchanged)
    shown = image.levels[0].pixelColor(0, 0)
    assert shown.blue() > 240 and shown.red() < 40
    assert image.value(0, 0) == (250, 20, 30)
    assert int(image.block(Rect(0, 0, 1, 1))[0, 0]) & 0xFFFFFF == 0xFA141E


def test_a_file_that_is_no_profile_is_named(tmp_path):
    file = tmp_path / "no.icc"
    file.write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"no\.icc"):
        screen_colour.profile("file", str(file), 0)
    with pytest.raises(InputError, match="missing"):
        screen_colour.profile("file", str(tmp_path / "missing.icc"), 0)


def test_off_and_no_file_leave_colours_alone():
    assert screen_colour.profile("off", "", 0) is None
    assert screen_colour.profile("file", "", 0) is None


def set_property(name: str, data: bytes) -> None:
    """Of the root window, as a colour daemon does it."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    atom = ctypes.c_ulong(x11.XInternAtom(display, name.encode(), False))
    root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    x11.XChangeProperty(display, root, atom, ctypes.c_ulong(6), 8, 0, data, len(data))
    x11.XCloseDisplay(display)


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb (apt-get install it)")
def test_the_profile_is_read_from_the_root_window(exchanged, monkeypatch):
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "64x64x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as numbers:
            monkeypatch.setenv("DISPLAY", f":{numbers.readline().strip()}")
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        assert screen_colour.profile("screen", "", 0) is None
        set_property("_ICC_PROFILE_1", exchanged)
        assert screen_colour.profile("screen", "", 0) is None
        assert screen_colour.profile("screen", "", 1) == exchanged
    finally:
        server.terminate()
        server.wait()


def test_the_setting_changes_what_is_on_screen(qapp, qtbot, codec, settings, loop, until, tmp_path, exchanged):
    file = tmp_path / "exchanged.icc"
    file.write_bytes(exchanged)
    photo = tmp_path / "red.png"
    Image.new("RGB", (40, 30), (250, 20, 30)).save(photo)
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)

    def colour():
        variant = session.comparison.primary
        return variant.image.levels[0].pixelColor(20, 15).getRgb()[:3] if variant and variant.image else None

    session.comparison.show_picture(Picture(np.asarray(Image.open(photo))), "red.png")
    until(lambda: colour() == (250, 20, 30))
    settings.set("view/screen_profile", str(file))
    settings.set("view/screen_colour", "file")
    until(lambda: colour()[2] > 240 and colour()[0] < 40)
    failures = []
    session.failed.connect(failures.append)
    settings.set("view/screen_profile", str(photo))
    until(lambda: failures and colour() == (250, 20, 30))
    assert "red.png" in failures[0]
    loop.run_until_complete(session.close())


def test_the_background_follows_its_setting(qapp, qtbot, codec, settings, loop):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)

    def base():
        return window.view.palette().brush(QPalette.ColorRole.Base)

    for choice, colour in (("black", "#000000"), ("grey", "#777777"), ("white", "#ffffff")):
        settings.set("view/background", choice)
        assert base().color().name() == colour
    settings.set("view/background", "checkerboard")
    assert not base().textureImage().isNull()
    settings.set("view/background", "theme")
    assert base().textureImage().isNull() and base().color().name() == "#d9d9dc"
    loop.run_until_complete(session.close())


def test_a_picture_of_another_space_is_shown_in_its_colours():
    """Display P3 (230, 80, 60) is about (249, 63, 46) in sRGB; read out are its own numbers."""
    import numpy as np

    from sdviewer.codec.types import Picture
    from sdviewer.gui.pictures.images import from_picture

    pixels = np.full((4, 4, 3), (230, 80, 60), np.uint8)
    shown = from_picture(Picture(pixels, space="display-p3"))
    colour = shown.levels[0].pixelColor(1, 1)
    assert np.abs(np.array([colour.red(), colour.green(), colour.blue()]) - (249, 63, 46)).max() <= 2
    assert shown.value(1, 1) == (230, 80, 60)

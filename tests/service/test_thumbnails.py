"""The thumbnail cache: the names and texts that other programs look for, and never a stale picture."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from sdviewer import __version__
from sdviewer.codec import pipeline
from sdviewer.codec.errors import LimitsError, MissingModelError, StorageError
from sdviewer.codec.types import Picture, StopToken
from sdviewer.service import thumbnails
from sdviewer.service.cage.readers import Readers
from sdviewer.service.thumbnails import cache_folder, forget, path_uri, thumbnail


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def photo(tmp_path) -> Path:
    """600 x 300 pixels, red."""
    path = tmp_path / "a b.png"
    Image.new("RGB", (600, 300), (250, 10, 10)).save(path)
    return path


def cached(size: str = "large") -> list[Path]:
    return sorted((cache_folder() / size).glob("*"))


def test_the_names_are_those_of_the_specification():
    # the specification's own example
    uri = path_uri(Path("/home/jens/photos/me.png"))
    assert uri == "file:///home/jens/photos/me.png"
    assert thumbnails._place("large", uri).name == "c6ee772d9e49320e97ec29a7eb5b1697.png"


def test_a_uri_escapes_what_glib_escapes():
    assert path_uri(Path("/a b/ü#(1)!,é?;~.png")) == "file:///a%20b/%C3%BC%23(1)!,%C3%A9%3F%3B~.png"


def test_one_that_is_stopped_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.sdc"
    path.write_bytes(pipeline.encode(Picture(np.zeros((40, 60, 3), np.uint8))).data)
    os.utime(path, (1000, 1000))
    stop = StopToken()
    stop.stop()
    assert thumbnail(path, 128, stop) is None
    assert thumbnail(path, 128).pixels.shape == (40, 60, 3)


def test_a_photo_gets_a_thumbnail_that_says_what_it_is_of(photo):
    found = thumbnail(photo, 256)
    assert found.pixels.shape == (128, 256, 3)
    assert (found.width, found.height) == (600, 300)
    (place,) = cached()
    with Image.open(place) as image:
        assert image.size == (256, 128)
        assert image.text["Thumb::URI"] == path_uri(photo)
        assert image.text["Thumb::MTime"] == str(int(photo.stat().st_mtime))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_the_second_time_the_file_is_not_decoded(photo, monkeypatch):
    first = thumbnail(photo)
    monkeypatch.setattr(Readers, "read_reduced", lambda *_: pytest.fail("decoded again"))
    again = thumbnail(photo)
    assert np.array_equal(first.pixels, again.pixels)
    assert (again.width, again.height) == (600, 300)


def test_a_thumbnail_of_another_program_is_taken(photo):
    place = thumbnails._place("large", path_uri(photo))
    place.parent.mkdir(parents=True)
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Thumb::URI", path_uri(photo))
    texts.add_text("Thumb::MTime", str(int(photo.stat().st_mtime)))
    Image.new("RGB", (256, 128), (1, 2, 3)).save(place, pnginfo=texts)
    assert thumbnail(photo).pixels[0, 0].tolist() == [1, 2, 3]


def test_a_file_that_has_changed_gets_a_new_one(photo):
    thumbnail(photo)
    Image.new("RGB", (600, 300), (0, 0, 200)).save(photo)
    os.utime(photo, (1_000_000, 1_000_000))
    assert thumbnail(photo).pixels[0, 0].tolist() == [0, 0, 200]
    assert len(cached()) == 1


def test_a_damaged_thumbnail_is_made_again(photo):
    thumbnail(photo)
    (place,) = cached()
    place.write_bytes(place.read_bytes()[:60])
    assert thumbnail(photo).pixels.shape == (128, 256, 3)


def test_a_smaller_one_than_the_cache_has_is_scaled_down(photo):
    assert thumbnail(photo, 100).pixels.shape == (50, 100, 3)
    assert cached("normal") and not cached("large")


def test_a_larger_one_in_the_cache_is_enough(photo, monkeypatch):
    thumbnail(photo, 256)
    monkeypatch.setattr(Readers, "read_reduced", lambda *_: pytest.fail("decoded again"))
    assert thumbnail(photo, 100).pixels.shape == (50, 100, 3)


def test_a_picture_that_is_small_stays_as_it_is(tmp_path):
    path = tmp_path / "dot.png"
    Image.new("RGB", (3, 2), "white").save(path)
    assert thumbnail(path, 256).pixels.shape == (2, 3, 3)


@pytest.fixture
def broken(tmp_path) -> Path:
    """The beginning of a JPEG, written long ago."""
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 nothing more")
    os.utime(path, (1_000_000, 1_000_000))
    return path


def failed() -> list[Path]:
    return cached(f"fail/sdviewer-{__version__}")


def test_what_cannot_be_shown_is_tried_only_once(broken, monkeypatch):
    assert thumbnail(broken) is None
    assert len(failed()) == 1
    monkeypatch.setattr(Readers, "read_reduced", lambda *_: pytest.fail("tried again"))
    assert thumbnail(broken) is None


def test_what_was_written_just_now_may_not_be_whole_yet(broken):
    os.utime(broken)
    assert thumbnail(broken) is None
    assert failed() == []


def test_what_is_written_meanwhile_is_tried_again(broken, monkeypatch):
    read = Readers.read_reduced

    def read_while_it_is_copied(self, path, side, stop):
        os.utime(path, (1_000_001, 1_000_001))
        return read(self, path, side, stop)

    monkeypatch.setattr(Readers, "read_reduced", read_while_it_is_copied)
    assert thumbnail(broken) is None
    assert failed() == []


@pytest.mark.parametrize(
    "error", [StorageError("x"), MissingModelError("x", "0badcafe"), LimitsError("x"), MemoryError()]
)
def test_what_may_pass_is_tried_again(broken, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(Readers, "read_reduced", fail)
    assert thumbnail(broken) is None
    assert failed() == []


def test_a_file_that_is_gone_has_none(tmp_path):
    assert thumbnail(tmp_path / "gone.png") is None


def test_a_device_has_none_and_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(Readers, "read_reduced", lambda *_: pytest.fail("was opened"))
    (tmp_path / "a.png").symlink_to(os.devnull)
    assert thumbnail(tmp_path / "a.png") is None


def test_no_thumbnails_are_kept_of_thumbnails(photo):
    thumbnail(photo)
    (place,) = cached()
    assert thumbnail(place, 64) is not None
    assert not cached("normal")


def test_without_a_cache_there_are_still_thumbnails(photo, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert thumbnail(photo).pixels.shape == (128, 256, 3)


def test_the_upright_size_is_told(tmp_path):
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200)).save(path, exif=exif)
    found = thumbnail(path, 128)
    assert (found.width, found.height) == (200, 400)
    assert found.pixels.shape == (128, 64, 3)


def test_an_sdc_has_one_too(tmp_path):
    from sdviewer.codec import pipeline
    from sdviewer.codec.types import Picture

    rows, columns = np.mgrid[0:96, 0:160]
    pixels = np.stack([columns, rows, rows + columns], axis=-1).astype(np.uint8)
    path = tmp_path / "small.sdc"
    path.write_bytes(pipeline.encode(Picture(pixels)).data)
    found = thumbnail(path, 128)
    assert found.pixels.shape == (77, 128, 3)
    assert (found.width, found.height) == (160, 96)
    assert abs(found.pixels.astype(int).mean() - pixels.astype(int).mean()) < 12
    assert len(cached("normal")) == 1


def test_a_file_of_the_same_date_is_drawn_anew_once_it_is_forgotten(photo):
    before = photo.stat()
    first = thumbnail(photo)
    Image.new("RGB", (first.width, first.height), "red").save(photo)
    os.utime(photo, ns=(before.st_atime_ns, before.st_mtime_ns))
    forget(photo)
    again = thumbnail(photo)
    assert (again.pixels == (255, 0, 0)).all() and not (first.pixels == (255, 0, 0)).all()

"""What is no picture, is damaged, too large or never ends: a sentence each."""

from __future__ import annotations

import os
import re
import struct
import sys
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from picture_files import encoded
from PIL import Image

from sdviewer.codec.errors import InputError, LimitsError
from sdviewer.codec.pictures import source
from sdviewer.codec.pictures.jxl_header import jxl_size
from sdviewer.codec.pictures.reader import picture_from_bytes, read_picture
from sdviewer.codec.rivals.at_size import encode_at_size
from sdviewer.codec.types import MAX_PIXELS, Picture


def png_of_size(width: int, height: int) -> bytes:
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + body
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 9)
        + b"IDAT"
        + bytes(13)
    )


@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (13_000, 13_000), (100_000, 100_000)])
def test_too_many_pixels_are_refused_before_decoding(width: int, height: int) -> None:
    with pytest.raises(LimitsError, match=r"bomb\.png is too large"):
        picture_from_bytes(png_of_size(width, height), "bomb.png")
    assert width * height > MAX_PIXELS


def test_a_jpeg_xl_is_measured_before_its_plugin_decodes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pillow_jxl  # noqa: F401

    data = encoded(Image.new("RGB", (40, 20)), "JXL")
    (tmp_path / "a.jxl").write_bytes(data)
    monkeypatch.setattr(source, "MAX_PIXELS", 799)
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("was opened"))
    with pytest.raises(LimitsError, match="40x20"):
        read_picture(tmp_path / "a.jxl")


@pytest.mark.parametrize("size", [(1, 1), (8, 16), (256, 256), (257, 100), (1200, 1000), (160, 90), (3, 2000)])
@pytest.mark.parametrize("container", [False, True])
def test_size_in_the_jpeg_xl_header(size: tuple[int, int], container: bool) -> None:
    import pillow_jxl  # noqa: F401

    assert jxl_size(encoded(Image.new("L", size), "JXL", use_container=container, effort=1)) == size


@pytest.mark.parametrize(("format", "parts"), [("AVIF", (0.02, 0.1)), ("HEIF", (0.02, 0.1)), ("JXL", (0.02, 0.5, 0.8))])
def test_truncated_files_of_which_nothing_can_be_shown_give_a_sentence(format: str, parts: tuple[float, ...]) -> None:
    import pillow_heif
    import pillow_jxl  # noqa: F401

    pillow_heif.register_heif_opener()
    rng = np.random.default_rng(1)
    data = encoded(Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)), format)
    for part in parts:
        with pytest.raises(InputError, match=r"holiday\.x "):
            picture_from_bytes(data[: int(len(data) * part)], "holiday.x")


def test_jpeg_xl_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import pillow_jxl  # noqa: F401

    data = encoded(Image.new("RGB", (40, 20)), "JXL")
    monkeypatch.setitem(sys.modules, "pillow_jxl", None)
    with pytest.raises(InputError, match=r"a\.jxl is a JPEG XL file.*pip install pillow-jxl-plugin"):
        picture_from_bytes(data, "a.jxl")
    with pytest.raises(InputError, match=r"JPEG XL needs a package.*pip install pillow-jxl-plugin"):
        encode_at_size("jxl", Picture(np.zeros((20, 40, 3), np.uint8)), 900)


def test_no_dependency_is_under_the_gpl_alone() -> None:
    """The GPL may only be one of several licences, as Qt's."""
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        about = metadata.metadata(re.match(r"[\w-]+", requirement)[0])
        stated = " ".join([about.get("License-Expression") or "", *(about.get_all("Classifier") or ())])
        assert "GPL" not in stated or "LGPL" in stated or "Lesser" in stated, requirement


def test_no_program_is_run_for_a_picture() -> None:
    """Pillow gives EPS to Ghostscript, whatever the file is named."""
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    with pytest.raises(InputError, match=r"photo\.jpg is not a picture in a format"):
        picture_from_bytes(eps, "photo.jpg")


@pytest.mark.parametrize("data", [b"", b"\0", b"hello, this is text" * 50, b"\xff\x0a", b"\x89PNG\r\n\x1a\n", b"RIFF"])
def test_what_is_no_picture_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError, match="notes"):
        picture_from_bytes(data, "notes")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="doesn't exist"):
        read_picture(tmp_path / "none.png")
    with pytest.raises(InputError, match="is a folder"):
        read_picture(tmp_path)


@contextmanager
def piped(data: bytes) -> Iterator[Path]:
    """A pipe that holds these bytes and no more will come."""
    if not Path("/dev/fd").exists():
        pytest.skip("pipes have no names here")
    reading, writing = os.pipe()
    try:
        os.write(writing, data)
        os.close(writing)
        yield Path(f"/dev/fd/{reading}")
    finally:
        os.close(reading)


@pytest.mark.parametrize("format", ["PNG", "TIFF", "JXL"])
def test_a_pipe_is_read_once_and_whole(colours: np.ndarray, format: str) -> None:
    import pillow_jxl  # noqa: F401

    with piped(encoded(Image.fromarray(colours), format)) as path:
        assert read_picture(path).pixels.shape == colours.shape


def test_a_pipe_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_MAX_PIPED", 999)
    with piped(bytes(1000)) as path, pytest.raises(LimitsError, match="larger than 999 bytes"):
        read_picture(path)


def test_a_wrong_suffix_does_not_matter(colours: np.ndarray, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(Image.fromarray(colours), "PNG"))
    assert np.array_equal(read_picture(tmp_path / "a.jpg").pixels, colours)


def test_a_damaged_tiff_says_one_sentence_and_nothing_beside_it(capfd):
    header = b"II*\0" + (8).to_bytes(4, "little") + (2).to_bytes(2, "little")
    data = header + bytes.fromhex("000104010100000008000000") + bytes.fromhex("030177770100000005000000") + bytes(40)
    with pytest.raises(InputError):
        picture_from_bytes(data, "the photo")
    assert capfd.readouterr().err == ""

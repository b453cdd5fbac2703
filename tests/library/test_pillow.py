"""`.sdc` through Pillow and imageio: as of any other format."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

import sdviewer
import sdviewer.pillow
from sdviewer.codec import decoding

PHOTO = Path(__file__).parents[1] / "data" / "golden" / "photo.png"


@pytest.fixture
def file(tmp_path) -> Path:
    image = Image.open(PHOTO).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    path = tmp_path / "a.sdc"
    image.save(path, quality=70, exif=exif)
    return path


def test_it_is_a_format_like_any_other(file):
    assert Image.registered_extensions()[".sdc"] == "SDC"
    with Image.open(file) as image:
        assert (image.format, image.get_format_mimetype(), image.size, image.mode) == (
            "SDC",
            "image/x-sdc",
            (160, 112),
            "RGB",
        )
        assert image.getexif()[0x010F] == "a camera"
        assert np.array_equal(np.asarray(image), decoding.decode(file.read_bytes()).pixels)
    assert sdviewer.info(file).quality == pytest.approx(70, abs=1)


def test_opening_decodes_nothing(file, monkeypatch):
    monkeypatch.setattr(decoding, "decode", None)
    with Image.open(file) as image:
        assert image.size == (160, 112) and "exif" in image.info


def test_draft_and_thumbnail_take_reduced_drawings(file):
    with Image.open(file) as image:
        assert image.draft("RGB", (30, 20)) is not None
        assert image.size == (40, 28)
        assert np.asarray(image).shape == (28, 40, 3)
    with Image.open(file) as image:
        image.thumbnail((20, 20))
        assert max(image.size) == 20


def test_what_is_saved_can_be_wished_for(tmp_path):
    image = Image.open(PHOTO)
    for wish, check in (({"size": 800}, lambda n: n <= 800), ({"quality": 1}, lambda n: n < 700)):
        out = BytesIO()
        image.save(out, "SDC", **wish)
        assert check(len(out.getvalue()))
    translucent = Image.new("RGBA", (32, 32), (255, 0, 0, 100))
    translucent.save(tmp_path / "t.sdc")
    with Image.open(tmp_path / "t.sdc") as image:
        assert image.mode == "RGBA"
        assert image.getpixel((5, 5))[3] == 100


def test_damage_is_what_pillow_says_of_damage(file, tmp_path):
    with pytest.raises(UnidentifiedImageError):
        Image.open(BytesIO(b"\x89SDC\r\n\n" + bytes(40)))
    with Image.open(BytesIO(file.read_bytes()[:-300])) as image, pytest.raises(OSError):
        image.load()
    with pytest.raises(OSError, match="no model named"):
        Image.open(PHOTO).save(tmp_path / "x.sdc", model="nobody's")


def test_imageio_reads_and_writes_it(file, tmp_path):
    imageio = pytest.importorskip("imageio.v3")
    pixels = imageio.imread(file, plugin="pillow")
    assert np.array_equal(pixels, decoding.decode(file.read_bytes()).pixels)
    imageio.imwrite(tmp_path / "b.sdc", pixels, plugin="pillow", quality=50)
    assert sdviewer.info(tmp_path / "b.sdc").width == 160


def test_a_contact_sheet_of_all_that_pillow_opens(file, tmp_path):
    """As such scripts do it: whatever has a registered suffix, reduced and pasted."""
    Image.open(PHOTO).convert("RGB").save(tmp_path / "b.jpg")
    (tmp_path / "c.txt").write_text("no picture")
    known = Image.registered_extensions()
    found = [path for path in sorted(tmp_path.iterdir()) if path.suffix in known]
    sheet = Image.new("RGB", (80 * len(found), 60), "white")
    for column, path in enumerate(found):
        with Image.open(path) as image:
            image.thumbnail((80, 60))
            sheet.paste(image, (80 * column, 0))
    first, second = (np.asarray(sheet.crop((left, 0, left + 80, 56))).astype(int) for left in (0, 80))
    assert [path.name for path in found] == ["a.sdc", "b.jpg"]
    assert np.abs(first - second).mean() < 12


def test_importing_it_loads_nothing_heavy():
    script = "import sys, sdviewer.pillow; sys.exit(str({'numpy', 'onnxruntime', 'torch'} & set(sys.modules) or ''))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.stderr.strip() == ""

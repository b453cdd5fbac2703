"""Small pictures of large files: what is decoded to be shown small looks as if all of it had been decoded."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from sdviewer.codec.pictures import reader
from sdviewer.codec.pictures.images import pil_image, reduced, shrunk

SIDE = 40


def smooth(width=430, height=250, channels=3):
    rng = np.random.default_rng(5)
    small = Image.fromarray(rng.integers(0, 256, (5, 8, 4), np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(small)[..., :channels]


def write(path, kind):
    rgba = Image.fromarray(smooth(channels=4))
    exif = Image.Exif()
    exif[0x0112] = 6
    match kind:
        case "PNG" | "WEBP" | "TIFF":
            rgba.convert("RGB").save(path, kind, exif=exif)
        case "JPEG2000":
            rgba.convert("RGB").save(path, kind, num_resolutions=4)
        case "j2k without levels":
            rgba.convert("RGB").save(path, "JPEG2000", num_resolutions=1)
        case "RGBA":
            rgba.save(path, "PNG")
        case "grey":
            rgba.convert("L").save(path, "PNG")
        case "palette":
            rgba.convert("RGB").quantize(64).save(path, "PNG", transparency=3)
        case "one colour is transparent":
            rgba.convert("RGB").save(path, "PNG", transparency=(1, 2, 3))
        case "CMYK":
            rgba.convert("RGB").convert("CMYK").save(path, "JPEG", quality=95)
        case "JPEG":
            rgba.convert("RGB").save(path, "JPEG", quality=95, exif=exif)
        case "16 bits":
            tifffile.imwrite(path, smooth().astype(np.uint16) * 257, photometric="rgb")
        case "16 bits of grey":
            Image.fromarray(smooth()[..., 0].astype(np.uint16) * 257).save(path, "PNG")
        case "black and white":
            rgba.convert("1").save(path, "PNG")


KINDS = (
    "PNG", "WEBP", "TIFF", "JPEG2000", "j2k without levels", "RGBA", "grey", "palette", "one colour is transparent",
    "CMYK", "JPEG", "16 bits", "16 bits of grey", "black and white",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_as_if_all_had_been_decoded(tmp_path, kind):
    write(tmp_path / "a", kind)
    whole = reader.read_picture(tmp_path / "a")
    small, size = reader.read_reduced(tmp_path / "a", SIDE)
    expected = reduced(whole, SIDE)
    assert size == (whole.width, whole.height)
    assert (small.width, small.height, small.space, small.metadata) == (
        expected.width, expected.height, expected.space, whole.metadata,
    )  # fmt: skip
    assert (small.alpha is None) == (expected.alpha is None)
    seen = [np.asarray(pil_image(one).convert("RGBA"), float) for one in (small, expected)]
    on_black = [one[..., :3] * one[..., 3:] / 255 for one in seen]
    assert np.abs(on_black[0] - on_black[1]).mean() < 2.5
    assert np.abs(seen[0][..., 3] - seen[1][..., 3]).mean() < 1.5


@pytest.mark.parametrize("size", [(7, 5000), (5000, 7), (1, 1), (3000, 1000)])
def test_bands_are_as_the_whole(monkeypatch, size):
    monkeypatch.setattr("sdviewer.codec.pictures.images._BAND_PIXELS", 3000)
    for mode in ("RGB", "RGBA", "L", "CMYK"):
        image = Image.effect_noise(size, 60).convert("RGB").convert(mode)
        assert np.array_equal(np.asarray(shrunk(image, 3)), np.asarray(image.reduce(3)))

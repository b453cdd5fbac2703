"""Profiles of the colour spaces, held against littleCMS and published colorants; saved files carry them."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from sdviewer.codec.pictures.colour import spaces
from sdviewer.codec.pictures.writer import picture_to_bytes
from sdviewer.codec.types import Picture

KNOWN = {  # XYZ of red, green and blue under D50, as the published profiles have them
    "srgb": ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7142)),
    "display-p3": ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)),
    "adobe-rgb": ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446)),
    "bt2020": ((0.6734, 0.2790, -0.0019), (0.1656, 0.6753, 0.0300), (0.1251, 0.0456, 0.7971)),
}


def converted(pixels: np.ndarray, source: bytes, target: bytes) -> np.ndarray:
    profiles = [ImageCms.ImageCmsProfile(BytesIO(p)) for p in (source, target)]
    out = ImageCms.profileToProfile(Image.fromarray(pixels), *profiles, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    return np.asarray(out)


@pytest.mark.parametrize("space", spaces.SPACES)
def test_colorants_are_the_published_ones(space):
    profile = ImageCms.ImageCmsProfile(BytesIO(spaces.profile(space))).profile
    found = [c[0] for c in (profile.red_colorant, profile.green_colorant, profile.blue_colorant)]
    assert np.allclose(found, KNOWN[space], atol=6e-4)
    assert profile.profile_description == spaces.SPACES[space].name


def test_srgb_is_the_srgb_of_littlecms():
    pixels = np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    difference = converted(pixels, spaces.profile("srgb"), theirs).astype(int) - pixels
    assert np.abs(difference).max() <= 1


def test_greys_stay_greys_between_spaces_of_one_curve():
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, 2)
    difference = converted(greys, spaces.profile("display-p3"), spaces.profile("srgb")).astype(int) - greys
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("space", spaces.SPACES)
def test_saved_files_carry_the_profile_of_their_pixels(format, space):
    picture = Picture(np.full((8, 8, 3), 100, np.uint8), space=space)
    image = Image.open(BytesIO(picture_to_bytes(picture, format)))
    icc = image.info.get("icc_profile")
    if space == "srgb":
        assert icc or "srgb" in image.info
    else:
        assert icc == spaces.profile(space)

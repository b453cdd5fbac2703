"""The small autoencoder of Stable Diffusion's latents that ships: at once, without torch, files that others draw."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sdviewer.codec import pipeline, registry
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.codec.types import EncodeOptions, StopToken
from sdviewer.paths import resource

AUTOENCODER = Path(__file__).parents[4] / "shared" / "data" / "autoencoders" / "taesd"


@pytest.fixture(scope="module")
def photo():
    return read_picture(resource("samples/dog.jpg"))


def test_it_is_in_the_list_at_the_first_start():
    info = next(info for info in registry.available() if info.name == "sd1")
    assert (info.identity.text, info.source, info.family) == ("sd1", "", "diffusion")
    assert sum(path.stat().st_size for path in info.path.iterdir()) <= 4_000_000


def test_a_photo_of_5_kilobytes_is_drawn_near_to_itself(photo):
    encoded = pipeline.encode(photo, EncodeOptions("sd1", size=5000))
    assert len(encoded.data) <= 5000
    info = pipeline.inspect(encoded.data)
    assert info.model_id == "sd1" and info.latents and encoded.latents
    off = encoded.picture.pixels.astype(float) - photo.pixels
    assert 10 * np.log10(255**2 / np.mean(off**2)) > 21


def test_neither_torch_nor_diffusers_is_needed():
    program = (
        "import sys; from sdviewer.codec import pipeline; from sdviewer.codec.types import EncodeOptions, Picture;"
        "import numpy as np; p = Picture(np.full((40, 56, 3), 99, np.uint8));"
        "data = pipeline.encode(p, EncodeOptions('sd1')).data; assert pipeline.decode(data).width == 56;"
        "assert not {'torch', 'diffusers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(not AUTOENCODER.exists(), reason="../shared has no TAESD")
def test_its_latents_are_those_that_the_larger_one_gives(photo, tmp_path):
    pytest.importorskip("diffusers")
    from sdviewer.codec.diffusion.layouts.config import find_source
    from sdviewer.codec.diffusion.network.autoencoder import Network

    weights, config = find_source(AUTOENCODER)
    larger = Network(config, weights).encode(part := photo.pixels[:256, :256], StopToken(), lambda _: None)
    small = registry.load("sd1").analyse(part, StopToken(), lambda _: None)[..., :-3]
    for channel in range(4):
        assert np.corrcoef(larger[..., channel].ravel(), small[..., channel].ravel())[0, 1] > 0.9

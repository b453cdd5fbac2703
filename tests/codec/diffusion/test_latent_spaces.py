"""Latent spaces: an autoencoder's is told by its latents, and any autoencoder of a space draws its files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline, registry
from sdviewer.codec.diffusion import spaces
from sdviewer.codec.diffusion.model import mean_colours
from sdviewer.codec.diffusion.samples import samples
from sdviewer.codec.errors import MissingModelError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

REAL = Path(__file__).parents[4] / "shared" / "data" / "autoencoders"
PHOTO = Path(__file__).parents[2] / "data" / "golden" / "photo.png"


def latents_like(space: str, scale: float, shift: float, noise: float) -> list[np.ndarray]:
    """Latents that go with colours as those of a space do, in an autoencoder's own units."""
    factor, slopes = spaces._known()[space]
    random = np.random.default_rng(3)
    found = []
    for photo in samples(384):
        colours = mean_colours(photo, factor) / 127.5 - 1
        latent = colours @ slopes.T + random.normal(0, noise, (*colours.shape[:2], len(slopes)))
        found.append((latent / scale + shift).astype(np.float32))
    return found


@pytest.mark.parametrize("space", ["sd1", "sdxl", "sd3", "flux1", "flux2"])
@pytest.mark.parametrize("full", [False, True])
def test_a_space_is_told_by_how_channels_go_with_colours(space, full):
    scale, shift = spaces.UNITS.get(space, (1.0, 0.0)) if full else (1.0, 0.0)
    found = spaces.find(latents_like(space, scale, shift, 0.3), samples(384), 8)
    assert found == (space, scale, shift)


def test_another_autoencoder_is_of_no_space():
    random = np.random.default_rng(4)
    unlike = [random.normal(0, 1, (48, 48, 4)).astype(np.float32) for _ in samples(384)]
    assert spaces.find(unlike, samples(384), 8) is None
    assert (
        spaces.find(latents_like("sd1", 9.0, 0.0, 0.1), samples(384), 8) is None
    )  # neither in one unit nor in the other
    assert spaces.find([x[::2, ::2] for x in latents_like("sd1", 1.0, 0.0, 0.1)], samples(384), 16) is None


@pytest.fixture
def sdxl(small_models, tmp_path, monkeypatch) -> Path:
    """Two autoencoders of one space (the small one, twice, whose space is said to be sdxl), in a folder."""
    for number, name in enumerate(("first", "second")):
        folder = tmp_path / name
        shutil.copytree(small_models / "small", folder)
        config = json.loads((folder / "config.json").read_text())
        units = {"space": "sdxl", "scale": 1.0 + number, "shift": 0.0}
        (folder / "config.json").write_text(json.dumps(config | units | {"sha256": 64 * str(number), "source": name}))
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path))
    monkeypatch.setenv("SDVIEWER_DEVICE", "cpu")
    registry.forget()
    return tmp_path


def test_any_autoencoder_of_a_space_draws_and_says_so(sdxl):
    photo = Picture(np.asarray(Image.open(PHOTO).convert("RGB"))[:64, :96].copy())
    data = pipeline.encode(photo, EncodeOptions(model="first", quality=70)).data
    assert pipeline.inspect(data).model_id == "sdxl"
    assert registry.for_file(registry.load("first").identity, b"").identity.space == "sdxl"
    assert not [n for n in pipeline.decode(data).notices if "Drawn with" in n]  # the one that wrote it is here
    shutil.rmtree(sdxl / "first")
    assert "Drawn with 'second'; it was written with 'first'" in pipeline.decode(data).notices[0]
    shutil.rmtree(sdxl / "second")
    with pytest.raises(MissingModelError, match="no autoencoder of sdxl is here") as caught:
        pipeline.decode(data)
    assert caught.value.model_id == "sdxl"
    assert pipeline.preview(data).pixels.shape[2] == 3


@pytest.mark.parametrize(
    ("name", "space"), [("taesd", "sd1"), ("taesdxl", "sdxl"), ("taesd3", "sd3"), ("taef1", "flux1")]
)
def test_the_published_tiny_ones_are_of_their_space(name, space, tmp_path):
    if not (REAL / name).is_dir():
        pytest.skip("the published autoencoders aren't here")
    pytest.importorskip("diffusers")
    from sdviewer.codec.diffusion import add

    add.make_folder(REAL / name, tmp_path, name, StopToken(), lambda _: None)
    assert json.loads((tmp_path / "config.json").read_text())["space"] == space

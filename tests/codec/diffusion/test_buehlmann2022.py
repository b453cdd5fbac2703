"""The rival of 2022: its bytes as described, errors as its palette makes them, its rate by the number of colours."""

import zlib

import numpy as np
import pytest

from sdviewer.codec import registry
from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion import buehlmann2022 as rival
from sdviewer.codec.diffusion.model import SCALING
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.types import Picture, StopToken

UNIT = SCALING


@pytest.fixture(scope="module")
def latent() -> np.ndarray:
    """Smooth in places, as photos are; (24, 40, 4) with the deviations of Stable Diffusion's."""
    x = np.random.default_rng(0).standard_normal((24, 40, 4))
    for axis in (0, 1):
        x = (x + np.roll(x, 1, axis) + np.roll(x, 2, axis)) / 3**0.5
    return (5 * x).astype(np.float32)


def test_file_is_palette_and_indices_through_zlib(latent):
    raw = zlib.decompress(rival.to_bytes(latent, UNIT))
    assert len(raw) == 4 * 256 + 24 * 40
    palette, indices = np.frombuffer(raw[:1024], np.uint8).reshape(256, 4), np.frombuffer(raw[1024:], np.uint8)
    expected = (palette[indices.reshape(24, 40)] / 255 - 0.5) * 255 * 0.18215
    assert np.allclose(rival.from_bytes(zlib.compress(raw), 24, 40, UNIT), expected, atol=1e-4)


def test_few_colours_come_back_but_for_the_bytes_rounding():
    colours = np.array([[-4, 0, 8, 1], [2, -9, 0.5, 3], [40, -40, 0, 0]], np.float32)
    latent = colours[np.random.default_rng(1).integers(0, 3, (9, 11))]
    back = rival.from_bytes(rival.to_bytes(latent, UNIT, dither=False), 9, 11, UNIT)
    limit = 127.5 * 0.18215
    error = np.clip(latent, -limit, limit) - back
    assert error.min() >= -1e-4
    assert error.max() <= UNIT + 1e-4


def test_diffusion_keeps_means_and_costs_error(latent):
    plain, diffused = (
        rival.from_bytes(rival.to_bytes(latent, UNIT, 16, dither=d), 24, 40, UNIT) - latent for d in (False, True)
    )
    assert np.mean(diffused**2) > np.mean(plain**2)
    blocks = [e.reshape(3, 8, 5, 8, 4).mean((1, 3)) for e in (plain, diffused)]
    assert np.mean(blocks[1] ** 2) < 0.5 * np.mean(blocks[0] ** 2)


def test_more_colours_are_nearer_and_larger(latent):
    found = [rival.to_bytes(latent, UNIT, n) for n in (2, 16, 256)]
    errors = [np.mean((rival.from_bytes(f, 24, 40, UNIT) - latent) ** 2) for f in found]
    assert [len(f) for f in found] == sorted(len(f) for f in found)
    assert errors == sorted(errors, reverse=True)


def test_unit_is_that_of_2022_for_stable_diffusion():
    assert rival.unit(0.18215) == pytest.approx(0.18215)
    assert rival.unit(1.0) == pytest.approx(0.18215**2)


def test_stops(latent):
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        rival.to_bytes(latent, UNIT, stop=stop)


def test_own_model_is_refused():
    with pytest.raises(InputError, match="four channels"):
        rival.encode_at_size(Picture(np.zeros((8, 8, 3), np.uint8)), registry.load(), None)


def test_through_a_model(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    diffusers = pytest.importorskip("diffusers")
    torch.manual_seed(1)
    blocks = {"encoder_block_out_channels": (8,) * 3, "decoder_block_out_channels": (8,) * 3}
    counts = {"num_encoder_blocks": (1, 1, 1), "num_decoder_blocks": (1, 1, 1)}
    module = diffusers.AutoencoderTiny(**blocks, **counts)
    with torch.inference_mode():
        spread = module.encode(torch.rand(1, 3, 64, 64) * 2 - 1).latents.std()
    module.register_to_config(scaling_factor=1 / float(spread))
    module.save_pretrained(tmp_path / "source")
    (tmp_path / "models" / "four").mkdir(parents=True)
    diffusion_add.make_folder(
        tmp_path / "source", tmp_path / "models" / "four", "somebody/four", StopToken(), lambda _: None
    )
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path / "models"))
    pixels = np.random.default_rng(2).integers(0, 256, (50, 83, 3), dtype=np.uint8)
    whole = rival.encode_at_size(Picture(pixels), registry.load("four"), None)
    assert whole.codec == "buehlmann2022"
    with pytest.raises(InputError, match="added with its U-Net; 'four' was not"):
        rival.encode_at_size(Picture(pixels), registry.load("four"), None, unet=True)
    assert whole.reached
    assert whole.quality == 256
    assert whole.picture.pixels.shape == pixels.shape
    small = rival.encode_at_size(Picture(pixels), registry.load("four"), len(whole.data) // 2)
    assert small.reached
    assert len(small.data) <= len(whole.data) // 2
    assert f"{small.quality:.0f} colours" in small.settings
    least = rival.encode_at_size(Picture(pixels), registry.load("four"), 20)
    assert not least.reached
    assert least.quality == 2

"""The transform coder: coefficients and back, files of it among those of the universal coder, sides of any size."""

import hashlib

import numpy as np
import pytest

from sdviewer.codec.diffusion.payload import ONE, ForeignReader, Side, reader, write_payload
from sdviewer.codec.diffusion.transform import FILE, SIDE, squares_mean, transform_of
from sdviewer.codec.errors import FormatError
from sdviewer.codec.identity import TRANSFORM, UNIVERSAL, latents
from sdviewer.codec.types import StopToken
from sdviewer.paths import resource

SPACES = {"sd3": 16, "flux1": 16, "flux2": 32}


def latent_of(space: str, height: int, width: int) -> np.ndarray:
    random = np.random.default_rng(1)
    return random.normal(0, 1, (height, width, SPACES[space])).astype(np.float32)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("size", [(1, 1), (4, 6), (5, 7)])
def test_coefficients_give_the_latent_back(space, size):
    transform, latent = transform_of(space), latent_of(space, *size)
    coefficients = transform.coefficients(latent)
    assert coefficients.shape == (-(-size[0] // 2), -(-size[1] // 2), 4 * SPACES[space])
    assert np.allclose(transform.latent(coefficients)[: size[0], : size[1]], latent, atol=1e-4)


def test_spaces_of_few_channels_have_none():
    assert transform_of("sd1") is None and transform_of("") is None


@pytest.mark.parametrize("coder", [UNIVERSAL, TRANSFORM])
def test_payloads_read_back(coder):
    random = np.random.default_rng(3)
    values = random.normal(0, 3, (5, 9, 64)).astype(np.float32)
    colours = np.clip(128 + 20 * values[..., :3], 0, 255)
    data, written = write_payload(values, colours, np.full(64, ONE, np.uint8), 16, 120, coder=coder)
    read = ForeignReader(coder).read_payload(data, 77, 140, 120, StopToken())
    assert np.array_equal(read.values, written.values) and read.side == written.side
    assert Side.from_bytes(read.side).channels == 64
    sketch = ForeignReader(coder).sketch(read, 77, 140)
    assert sketch.shape == (5, 9, 3)
    assert np.abs(sketch.astype(float) - colours).mean() < 12


def test_its_side_information_is_short():
    side = Side(16, np.full(64, ONE, np.uint8), np.zeros(3, np.int16), np.ones((3, 64), np.int8))
    assert len(side.to_bytes(TRANSFORM)) == 20 and len(side.to_bytes()) == 264
    again = Side.from_bytes(side.to_bytes(TRANSFORM), TRANSFORM)
    assert np.array_equal(again.weights[:, :4], side.weights[:, :4]) and not again.weights[:, 4:].any()
    for cut in range(20):
        with pytest.raises(FormatError):
            Side.from_bytes(side.to_bytes(TRANSFORM)[:cut], TRANSFORM)


@pytest.mark.parametrize(("space", "coder"), [("sd1", TRANSFORM), ("sdxl", 2), ("", TRANSFORM)])
def test_coders_that_are_not_known_here_are_newer(space, coder):
    with pytest.raises(FormatError, match="newer version"):
        reader(latents(space, "00" * 8, coder))
    assert reader(latents("sd3", "", TRANSFORM)) and reader(latents("sd3", ""))


def test_means_of_squares_repeat_the_edge():
    values = np.arange(15, dtype=np.float32).reshape(3, 5)
    means = squares_mean(values)
    assert means.shape == (2, 3)
    assert means[0, 0] == values[:2, :2].mean() and means[1, 2] == values[2, 4]
    assert squares_mean(np.stack([values] * 2, 2)).shape == (2, 3, 2) and SIDE == 2


def test_the_table_is_frozen():
    assert hashlib.sha256(resource(FILE).read_bytes()).hexdigest() in resource("sdc-format.md").read_text("utf-8")

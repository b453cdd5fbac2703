"""Weights with which one picture is too much for float16, though the sample photo is not: it comes out right."""

import json

import numpy as np
import pytest
from test_diffusion import build, quiet

from sdviewer.codec import notices
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from sdviewer.codec.diffusion.network import autoencoder  # noqa: E402
from sdviewer.codec.diffusion.network import tiles as diffusion_tiles  # noqa: E402

STOP = StopToken()
USUAL = np.random.default_rng(0).normal(size=(12, 20, 4)).astype(np.float32)
SAID = "With this picture the model's numbers became too large for float16; from now on it is drawn with float32."


@pytest.fixture
def make(tmp_path, monkeypatch, card):
    """Networks whose decoder takes a usual latent to some thousands inside, and pictures to the same."""
    torch.set_num_threads(1)
    monkeypatch.setattr(autoencoder, "_SAMPLE", 32)
    monkeypatch.setattr(diffusion_tiles, "SMALLEST", 16)
    module = build("kl").requires_grad_(False)
    module.decoder.conv_in.weight *= 3000
    module.encoder.conv_in.weight *= 3000
    module.save_pretrained(tmp_path)

    def make(small: bool, weights=tmp_path):
        card["small"] = small
        config = json.loads((weights / "config.json").read_text())
        return autoencoder.Network(config, weights / "diffusion_pytorch_model.safetensors")

    return make


def drawn(network, latent, small, card) -> tuple[np.ndarray, list[str]]:
    card["small"] = small
    with notices.collect() as said:
        return network.decode(latent, STOP, quiet), said


@pytest.mark.parametrize("memory", [10**9, 200_000])
def test_a_picture_that_overflows_is_drawn_with_larger_numbers(make, card, memory):
    """In windows, too, where one overflow spoils the statistics of all."""
    card["memory"] = memory
    exact, network = make(False), make(True)
    usual, said = drawn(network, USUAL, True, card)
    assert said == [] and network._type == torch.float16
    assert np.abs(usual.astype(int) - drawn(exact, USUAL, False, card)[0]).max() <= 4
    one = USUAL.copy()
    one[3, 4] *= 2000  # in one place
    pixels, said = drawn(network, one, True, card)
    assert said == [SAID]
    assert np.array_equal(pixels, drawn(exact, one, False, card)[0])
    again, said = drawn(network, USUAL, True, card)
    assert said == [] and network._type == torch.float32
    assert np.array_equal(again, drawn(exact, USUAL, False, card)[0])


def test_without_the_repetition_it_is_spoilt(make, card, monkeypatch):
    """The test above tests something."""
    monkeypatch.setattr(autoencoder.Network, "_checked", lambda _, x: x)
    one = USUAL.copy()
    one[3, 4] *= 2000
    spoilt = drawn(make(True), one, True, card)[0].astype(int)
    assert np.abs(spoilt - drawn(make(False), one, False, card)[0]).mean() > 10


def test_encoding_too(make, card, tmp_path, monkeypatch):
    network = make(True)
    network.encode(np.full((16, 16, 3), 128, np.uint8), STOP, quiet)
    assert network._type == torch.float16
    network._module.encoder.conv_in.weight *= 1000  # as a photo might that is unlike the sample
    with notices.collect() as said:
        latent = network.encode(np.full((16, 16, 3), 255, np.uint8), STOP, quiet)
    assert said == [SAID]
    card["small"] = False
    assert np.array_equal(latent, make(False).encode(np.full((16, 16, 3), 255, np.uint8), STOP, quiet))


def test_memory_that_is_short_for_larger_numbers_is_said_and_done_with_less(make, card, monkeypatch):
    network = make(True)
    drawn(network, USUAL, True, card)
    run, failed = diffusion_tiles.Half.run_fine, []

    def limited(self, size, itemsize, memory, *more):
        if itemsize == 4 and not failed:
            failed.append(memory)
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return run(self, size, itemsize, memory, *more)

    monkeypatch.setattr(diffusion_tiles.Half, "run_fine", limited)
    pixels, said = drawn(network, 2000 * USUAL, True, card)
    assert said[0] == SAID and "is not enough" in said[1]
    assert np.abs(pixels.astype(int) - drawn(make(False), 2000 * USUAL, False, card)[0]).max() <= 1

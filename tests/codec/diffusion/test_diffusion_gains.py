"""Gains of a decoder that is known, and that a model's steps follow them."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from sdviewer.codec.diffusion.gains import gains  # noqa: E402


class Doubling(torch.nn.Module):
    """Each latent to 2 x 2 pixels: channel 0 times 3 in red, channel 1 times 1 in green and in blue."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = torch.nn.Parameter(torch.tensor([3.0, 1.0]))

    def decode(self, z):
        z = (z * self.factor[:, None, None])[:, [0, 1, 1]]
        return SimpleNamespace(sample=z.repeat_interleave(2, 2).repeat_interleave(2, 3))


def test_gains_of_a_known_decoder():
    latents = [np.random.default_rng(n).standard_normal((40, 30, 2)).astype(np.float32) for n in range(3)]
    assert gains(Doubling(), latents, StopToken()) == pytest.approx([4 * 9, 4 * 2], rel=0.1)


def test_units_weigh_alike_and_keep_their_mean(monkeypatch):
    from sdviewer.codec.diffusion import gains as diffusion_gains

    monkeypatch.setattr(diffusion_gains, "load", lambda *_: None)
    deviations = np.array([1.0, 2.0, 0.5])

    def units(measured: list[float]) -> np.ndarray:
        monkeypatch.setattr(diffusion_gains, "gains", lambda *_: np.array(measured))
        return np.array(diffusion_add._balance(deviations, {}, None, [], StopToken()))

    found = units([1.0, 4.0, 0.25])
    assert found * np.sqrt([1.0, 4.0, 0.25]) == pytest.approx([found[0]] * 3, rel=1e-4)
    assert np.prod(found) == pytest.approx(np.prod(deviations), rel=1e-4)
    extreme = units([1e-9, 1.0, 1e9]) / deviations
    assert extreme.max() == pytest.approx(4, rel=1e-4)
    assert extreme.min() == pytest.approx(0.25, rel=1e-4)
    for nothing in ([0.0, 1.0, 1.0], [np.nan, 1.0, 1.0]):
        assert units(nothing) == pytest.approx(deviations)


def test_the_small_autoencoder_codes_its_brightness_finest(small_models):
    units = json.loads((small_models / "small" / "config.json").read_text())["deviations"]
    assert units[0] == min(units)

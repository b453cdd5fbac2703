"""The distance of pictures in an encoder's features: nothing for the same, and what it counts beside the pixels."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from torch.nn import functional as F  # noqa: E402

from sdviewer.codec.diffusion.gains import load  # noqa: E402
from sdviewer.codec.diffusion.likeness import Likeness  # noqa: E402

PHOTO = Path(__file__).parents[2] / "data" / "golden" / "photo.png"


@pytest.fixture(scope="module")
def photo():
    pixels = np.asarray(Image.open(PHOTO).convert("RGB"))[:96, :96]
    return torch.from_numpy(pixels.transpose(2, 0, 1)[None].astype(np.float32)) / 127.5 - 1


@pytest.fixture(scope="module")
def likeness(small_models, photo):
    config = json.loads((small_models / "small" / "config.json").read_text("utf-8"))["autoencoder"]
    return Likeness(load(config, small_models / "small" / "model.safetensors", "cpu"), photo)


def with_error(photo, off, error: float = 0.02):
    """The photo with something added to it, of a given mean squared error."""
    return photo + off * (error / off.square().mean()).sqrt()


def test_the_same_picture_is_at_no_distance_and_a_gradient_leads_there(likeness, photo):
    assert float(likeness.distance(photo)) < 1e-3 * float(likeness.distance(-photo))
    noisy = with_error(photo, torch.randn(photo.shape, generator=torch.Generator().manual_seed(0))).requires_grad_()
    before = likeness.distance(noisy)
    before.backward()
    step = noisy.grad * (0.1 * noisy.detach().norm() / noisy.grad.norm()) * 0.05
    assert float(likeness.distance(noisy.detach() - step)) < before.item()


def test_lost_texture_counts_more_than_an_error_of_the_same_size_in_brightness(likeness, photo):
    blurred = F.avg_pool2d(F.pad(photo, (2, 2, 2, 2), mode="reflect"), 5, 1) - photo
    brighter = torch.ones_like(photo)
    lost, shifted = (float(likeness.distance(with_error(photo, off))) for off in (blurred, brighter))
    assert lost > 1.1 * shifted


def test_hooks_are_gone_afterwards(likeness, photo):
    likeness.distance(photo)
    assert not any(m._forward_hooks for m in likeness._module.modules())

"""Where memory is short while cleaning up: smaller tiles, then the CPU, and the user is told."""

import numpy as np
import pytest
from test_diffusion import quiet
from test_diffusion_cleanup import pipeline  # noqa: F401 (a fixture)

from sdviewer.codec import notices
from sdviewer.codec.diffusion import cleanup as diffusion_cleanup
from sdviewer.codec.errors import LimitsError
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

SMALLER = "The memory of the device 'cuda' is not enough; going on with smaller tiles."
CPU = "The memory of the device 'cuda' is not enough; going on on the CPU."


def clean(folder, monkeypatch, limit, times=10**9):
    """A latent of 40 x 40 through the clean-up, where larger windows than `limit` fail so many times."""
    load, failed = diffusion_cleanup._load, []

    def limited(*arguments):
        unet, scheduler, prompt = load(*arguments)
        forward = unet.forward

        def checked(part, *more, **named):
            if part.shape[2] > limit and len(failed) < times:
                failed.append(part.shape)
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return forward(part, *more, **named)

        unet.forward = checked
        return unet, scheduler, prompt

    monkeypatch.setattr(diffusion_cleanup, "_load", limited)
    latent = np.random.default_rng(0).normal(0, 5, (40, 40, 4)).astype(np.float32)
    with notices.collect() as said:
        cleaned = diffusion_cleanup.clean_up(latent, 0.18215, folder, StopToken(), quiet)
    assert np.isfinite(cleaned).all()
    return said


def test_the_clean_up_goes_on_in_smaller_windows(pipeline, card, monkeypatch):  # noqa: F811
    assert clean(pipeline, monkeypatch, 32) == [SMALLER]
    assert card["released"] == 3


def test_the_clean_up_goes_on_on_the_cpu(pipeline, card, monkeypatch):  # noqa: F811
    assert clean(pipeline, monkeypatch, 0, times=3) == [SMALLER, CPU]


def test_the_clean_up_that_nothing_helps_says_what_to_do(pipeline, card, monkeypatch):  # noqa: F811
    with pytest.raises(LimitsError, match="Take the faithful look"):
        clean(pipeline, monkeypatch, 0)

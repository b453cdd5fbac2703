"""Where memory is short while encoding or cleaning up: smaller tiles, then the CPU, and the user is told."""

import numpy as np
import pytest
from PIL import Image
from test_diffusion import PHOTO, quiet
from test_diffusion_cleanup import pipeline  # noqa: F401 (a fixture)

from sdviewer.codec import notices, registry
from sdviewer.codec import pipeline as codec
from sdviewer.codec.diffusion import cleanup as diffusion_cleanup
from sdviewer.codec.diffusion import model as diffusion
from sdviewer.codec.errors import LimitsError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from sdviewer.codec.diffusion import refine as diffusion_refine  # noqa: E402

PIXELS = np.ascontiguousarray(np.asarray(Image.open(PHOTO).convert("RGB"))[:64, :96])
SMALLER = "The memory of the device 'cuda' is not enough; going on with smaller tiles."
CPU = "The memory of the device 'cuda' is not enough; going on on the CPU."


@pytest.fixture
def small(small_models, monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(small_models))
    monkeypatch.setitem(diffusion.DESCENTS, "balanced", 10)
    monkeypatch.setattr(diffusion_refine, "SMALLEST", 2)
    return registry.load("small")


def fail_descents(monkeypatch, places, times=10**9):
    """Descents of windows with more places than that fail, so many times; returns the sizes of those that went well."""
    run, sizes, failed = diffusion_refine._Descent.run, [], []

    def limited(self, *arguments):
        size = self._start.shape[1] * self._start.shape[2]
        if size > places and len(failed) < times:
            failed.append(size)
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        sizes.append(size)
        return run(self, *arguments)

    monkeypatch.setattr(diffusion_refine._Descent, "run", limited)
    monkeypatch.setattr(diffusion_refine, "HALO", 1)
    return sizes


def test_refinement_goes_on_in_smaller_windows(small, card, monkeypatch):
    sizes = fail_descents(monkeypatch, 60)
    encoded = codec.encode(Picture(PIXELS), EncodeOptions(model="small", effort="balanced"))
    assert len(sizes) > 1
    assert max(sizes) <= 60
    assert encoded.notices == (SMALLER,)
    assert card["released"] > 1


def test_refinement_goes_on_on_the_cpu(small, card, monkeypatch):
    fail_descents(monkeypatch, 0, times=6)  # 64, 32, 16, 8, 4 and 2 places a side
    latent = small.analyse(PIXELS, StopToken(), quiet)
    with notices.collect() as said:
        refined = small.refine(PIXELS, latent, 140, "balanced", StopToken(), quiet)
    assert said == [SMALLER, CPU]
    assert not np.array_equal(refined, latent)


def test_refinement_that_nothing_helps_says_what_to_do(small, card, monkeypatch):
    fail_descents(monkeypatch, 0)
    latent = small.analyse(PIXELS, StopToken(), quiet)
    with pytest.raises(LimitsError, match="Use effort 'fast'"):
        small.refine(PIXELS, latent, 140, "balanced", StopToken(), quiet)


def test_refinement_begins_with_what_the_memory_holds(small, card, monkeypatch):
    sizes = fail_descents(monkeypatch, 10**9)
    latent = small.analyse(PIXELS, StopToken(), quiet)
    small.refine(PIXELS, latent, 140, "balanced", StopToken(), quiet)
    assert sizes == [8 * 12]
    card["memory"] = 0
    small.refine(PIXELS, latent, 140, "balanced", StopToken(), quiet)
    assert max(sizes[1:]) <= 4 * 4


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

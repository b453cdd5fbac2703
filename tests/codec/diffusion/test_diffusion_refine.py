"""Refinement through the small autoencoder's decoder: better at equal bytes, in windows too, and it can be stopped."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline, registry
from sdviewer.codec.diffusion import model as diffusion
from sdviewer.codec.errors import CancelledError
from sdviewer.codec.measure.metrics import psnr
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

torch = pytest.importorskip("torch")
PHOTO = Path(__file__).parents[2] / "data" / "golden" / "photo.png"


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return np.asarray(Image.open(PHOTO).convert("RGB"))[:90, :121]


@pytest.fixture
def here(small_models, monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(small_models))
    monkeypatch.setitem(diffusion.DESCENTS, "balanced", 20)
    return small_models


def test_better_at_no_more_bytes(here, pixels):
    fast = pipeline.encode(Picture(pixels), EncodeOptions(model="small", quality=55))
    refined = pipeline.encode(Picture(pixels), EncodeOptions(model="small", size=len(fast.data), effort="balanced"))
    assert len(refined.data) <= len(fast.data)
    assert psnr(pixels, refined.picture.pixels) > psnr(pixels, fast.picture.pixels) + 0.2
    assert unlike(here, pixels, refined.picture.pixels) < 0.97 * unlike(here, pixels, fast.picture.pixels)


def unlike(here: Path, pixels: np.ndarray, drawn: np.ndarray) -> float:
    """The distance in the encoder's features alone."""
    from sdviewer.codec.diffusion import likeness
    from sdviewer.codec.diffusion.gains import load

    config = json.loads((here / "small" / "config.json").read_text("utf-8"))["autoencoder"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "PIXELS", 0.0)
        wanted, found = (
            torch.from_numpy(x.transpose(2, 0, 1)[None].astype(np.float32)) / 127.5 - 1
            for x in (diffusion.pad(pixels, 8), diffusion.pad(drawn, 8))
        )
        return float(
            likeness.Likeness(load(config, here / "small" / "model.safetensors", "cpu"), wanted).distance(found)
        )


def test_in_windows(here, pixels, monkeypatch):
    from sdviewer.codec.diffusion import refine as diffusion_refine

    monkeypatch.setattr(diffusion_refine, "WINDOW", 8)
    monkeypatch.setattr(diffusion_refine, "HALO", 4)
    model, seen = registry.load("small"), []
    latent = model.analyse(pixels, StopToken(), lambda _: None)
    refined = model.refine(pixels, latent, 140, "balanced", StopToken(), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1

    def quality(values: np.ndarray) -> float:
        _, coded = model.payload(values, 140, StopToken())
        return psnr(pixels, model.synthesise(coded, *pixels.shape[:2], StopToken(), lambda _: None))

    assert quality(refined) > quality(latent)
    assert np.array_equal(refined[..., -3:], latent[..., -3:])


def test_fast_leaves_it_alone_and_stop_stops(here, pixels):
    model, stop = registry.load("small"), StopToken()
    latent = model.analyse(pixels, stop, lambda _: None)
    assert model.refine(pixels, latent, 100, "fast", stop, lambda _: None) is latent

    def report(share: float) -> None:
        if share > 0.2:
            stop.stop()

    with pytest.raises(CancelledError):
        model.refine(pixels, latent, 100, "balanced", stop, report)

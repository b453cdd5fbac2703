"""The recipe of a small autoencoder: latents once, then a short run that learns, and goes on where it was."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("onnx")

from sdviewer.training.latent_space import run  # noqa: E402
from sdviewer.training.latent_space.coded import Coded  # noqa: E402

AUTOENCODER = Path(__file__).parents[1] / "data" / "models" / "small-autoencoder"
TINY = {"encoder": [8, 8], "encoder_blocks": [1, 1], "decoder": [8, 8], "decoder_blocks": [1, 1]}
pytestmark = pytest.mark.usefixtures("denormals")


def test_latents_lie_beside_their_pixels(pairs):
    for path in (pairs / "latents").iterdir():
        latents, pixels = np.load(path), np.load(pairs / "pixels" / path.name)
        assert latents.shape == (4, pixels.shape[0] // 8, pixels.shape[1] // 8)
        assert latents.dtype == np.float16
        assert pixels.dtype == np.uint8
    batch = Coded(pairs, 13, 0).batch(5)
    assert batch.latents.shape == batch.decoded.shape == (5, 4, 13, 13)
    assert batch.pixels.shape == (5, 3, 104, 104)
    off = float((batch.latents - batch.decoded).square().mean() / batch.latents.var())
    assert 0 < off < 0.5


def test_learns_and_goes_on(pairs, perceptual, tmp_path):
    options = ["--data", str(pairs), "--autoencoder", str(AUTOENCODER), "--perceptual", str(perceptual)]
    options += ["--out", str(tmp_path), "--config", json.dumps(TINY), "--batch", "4", "--every", "10"]
    run.main([*options, "--steps", "29"])
    run.main([*options, "--steps", "9"])
    curve = [json.loads(line) for line in (tmp_path / "small.jsonl").read_text().splitlines()]
    assert [row["step"] for row in curve] == [10, 20, 30, 40]
    assert curve[2]["error"] > curve[0]["error"]
    assert curve[2]["lpips"] < curve[0]["lpips"]

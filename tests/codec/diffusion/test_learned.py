"""The learned coder: what it adds before rounding and after, where, and which files say that it did."""

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from sdviewer.codec import decoding, pipeline, registry
from sdviewer.codec.container import sections as container
from sdviewer.codec.diffusion import learned
from sdviewer.codec.diffusion.learned import LearnedCoder, learned_of
from sdviewer.codec.diffusion.model import DiffusionModel
from sdviewer.codec.diffusion.payload import ForeignReader, write_payload
from sdviewer.codec.identity import LEARNED, SPACES, TRANSFORM, UNIVERSAL, latents
from sdviewer.codec.types import EncodeOptions, Picture, StopToken
from sdviewer.paths import resource

UNITS = np.array([0.8, 0.9, 0.65, 0.6], np.float32)
FROZEN = {
    "sd1": "7be4014fcd8f26d97034fc5bac059f2cafab8212db584e45936a1662d37d2871",
    "sd3": "c3e896d5c93e8f4b0e01beacd42d23fe0aaddeeebd27e0372b1ac9ac807eefc3",
}
"""SHA-256 of what files depend on."""


def latent_of(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 1, (height, width, 4)).astype(np.float32)


class Halves:
    """In place of an autoencoder: latents are colours and a difference of them, some more are 0, drawn back."""

    def __init__(self, more: int = 0) -> None:
        self.more = more

    def encode(self, pixels, stop, report):
        small = pixels.reshape(pixels.shape[0] // 8, 8, pixels.shape[1] // 8, 8, 3).mean((1, 3)) / 64 - 2
        latent = np.concatenate([small, small[..., :1] - small[..., 1:2]], 2).astype(np.float32)
        return np.pad(latent, ((0, 0), (0, 0), (0, self.more)))

    def decode(self, latent, stop, report):
        colours = np.clip((latent[..., :3] + 2) * 64, 0, 255).astype(np.uint8)
        return colours.repeat(8, 0).repeat(8, 1)


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A model of that kind in a space of so many channels, by its name."""

    def add(space: str, channels: int) -> str:
        folder = tmp_path / "models" / "halves"
        folder.mkdir(parents=True)
        config = {"family": "diffusion", "sha256": "ab" * 32, "factor": 8, "deviations": [0.7] * channels}
        config |= {"space": space, "source": "halves", "autoencoder": {"_class_name": "AutoencoderTiny"}}
        (folder / "config.json").write_text(json.dumps(config))
        (folder / "model.safetensors").write_bytes(b"")
        monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path / "models"))
        monkeypatch.setattr(DiffusionModel, "_network", Halves(channels - 4))
        registry.forget()
        return "halves"

    yield add
    registry.forget()


@pytest.fixture
def model(added) -> str:
    return added("sd1", 4)


@pytest.fixture
def photo() -> Picture:
    rows, columns = np.mgrid[0:100, 0:136]
    return Picture(np.stack([columns, rows, (rows + columns) // 2], axis=-1).astype(np.uint8))


def test_only_spaces_that_have_one():
    assert {space for space in SPACES.values() if learned_of(space)} == set(FROZEN)
    assert learned_of("sd1") is learned_of("sd1") and learned_of("") is None


@pytest.mark.parametrize("space", FROZEN)
def test_files_depend_on_a_synthesis_that_never_changes(space):
    weights = resource(f"coders/{space}/synthesis.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == FROZEN[space]
    assert FROZEN[space] in resource("sdc-format.md").read_text("utf-8")


@pytest.mark.parametrize("space", FROZEN)
def test_coders_are_small(space):
    assert sum(path.stat().st_size for path in resource(f"coders/{space}").iterdir()) < 1.7e6


def test_windows_give_what_the_whole_gives(monkeypatch):
    coder, latent = LearnedCoder(resource("coders/sd1")), latent_of(40, 33)
    pixels = np.random.default_rng(2).integers(0, 256, (320, 264, 3), dtype=np.uint8)
    whole = coder.analysis(latent, pixels, UNITS, StopToken()), coder.synthesis(latent, UNITS, 0.5, StopToken())
    monkeypatch.setattr(learned, "SIDE", 16)
    cut = coder.analysis(latent, pixels, UNITS, StopToken()), coder.synthesis(latent, UNITS, 0.5, StopToken())
    for a, b in zip(whole, cut, strict=True):
        assert np.abs(a - b).max() < 1e-4
    assert whole[0].shape == (40, 33, 4 * len(coder.steps))


def test_less_is_added_the_finer_the_steps_are():
    coder, latent = LearnedCoder(resource("coders/sd1")), latent_of(2, 3)
    planes = np.concatenate([np.full((2, 3, 4), n, np.float32) for n in (1, 2, 4)], 2)

    def added(step: float) -> float:
        return float((coder.at_step(latent, planes, step) - latent).mean())

    assert added(coder.steps[0]) == pytest.approx(1) and added(coder.steps[2]) == pytest.approx(4)
    assert 1 < added(0.45) < 2
    assert added(3.0) == pytest.approx(4)  # no coarser ones were trained
    assert added(0.15) == pytest.approx(0.5)


def test_files_say_by_which_coder_they_were_written(model, photo):
    encoded = pipeline.encode(photo, EncodeOptions(model, quality=40))
    head = container.read(encoded.data).header
    assert head.identity == latents("sd1", "", LEARNED)
    shown = pipeline.decode(encoded.data, drawer=model)
    assert np.array_equal(shown.pixels, encoded.picture.pixels)
    assert container.read(pipeline.encode(photo, EncodeOptions("sd1")).data).header.identity.coder == UNIVERSAL


def test_the_small_autoencoder_draws_them_too(model, photo):
    data = pipeline.encode(photo, EncodeOptions(model, quality=40)).data
    assert pipeline.decode(data, drawer="sd1").pixels.shape == photo.pixels.shape


def test_only_what_it_wrote_goes_through_the_synthesis(model, photo):
    data = pipeline.encode(photo, EncodeOptions(model, quality=40)).data
    box = container.read(data)
    plain = replace(box, header=replace(box.header, identity=latents("sd1", "")))
    first = decoding.decode(data, drawer=model).pixels
    second = decoding.decode(container.write(plain), drawer=model).pixels
    assert np.abs(first.astype(int) - second).max() > 2
    assert np.array_equal(pipeline.preview(data).pixels, pipeline.preview(container.write(plain)).pixels)


def test_of_many_channels_another_latent_is_written_but_at_fine_steps(added, photo):
    model = added("sd3", 16)
    coarse = pipeline.encode(photo, EncodeOptions(model, quality=20))
    assert container.read(coarse.data).header.identity == latents("sd3", "", LEARNED)
    shown = pipeline.decode(coarse.data, drawer=model)
    assert np.array_equal(shown.pixels, coarse.picture.pixels)
    assert pipeline.preview(coarse.data).pixels.shape[:2] == (13, 17)
    fine = pipeline.encode(photo, EncodeOptions(model, quality=60))
    assert container.read(fine.data).header.identity == latents("sd3", "", TRANSFORM)
    near = np.abs(pipeline.decode(fine.data, drawer=model).pixels.astype(int) - photo.pixels).mean()
    assert near < np.abs(coarse.picture.pixels.astype(int) - photo.pixels).mean()


def test_another_latent_is_not_written_where_it_takes_many_bits(added, photo, monkeypatch):
    model = added("sd3", 16)
    monkeypatch.setattr(learned_of("sd3"), "most", 0.01)
    encoded = pipeline.encode(photo, EncodeOptions(model, quality=20))
    assert container.read(encoded.data).header.identity == latents("sd3", "", TRANSFORM)


def test_payloads_read_back():
    latent = latent_of(9, 7)
    colours = np.clip(128 + 20 * latent[..., :3], 0, 255)
    data, written = write_payload(latent, colours, np.full(4, 120, np.uint8), 8, 120, coder=LEARNED)
    read = ForeignReader(LEARNED).read_payload(data, 70, 50, 120, StopToken())
    assert np.array_equal(read.values, written.values) and read.coder == written.coder == LEARNED

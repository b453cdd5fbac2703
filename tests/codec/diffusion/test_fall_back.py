"""Too little memory, or a card that fails: smaller windows, then the processor, and the user is told."""

import numpy as np
import pytest
from test_diffusion import quiet
from window_networks import PIXELS, both

from sdviewer.codec import notices, pipeline, registry
from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion.network import devices
from sdviewer.codec.errors import LimitsError, ModelError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from sdviewer.codec.diffusion.network import tiles as diffusion_tiles  # noqa: E402

pytestmark = pytest.mark.usefixtures("small_windows")

STOP = StopToken()


def fail_above(monkeypatch, network, limit, error, on=("cuda",)):
    """Windows that take more than `limit` bytes raise an error; returns how many windows went well each time."""
    run = diffusion_tiles.Half.run_fine
    counts = []

    def limited(self, size, itemsize, memory, *more):
        windows = self.windows(size, itemsize, memory)
        if self.nbytes(windows[0].height, windows[0].width, itemsize) > limit and network._device.name in on:
            raise error
        counts.append(len(windows))
        return run(self, size, itemsize, memory, *more)

    monkeypatch.setattr(diffusion_tiles.Half, "run_fine", limited)
    return counts


OUT_OF_MEMORY = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
    RuntimeError("MPS backend out of memory (MPS allocated: 9.06 GB)"),
    RuntimeError("[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory"),
    MemoryError(),
]


@pytest.mark.parametrize("error", OUT_OF_MEMORY)
def test_too_little_memory_makes_smaller_windows(load, monkeypatch, card, error):
    network = load("tiny")
    latent, pixels = both(network)
    monkeypatch.setattr(diffusion_tiles, "SMALLEST", 4)
    counts = fail_above(monkeypatch, network, 250_000, error)
    released = card["released"]
    with notices.collect() as said:
        assert np.array_equal(network.decode(latent, STOP, quiet), pixels)
    assert counts[0] > 1
    assert card["released"] > released
    assert network._device.name == "cuda"
    assert [s for s in said if "cuda" in s and "smaller tiles" in s] == said != []


def test_then_the_cpu_goes_on(load, monkeypatch, card):
    network = load("kl")
    latent, pixels = both(network)
    fail_above(monkeypatch, network, 0, torch.OutOfMemoryError("out of memory"))
    with notices.collect() as said:
        assert np.array_equal(network.decode(latent, STOP, quiet), pixels)
    assert network._device is devices.CPU
    assert "on the CPU" in said[-1]


def test_the_user_is_told_with_the_picture(folders, load, monkeypatch, card, tmp_path):
    folder = tmp_path / "kl"
    folder.mkdir()
    monkeypatch.setattr(diffusion_add, "_CROP", 32)
    diffusion_add.make_folder(folders / "tiny", folder, "somebody/tiny", STOP, quiet)
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path))
    network = registry.load("kl")._network
    fail_above(monkeypatch, network, 0, MemoryError())
    encoded = pipeline.encode(Picture(np.ascontiguousarray(PIXELS)), EncodeOptions(model="kl"))
    assert "on the CPU" in encoded.notices[0]
    assert "on the CPU" in encoded.picture.notices[0]


def test_and_where_the_cpu_fails_the_user_is_told(load, monkeypatch, card):
    network = load("tiny")
    latent, _ = both(network)
    fail_above(monkeypatch, network, 0, MemoryError(), on=("cuda", "cpu"))
    with pytest.raises(LimitsError, match="enough memory"):
        network.decode(latent, STOP, quiet)


def test_other_errors_are_not_taken_for_a_lack_of_memory(load, monkeypatch):
    network = load("tiny")
    latent, _ = both(network)
    fail_above(monkeypatch, network, 0, RuntimeError("a tensor is of the wrong shape"), on=("cpu",))
    with pytest.raises(RuntimeError, match="wrong shape"):
        network.decode(latent, STOP, quiet)


def test_smaller_numbers_where_they_do(load, card):
    card["small"] = True
    network = load("tiny")
    card["small"] = False
    latent = load("tiny").encode(PIXELS, STOP, quiet)
    card["small"] = True
    assert network.encode(PIXELS, STOP, quiet).dtype == np.float32
    assert network._type == torch.float16
    assert np.abs(network.encode(PIXELS, STOP, quiet) - latent).mean() < 0.01 * latent.std()


@pytest.mark.parametrize(
    ("wrong", "left"), [((torch.float16,), "bfloat16"), ((torch.float16, torch.bfloat16), "float32")]
)
def test_and_not_where_they_don_t(load, monkeypatch, card, wrong, left):
    """As with SDXL's autoencoder, whose activations are too large for float16; the answer is remembered."""
    card["small"] = True
    network = load("tiny")
    tried = []
    place = network._load

    def broken(device, dtype):
        tried.append(dtype)
        place(device, dtype)
        if dtype in wrong:
            network._module.decoder.layers[0].weight[:] = torch.inf

    monkeypatch.setattr(network, "_load", broken)
    network.encode(PIXELS, STOP, quiet)
    assert network._type == getattr(torch, left)
    network.rest()
    tried.clear()
    network.encode(PIXELS, STOP, quiet)
    assert tried == [getattr(torch, left)]


def test_the_cpu_keeps_to_float32(load):
    network = load("tiny")
    network.encode(PIXELS, STOP, quiet)
    assert network._type == torch.float32


def test_the_setting_chooses_the_device(monkeypatch):
    monkeypatch.setattr(devices, "available", lambda: ["cuda", "mps", "cpu"])
    monkeypatch.delenv("SDVIEWER_DEVICE", raising=False)
    assert devices.choose().name == "cuda"
    monkeypatch.setenv("SDVIEWER_DEVICE", "mps")
    assert devices.choose().name == "mps"
    devices.prefer("cpu")
    try:
        assert devices.choose().name == "cpu"
        devices.prefer("abacus")
        with pytest.raises(ModelError, match=r"setting.*abacus.*cuda, mps, cpu"):
            devices.choose()
    finally:
        devices.prefer("")


def test_notices_reach_only_who_collects():
    notices.notice("lost")
    with notices.collect() as outer:
        with notices.collect() as inner:
            notices.notice("inner")
        notices.notice("twice")
        notices.notice("twice")
    assert (outer, inner) == (["twice"], ["inner"])

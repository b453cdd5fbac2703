"""Devices that networks can run on: those that torch finds and can calculate on."""

import pytest

from sdviewer.codec.diffusion.network import devices
from sdviewer.codec.errors import ModelError

torch = pytest.importorskip("torch")


@pytest.fixture
def found(monkeypatch):
    """Torch finds a graphics card, which is the CPU in truth; `found['error']` is what calculating on it raises."""
    state = {"error": None, "tries": 0}
    ones, conv2d = torch.ones, torch.nn.functional.conv2d

    def calculate(*arguments):
        state["tries"] += 1
        if state["error"]:
            raise state["error"]
        return conv2d(*arguments)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(torch, "ones", lambda *shape, device: ones(*shape))
    monkeypatch.setattr(torch.nn.functional, "conv2d", calculate)
    monkeypatch.delenv("SDVIEWER_DEVICE", raising=False)
    devices._works.cache_clear()
    yield state
    devices._works.cache_clear()


def test_a_card_that_torch_has_no_kernels_for_is_left_out(found, monkeypatch):
    found["error"] = RuntimeError("CUDA error: no kernel image is available for execution on the device")
    assert devices.available() == ["cpu"]
    assert devices.choose() == devices.CPU
    monkeypatch.setenv("SDVIEWER_DEVICE", "cuda")
    with pytest.raises(ModelError, match="can't be used here; there is: cpu"):
        devices.choose()
    assert found["tries"] == 1


@pytest.mark.parametrize("error", [None, torch.OutOfMemoryError("CUDA out of memory")])
def test_a_card_that_works_or_is_only_full_is_the_best(found, error):
    found["error"] = error
    assert devices.available() == ["cuda", "cpu"]
    assert devices.choose().name == "cuda"

"""Convolutions by NNPACK: the usual results but for the fifth digit, whatever the shape, where it can do them."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from sdviewer.codec.diffusion.network import winograd  # noqa: E402

nn = torch.nn
pytestmark = pytest.mark.skipif(not winograd.available(), reason="this torch has no NNPACK for this processor")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Layers of these tests are narrower than those that it pays for."""
    monkeypatch.setattr(winograd, "LEAST_CHANNELS", 16)


def both(layer: nn.Conv2d, x) -> tuple:
    """The layer's own result, and that of the same layer taken over."""
    with torch.inference_mode():
        usual = layer(x)
        winograd.accelerate(holder := nn.Sequential(layer))
        return usual, holder(x)


@pytest.mark.parametrize("size", [(1, 1), (5, 40), (64, 48), (37, 601)])
@pytest.mark.parametrize("bias", [True, False])
def test_results_are_the_usual_ones(monkeypatch, size, bias):
    monkeypatch.setattr(winograd, "_PIXELS", 64 * 48)  # so that some go through in rows
    torch.manual_seed(0)
    usual, ours = both(nn.Conv2d(16, 24, 3, padding=1, bias=bias), torch.randn(1, 16, *size))
    assert ours.shape == usual.shape
    assert not torch.equal(ours, usual) or size == (1, 1)
    assert (ours - usual).abs().max() < 1e-4 * usual.std().clamp_min(0.1)


def test_layers_that_it_cannot_do_stay_what_they_are():
    layers = [
        nn.Conv2d(16, 16, 3, padding=1, stride=2),
        nn.Conv2d(16, 16, 3),
        nn.Conv2d(16, 16, 1),
        nn.Conv2d(16, 16, 3, padding=1, groups=2),
        nn.Conv2d(16, 16, 3, padding=2, dilation=2),
        nn.Conv2d(3, 16, 3, padding=1),
        nn.Conv2d(16, 16, 3, padding=1, padding_mode="reflect"),
    ]
    winograd.accelerate(nn.Sequential(*layers))
    assert all(type(layer) is nn.Conv2d for layer in layers)


def test_other_numbers_go_the_usual_way():
    layer = nn.Conv2d(16, 16, 3, padding=1).to(torch.bfloat16)
    usual, ours = both(layer, torch.randn(1, 16, 8, 8, dtype=torch.bfloat16))
    assert type(layer) is winograd.Winograd
    assert torch.equal(usual, ours)


def test_gradients_are_those_of_the_usual_layer():
    torch.manual_seed(0)
    layer = nn.Conv2d(16, 16, 3, padding=1)
    found = []
    for _ in range(2):
        x = torch.ones(1, 16, 9, 9, requires_grad=True)
        layer(x).square().sum().backward()
        found.append(x.grad)
        winograd.accelerate(nn.Sequential(layer))
    assert torch.allclose(*found, rtol=1e-3, atol=1e-4)


def test_without_nnpack_nothing_changes(monkeypatch):
    monkeypatch.setattr(winograd, "available", lambda: False)
    layer = nn.Conv2d(16, 16, 3, padding=1)
    winograd.accelerate(nn.Sequential(layer))
    assert type(layer) is nn.Conv2d
    assert winograd.order(layer, "cpu") is torch.channels_last


def test_the_narrow_layers_of_tiny_autoencoders_stay_what_they_are(monkeypatch):
    monkeypatch.undo()
    tiny, large = nn.Conv2d(64, 64, 3, padding=1), nn.Conv2d(128, 128, 3, padding=1)
    for network in (nn.Sequential(tiny), nn.Sequential(large)):
        winograd.accelerate(network)
    assert (winograd.order(tiny, "cpu"), winograd.order(large, "cpu")) == (
        torch.channels_last,
        torch.contiguous_format,
    )

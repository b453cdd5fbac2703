"""What tests of several recipes need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps

DATA = Path(__file__).parents[1] / "data"
AUTOENCODER = DATA / "models" / "small-autoencoder"
VGG16 = {"conv": [4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 8, 8, 8], "taken": (1, 3, 6, 9, 12), "side": [3] * 13}
ALEXNET = {"conv": [4, 6, 8, 8, 8], "taken": (0, 1, 2, 3, 4), "side": [11, 5, 3, 3, 3]}


@pytest.fixture(scope="session")
def perceptual(tmp_path_factory) -> Path:
    """Networks with few channels and random weights, in the layout of the real ones."""
    import torch
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("perceptual")
    random = torch.Generator().manual_seed(2)
    for name, net in (("vgg", VGG16), ("alex", ALEXNET)):
        tensors, inputs = {}, 3
        for number, (outputs, side) in enumerate(zip(net["conv"], net["side"], strict=True)):
            spread = (2 / (inputs * side**2)) ** 0.5
            weight = spread * torch.randn(outputs, inputs, side, side, generator=random)
            tensors |= {f"conv{number}.weight": weight, f"conv{number}.bias": torch.zeros(outputs)}
            inputs = outputs
        for number, taken in enumerate(net["taken"]):
            tensors[f"lin{number}.weight"] = torch.full((1, net["conv"][taken], 1, 1), 0.1)
        save_file(tensors, folder / f"lpips_{name}.safetensors")
    return folder


@pytest.fixture(scope="module")
def denormals() -> Iterator[None]:
    """Training flushes them; later tests in this process must not."""
    yield
    import torch

    torch.set_flush_denormal(False)


@pytest.fixture(scope="session")
def pairs(tmp_path_factory) -> Path:
    """Latents of three photos beside their pixels."""
    from sdviewer.training.latent_space import encode

    folder, out = tmp_path_factory.mktemp("photos"), tmp_path_factory.mktemp("pairs")
    photo = Image.open(DATA / "golden" / "photo.png").convert("RGB").resize((192, 160))
    for number, part in enumerate((photo, ImageOps.mirror(photo), ImageOps.flip(photo))):
        part.save(folder / f"{number}.png")
    assert encode.main([str(AUTOENCODER), str(folder), str(out)]) == 0
    return out

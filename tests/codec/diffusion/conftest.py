"""Small networks of each kind, and limits that suit them."""

import json

import platformdirs
import pytest


@pytest.fixture
def small_samples(monkeypatch):
    """Convolutions are diffusers' own, so that results can be told to be equal."""
    torch = pytest.importorskip("torch")
    from sdviewer.codec.diffusion import add as diffusion_add
    from sdviewer.codec.diffusion.network import winograd

    torch.set_num_threads(1)
    monkeypatch.setattr(diffusion_add, "_CROP", 32)
    monkeypatch.setattr(winograd, "available", lambda: False)


@pytest.fixture
def small_windows(monkeypatch, tmp_path):
    """The smallest that a picture is cut into, and files that tests leave alone."""
    torch = pytest.importorskip("torch")
    from sdviewer.codec.diffusion.network import autoencoder, tiles

    torch.set_num_threads(1)
    monkeypatch.setattr(tiles, "SMALLEST", 16)
    monkeypatch.setattr(autoencoder, "_SAMPLE", 32)
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """One of each kind of network, by name."""
    from test_diffusion import NAMES, build

    root = tmp_path_factory.mktemp("networks")
    for name in NAMES:
        build(name).save_pretrained(root / name)
    return root


@pytest.fixture
def load(folders):
    """A function that loads one of `folders` by its name."""
    from sdviewer.codec.diffusion.network.autoencoder import Network

    def load(name):
        config = json.loads((folders / name / "config.json").read_text())
        return Network(config, folders / name / "diffusion_pytorch_model.safetensors")

    return load

"""A small autoencoder, and a folder of models for it."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A diffusers folder of a small autoencoder, half a megabyte."""
    torch, diffusers = pytest.importorskip("torch"), pytest.importorskip("diffusers")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("source") / "tiny-vae"
    widths = (24, 24, 24)
    blocks = {"num_encoder_blocks": (1, 1, 1), "num_decoder_blocks": (1, 1, 1)}
    diffusers.AutoencoderTiny(
        encoder_block_out_channels=widths, decoder_block_out_channels=widths, **blocks
    ).save_pretrained(folder)
    return folder


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The user's folder, and small samples."""
    from sdviewer.codec import registry
    from sdviewer.codec.diffusion import add as diffusion_add

    monkeypatch.setattr(registry, "user_folder", lambda: tmp_path / "models")
    monkeypatch.setattr(diffusion_add, "_CROP", 32)
    registry.forget()
    return tmp_path / "models"

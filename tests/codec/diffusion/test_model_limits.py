"""Folders that strangers made to keep the program busy: refused before anything is built or read without end."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.errors import InputError, ModelError

pytest.importorskip("torch")
pytest.importorskip("diffusers")
SMALL = Path(__file__).parents[2] / "data" / "models" / "small-autoencoder"
WEIGHTS = "diffusion_pytorch_model.safetensors"


def folder_with(tmp_path: Path, **changes: object) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(SMALL, folder)
    config = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize(
    "changes",
    [
        {"num_decoder_blocks": [100_000_000] * 4},
        {"num_encoder_blocks": [10**30, 1, 1, 1]},
        {"decoder_block_out_channels": [100_000_000] * 4},
        {"_class_name": "AutoencoderKL", "layers_per_block": 100_000_000},
        {"_class_name": "AutoencoderKL", "down_block_types": ["DownEncoderBlock2D"] * 300},
    ],
    ids=["blocks", "huge", "widths", "layers", "types"],
)
def test_more_layers_than_tensors_are_never_built(tmp_path, monkeypatch, changes):
    monkeypatch.setattr("sdviewer.codec.diffusion.network.build.build", lambda *_: pytest.fail("it was built"))
    with pytest.raises(ModelError, match="describes more layers"):
        diffusion_add.look(folder_with(tmp_path, **changes))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_a_configuration_that_never_ends_is_none(tmp_path, kind):
    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(SMALL / WEIGHTS, folder)
    if kind == "pipe":
        os.mkfifo(folder / "config.json")
    else:
        (folder / "config.json").symlink_to("/dev/zero")
    with pytest.raises(ModelError):
        diffusion_add.look(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_weights_that_never_come_are_refused(tmp_path):
    os.mkfifo(tmp_path / WEIGHTS)
    with pytest.raises(InputError, match="device or a pipe"):
        diffusion_add.look(tmp_path / WEIGHTS)

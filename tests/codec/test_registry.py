"""Models by name: what can't be read is left out where one looks, and named where one loads."""

import json
import os
import shutil
from pathlib import Path

import pytest

from sdviewer.codec import registry
from sdviewer.codec.errors import ModelError
from sdviewer.codec.identity import own

TINY = Path(__file__).parents[1] / "data" / "golden" / "models" / "tiny"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A copy of the tiny model, named 'copy'."""
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path))
    return Path(shutil.copytree(TINY, tmp_path / "copy"))


def test_folders_that_cannot_be_read_hide_no_others(folder, monkeypatch):
    (folder.parent / "file").touch()
    odd = ["missing", "file", "long" * 100]
    monkeypatch.setenv("SDVIEWER_MODELS", os.pathsep.join(str(folder.parent / name) for name in (*odd, "")))
    assert "copy" in [info.name for info in registry.available()]


def test_cut_off_weights_are_an_error_of_the_model(folder):
    weights = folder / "model.safetensors"
    os.truncate(weights, weights.stat().st_size // 2)
    with pytest.raises(ModelError, match=f"The model in {folder} can't be read"):
        registry.load("copy")


def test_a_model_that_was_replaced_elsewhere_is_loaded_anew(folder):
    """By another process, which this one's `forget` knows nothing of."""
    first = registry.load("copy")
    assert registry.load("copy") is first
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"number": 99}))
    os.utime(folder / "model.safetensors")
    assert registry.load("copy") is not first
    assert registry.load_info(registry.for_file(own(99))) is registry.load("copy")


def test_an_origin_that_is_no_text_can_be_written_into_files(folder):
    """As a file name has it that isn't UTF-8."""
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"number": 99}))
    (folder / "source.json").write_text(json.dumps({"source": "caf\udce9.safetensors"}))
    label = registry.read_label(registry.label("own-99"))
    assert (label.name, label.model_id) == ("caf?.safetensors", "own-99")


@pytest.mark.parametrize("network", [None, {}, {"latent": 24, "groups": None}, {"latent": 24, "groups": [3]}])
def test_an_odd_configuration_is_an_error_of_the_model(folder, network):
    (folder / "config.json").write_text(json.dumps({"family": "own", "network": network}))
    with pytest.raises(ModelError, match=f"The model in {folder} can't be read"):
        registry.load("copy")

"""Models of our own kind are added like others: a folder, or a `.sdcmodel`; what an error advises works."""

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer import cli
from sdviewer.codec import pipeline, registry
from sdviewer.codec.container import sections
from sdviewer.codec.errors import InputError, MissingModelError, ModelError
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.service import store

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
TINY = GOLDEN / "models" / "tiny"


@pytest.fixture(autouse=True)
def user(tmp_path, monkeypatch) -> Path:
    """A folder of models that is empty."""
    folder = tmp_path / "user"
    monkeypatch.setattr(registry, "user_folder", lambda: folder)
    monkeypatch.delenv("SDVIEWER_MODELS", raising=False)
    registry.forget()
    return folder


@pytest.fixture(params=["folder", "sdcmodel"])
def source(request, tmp_path) -> Path:
    if request.param == "folder":
        return TINY
    path = tmp_path / "old.sdcmodel"
    with zipfile.ZipFile(path, "w") as archive:
        for file in TINY.iterdir():
            archive.write(file, f"tiny/{file.name}")
    return path


def test_old_weights_are_added_and_draw_their_files(source, capsys):
    """As the error says that one gets without them."""
    data = (GOLDEN / "tiny-high.sdc").read_bytes()
    with pytest.raises(MissingModelError, match="sdviewer models add PATH"):
        pipeline.decode(data)
    assert cli.main(["models", "add", str(source), "--name", "old"]) == 0
    expected = np.asarray(Image.open(GOLDEN / "tiny-high.png"))
    assert np.abs(pipeline.decode(data).pixels.astype(int) - expected).max() <= 1
    assert cli.main(["models", "check"]) == 0
    again = pipeline.encode(Picture(expected[:32, :32].copy()), EncodeOptions(model="old")).data
    assert registry.read_label(sections.read(again).sections["n"]).name == "old"
    with pytest.raises(ModelError, match="is here already, as 'old'"):
        store.add(source, "twice")
    assert registry.load().model_id == "own-1"  # the usual one is one that is shipped
    store.remove("old")
    assert [info.name for info in registry.available()] == ["own", "sd1"]
    capsys.readouterr()


def test_a_changed_file_is_noticed(user):
    store.add(TINY, "old")
    weights = user / "old" / "synthesis.onnx"
    weights.write_bytes(weights.read_bytes() + b"\0")
    (checked,) = store.check()
    assert "has changed" in checked.problem


@pytest.mark.parametrize("name", ["model.safetensors", "analysis.onnx", "synthesis.onnx"])
def test_what_is_missing_or_damaged_is_said(tmp_path, name):
    copy = Path(shutil.copytree(TINY, tmp_path / "copy"))
    (copy / name).write_bytes(b"nothing")
    with pytest.raises(ModelError):
        store.add(copy, "old")
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"no {name}"):
        store.add(copy, "old")
    assert [info.name for info in registry.available()] == ["own", "sd1"]


def test_no_zip_is_said(tmp_path):
    path = tmp_path / "x.sdcmodel"
    path.write_bytes(b"PK\3\4 something")
    with pytest.raises(ModelError, match="is damaged"):
        store.add(path, "old")
    with pytest.raises(InputError, match="doesn't exist"):
        store.add(tmp_path / "none.sdcmodel", "old")


def test_only_known_names_are_taken(tmp_path, user):
    copy = Path(shutil.copytree(TINY, tmp_path / "copy"))
    (copy / "program.py").write_text("print(1)")
    store.add(copy, "old")
    assert not (user / "old" / "program.py").exists()
    assert json.loads((user / "old" / "source.json").read_text())["source"] == "old"

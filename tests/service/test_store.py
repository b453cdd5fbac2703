"""Models in the user's folder: added, listed, checked, removed, found on the disk."""

import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sdviewer import cli
from sdviewer.codec import pipeline, registry
from sdviewer.codec.errors import CancelledError, InputError, ModelError, StorageError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken
from sdviewer.service import model_search, store

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
from safetensors.torch import load_file, save_file  # noqa: E402

COMMIT = "c0" * 20
WEIGHTS = "diffusion_pytorch_model.safetensors"

pytestmark = pytest.mark.usefixtures("folder")


def test_added_listed_checked_removed(source, folder):
    info = store.add(source, "mine")
    assert (info.name, info.family, info.source) == ("mine", "diffusion", "mine")
    assert info in registry.available()
    assert info.model_id == hashlib.sha256((folder / "mine" / "model.safetensors").read_bytes()).hexdigest()[:16]
    assert store.check() == [store.Checked("mine", "")]
    model = registry.load("mine")
    assert model.analyse(np.zeros((8, 8, 3), np.uint8), StopToken(), lambda _: None).shape == (2, 2, 7)
    store.remove("mine")
    assert info not in registry.available()
    assert list(folder.iterdir()) == []


def test_name_is_that_of_the_file(source, tmp_path):
    other = tmp_path / "my vae (2).safetensors"
    other.write_bytes((source / WEIGHTS).read_bytes())
    assert store.add(other).name == "my-vae-2"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_written_as_far_as_it_is(source, folder, tmp_path):
    other = tmp_path / os.fsdecode(b"caf\xe9.safetensors")
    other.write_bytes((source / WEIGHTS).read_bytes())
    info = store.add(other)
    assert (info.name, info.source) == ("caf", "caf")
    assert json.loads((folder / "caf" / "config.json").read_text())["source"] == "caf"


@pytest.mark.parametrize("name", ["own", "../out", "a/b", ".hidden", "x" * 65, "a b"])
def test_names_that_cannot_be(source, folder, name):
    with pytest.raises(InputError):
        store.add(source, name)
    assert not folder.exists()


def test_the_same_model_is_added_once(source, folder):
    store.add(source, "first")
    with pytest.raises(InputError, match="already"):
        store.add(source, "first")
    with pytest.raises(ModelError, match="as 'first'"):
        store.add(source, "second")
    assert [path.name for path in folder.iterdir()] == ["first"]


def test_nothing_is_left_of_what_failed_or_was_stopped(source, folder, tmp_path):
    (tmp_path / "bad.safetensors").write_bytes(b"bad")
    with pytest.raises(ModelError):
        store.add(tmp_path / "bad.safetensors")
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        store.add(source, stop=stop)
    assert list(folder.iterdir()) == []


def test_adding_clears_what_a_killed_process_left(source, folder):
    for name in (".dead-0123abcd", ".busy-0123abcd", ".downloads", "damaged"):
        (folder / name).mkdir(parents=True)
        (folder / name / "model.safetensors").write_bytes(b"half")
        if "busy" not in name:
            os.utime(folder / name, (time.time() - 90_000,) * 2)
    store.add(source, "mine")
    assert sorted(path.name for path in folder.iterdir()) == [".busy-0123abcd", ".downloads", "damaged", "mine"]


def test_what_is_removed_is_forgotten_even_if_its_files_resist(source, monkeypatch):
    store.add(source, "mine")
    forgotten = []
    monkeypatch.setattr(registry, "forget", lambda: forgotten.append("mine"))
    with monkeypatch.context() as patch, pytest.raises(StorageError, match="can't be removed: it is in use"):
        patch.setattr(store.shutil, "rmtree", lambda path: (_ for _ in ()).throw(OSError(13, "it is in use")))
        store.remove("mine")
    assert forgotten == ["mine"]
    assert store.check() == []


@pytest.mark.parametrize("damage", ["weights", "config", "missing"])
def test_check_finds_damage_and_remove_clears_it(source, folder, damage):
    store.add(source, "mine")
    weights, config = folder / "mine" / "model.safetensors", folder / "mine" / "config.json"
    if damage == "weights":
        data = bytearray(weights.read_bytes())
        data[-1] ^= 1
        weights.write_bytes(data)
    elif damage == "config":
        config.write_text("{")
    else:
        weights.unlink()
    [found] = store.check()
    assert "add it again" in found.problem
    store.remove("mine")
    assert store.check() == []


@pytest.mark.parametrize("name", ["own", "nothing", "..", ""])
def test_only_added_models_are_removed(source, folder, name):
    store.add(source, "mine")
    with pytest.raises(InputError):
        store.remove(name)
    assert "own" in [info.name for info in registry.available()]
    assert store.check() == [store.Checked("mine", "")]


def test_search_finds_autoencoders_only(source, tmp_path):
    place = tmp_path / "webui" / "models" / "VAE"
    place.mkdir(parents=True)
    (place / "good.safetensors").write_bytes((source / WEIGHTS).read_bytes())
    (place / "bad.safetensors").write_bytes(b"words")
    [found] = model_search.search(tmp_path / "webui")
    assert found.path == place / "good.safetensors"
    assert 0 < found.nbytes < found.path.stat().st_size


def test_search_gives_a_diffusers_folder_once_and_its_name_is_what_lies_around_it(source, tmp_path):
    """As the hub's cache has it, with both number formats in one folder."""
    place = tmp_path / "hub" / "models--somebody--sd.v1.5" / "snapshots" / COMMIT / "vae"
    place.mkdir(parents=True)
    for name in ("config.json", WEIGHTS):
        (place / name).write_bytes((source / name).read_bytes())
    (place / "diffusion_pytorch_model.fp16.safetensors").write_bytes((source / WEIGHTS).read_bytes())
    [found] = model_search.search(tmp_path / "hub")
    assert found.path == place
    assert store.name_of(found.path) == store.name_of(place / WEIGHTS) == "sd.v1.5"
    assert store.add(found.path).name == "sd.v1.5"
    assert store.free_name("sd.v1.5") == "sd.v1.5-2"
    assert store.free_name("my model!") == "my-model"
    assert store.free_name("own") == "own-2"


def test_search_gives_what_it_finds_as_it_comes_and_can_be_stopped_between_folders(source, tmp_path, monkeypatch):
    for name in ("a", "b/deep", "c"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("a", "b/deep"):
        (tmp_path / name / "good.safetensors").write_bytes((source / WEIGHTS).read_bytes())
    looked_into, scandir, stop = [], os.scandir, StopToken()
    monkeypatch.setattr(os, "scandir", lambda path: looked_into.append(Path(path)) or scandir(path))
    found = model_search.search(tmp_path, stop)
    assert next(found).path.parent == tmp_path / "a"
    assert tmp_path / "b" not in looked_into
    (tmp_path / "c").rmdir()  # vanishes while the search goes on
    assert next(found).path.parent == tmp_path / "b" / "deep"
    assert list(found) == []
    looked_into.clear()
    found = model_search.search(tmp_path, stop)
    next(found)
    stop.stop()
    with pytest.raises(CancelledError):
        next(found)
    assert tmp_path / "b" / "deep" not in looked_into


def test_search_offers_only_what_can_be_added_whatever_its_suffix(source, tmp_path):
    place, weights = tmp_path / "models", (source / WEIGHTS).read_bytes()
    (place / "vae").mkdir(parents=True)
    for name in ("ae.sft", "LOUD.SAFETENSORS", "vae/config.json", "text.txt"):
        (place / name).write_bytes(weights)
    tensors = {name: tensor.clone() for name, tensor in load_file(source / WEIGHTS).items()}
    save_file({**tensors, "decoder.secret.weight": torch.ones(2)}, place / "other.safetensors")
    assert sorted(found.path.name for found in model_search.search(place)) == ["LOUD.SAFETENSORS", "ae.sft"]
    with pytest.raises(ModelError):
        store.add(place / "other.safetensors")


def test_search_offers_halves_and_parts_once(source, tmp_path):
    module = diffusers.AutoencoderTiny.from_pretrained(source)
    for half, first in (("Encoder", 0), ("Decoder", 1)):
        tensors = getattr(module, half.lower()).layers.state_dict().items()
        numbered = {f"{int(n.split('.')[0]) + first}.{n.split('.', 1)[1]}": t.clone() for n, t in tensors}
        save_file(numbered, tmp_path / f"TAESD_{half}.safetensors")
    module.save_pretrained(tmp_path / "cut", max_shard_size="100KB")
    assert len(list((tmp_path / "cut").glob("*.safetensors"))) > 1
    found = [found.path.name for found in model_search.search(tmp_path)]
    assert found == ["TAESD_Decoder.safetensors", "cut"]
    assert store.add(tmp_path / "cut").name == "cut"
    with pytest.raises(ModelError, match="as 'cut'"):
        store.add(tmp_path / "TAESD_Encoder.safetensors")


@pytest.mark.skipif(sys.platform == "win32", reason="links to folders need rights there")
def test_search_follows_links_to_folders_once(source, tmp_path):
    (tmp_path / "disk" / "vae").mkdir(parents=True)
    (tmp_path / "disk" / "vae" / "good.safetensors").write_bytes((source / WEIGHTS).read_bytes())
    (tmp_path / "webui").mkdir()
    (tmp_path / "webui" / "models").symlink_to(tmp_path / "disk")
    (tmp_path / "webui" / "again").symlink_to(tmp_path / "disk" / "vae")
    (tmp_path / "disk" / "round").symlink_to(tmp_path / "webui")
    assert [found.path.name for found in model_search.search(tmp_path / "webui")] == ["good.safetensors"]


def test_what_files_say_of_a_model_is_the_name_that_the_user_gave_it(source, folder, tmp_path):
    shutil.copytree(source, tmp_path / "vae")
    store.add(tmp_path / "vae", "test-kl")
    data = pipeline.encode(Picture(np.zeros((16, 16, 3), np.uint8)), EncodeOptions(model="test-kl")).data
    assert pipeline.inspect(data).model_name == "test-kl"
    store.remove("test-kl")
    assert pipeline.inspect(data).model_name == "test-kl"


def test_the_usual_folders_of_other_programs(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert model_search.usual_folders() == []
    places = [tmp_path / "ComfyUI" / "models", tmp_path / ".cache" / "huggingface" / "hub"]
    for place in places:
        place.mkdir(parents=True)
    assert model_search.usual_folders() == places
    monkeypatch.setenv("HF_HOME", str(tmp_path / "elsewhere"))
    assert model_search.usual_folders() == places[:1]


def test_command_line(source, folder, capsys):
    assert cli.main(["models", "add", str(source), "--name", "mine"]) == 0
    assert "mine" in capsys.readouterr().out
    assert cli.main(["models", "list", "--json"]) == 0
    assert "mine" in [model["name"] for model in json.loads(capsys.readouterr().out)]
    assert cli.main(["models", "find", str(source)]) == 0
    assert f"{source}: an autoencoder" in capsys.readouterr().out
    (folder / "mine" / "model.safetensors").write_bytes(b"")
    assert cli.main(["models", "check"]) == ModelError.exit_status
    assert "mine" in capsys.readouterr().err
    assert cli.main(["models", "remove", "mine"]) == 0
    assert cli.main(["models", "remove", "mine"]) == InputError.exit_status

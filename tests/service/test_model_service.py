"""Models for the window: off the event loop, and in the order in which they must be."""

import asyncio
import json
import threading

import pytest

from sdviewer.codec import packages, registry
from sdviewer.codec.errors import CancelledError, ModelError
from sdviewer.service import model_service, store
from sdviewer.service.hub import Plan
from sdviewer.service.model_service import ModelService


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "user_folder", lambda: tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture
def service():
    service = ModelService()
    yield service
    service.close()


def put(folder, name: str, **config) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "model.safetensors").write_bytes(bytes(1000))
    (folder / name / "config.json").write_text(json.dumps(config))


def test_lists_the_shipped_one_those_of_the_user_and_what_cannot_be_read(folder, service):
    autoencoder = {"_class_name": "AutoencoderTiny"}
    put(folder, "tiny", family="diffusion", sha256="ab" * 32, source="a/tiny", autoencoder=autoencoder)
    (folder / "torn").mkdir()
    (folder / ".downloads").mkdir()
    own, sd1, tiny, torn = asyncio.run(service.installed())
    assert (own.kind, own.removable, own.source) == ("own", False, "")
    assert (sd1.kind, sd1.removable, sd1.source) == ("SmallAutoencoder", False, "")
    assert (tiny.name, tiny.model_id, tiny.kind, tiny.nbytes) == ("tiny", "ab" * 8, "AutoencoderTiny", 1000)
    assert (tiny.source, tiny.removable, tiny.problem) == ("a/tiny", True, "")
    assert (torn.name, torn.model_id, torn.removable) == ("torn", "", True)
    assert "add it again" in torn.problem
    asyncio.run(service.remove("torn"))
    assert [m.name for m in asyncio.run(service.installed())] == ["own", "sd1", "tiny"]


def test_errors_come_through(tmp_path, folder, service):
    pickle = tmp_path / "vae.ckpt"
    pickle.write_bytes(b"PK\x03\x04" + bytes(100))
    pytest.importorskip("diffusers")
    with pytest.raises(ModelError, match="is a pickle"):
        asyncio.run(service.add(pickle))


def test_a_stopped_download_has_ended_before_it_is_discarded(folder, service, monkeypatch):
    order = []
    running = threading.Event()

    def get(wanted, name, progress, stop):
        running.set()
        while not stop.stopped:
            stop._event.wait(0.01)
        order.append("stopped")
        raise CancelledError("Stopped.")

    monkeypatch.setattr(store, "get", get)
    monkeypatch.setattr(store, "discard", lambda repository: order.append(f"discarded {repository}"))

    async def stop_and_discard():
        task = asyncio.create_task(service.get(Plan("a/b", None)))
        while not running.is_set():
            await asyncio.sleep(0.005)
        task.cancel()
        await service.discard("a/b")

    asyncio.run(stop_and_discard())
    assert order == ["stopped", "discarded a/b"]


def test_missing_packages_are_named_without_importing_any(monkeypatch):
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None if name == "torch" else object())
    assert model_service.missing_packages() == ["torch"]

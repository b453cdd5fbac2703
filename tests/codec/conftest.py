"""The small autoencoder whose pictures mean something, added as a user would add it."""

from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "data" / "models" / "small-autoencoder"


@pytest.fixture(scope="session")
def small_models(tmp_path_factory) -> Path:
    """A folder of models that holds it as 'small'."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    from sdviewer.codec.diffusion import add as diffusion_add
    from sdviewer.codec.types import StopToken

    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("models") / "small"
    folder.mkdir()
    diffusion_add.make_folder(SMALL, folder, "tests/small-autoencoder", StopToken(), lambda _: None)
    return folder.parent


@pytest.fixture
def card(monkeypatch):
    """A graphics card that is the CPU in truth, with as much memory as `card['memory']` says.

    `released` counts how often it gave its memory back; `small`: whether it takes small numbers.
    """
    from sdviewer.codec.diffusion.network import devices

    state = {"memory": 10**9, "released": 0, "small": False}

    class Card(devices.Device):
        __slots__ = ()
        small_numbers = property(lambda _: state["small"])

        def memory(self):
            return state["memory"]

        def release(self):
            state["released"] += 1

    monkeypatch.setattr(devices, "choose", lambda: Card("cuda", "cpu"))
    return state

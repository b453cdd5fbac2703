"""The small autoencoder whose pictures mean something, added as a user would add it."""

from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "data" / "models" / "small-autoencoder"


@pytest.fixture(scope="session")
def small_models(tmp_path_factory) -> Path:
    """A folder of models that holds it as 'small'."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    from sdviewer.codec.models import diffusion_add
    from sdviewer.codec.types import StopToken

    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("models") / "small"
    folder.mkdir()
    diffusion_add.make_folder(SMALL, folder, "tests/small-autoencoder", StopToken(), lambda _: None)
    return folder.parent

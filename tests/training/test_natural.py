"""The natural decoder in small: it trains, draws the same file another way, and its stripes have no seams."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from sdviewer.codec.own import invention, patches  # noqa: E402
from sdviewer.codec.own import model as own  # noqa: E402
from sdviewer.codec.tiles import Window  # noqa: E402
from sdviewer.codec.types import StopToken  # noqa: E402
from sdviewer.training.natural import network as natural_network  # noqa: E402
from sdviewer.training.natural import run as natural  # noqa: E402
from sdviewer.training.natural.objective import flatness  # noqa: E402
from sdviewer.training.natural.texture import texture_distance  # noqa: E402
from sdviewer.training.own import export  # noqa: E402
from sdviewer.training.own.network import Config, OwnModel  # noqa: E402
from sdviewer.training.own.restore import restore  # noqa: E402
from sdviewer.training.perceptual import alexnet, vgg16  # noqa: E402

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
PERCEPTUAL = Path(__file__).parents[3] / "shared" / "data" / "perceptual"
ALEX_OF_BLUR, VGG_OF_BLUR = 0.40254, 0.26912
STOP = StopToken()


def quiet(done: float) -> None: ...


@pytest.fixture(scope="module")
def model(tmp_path_factory, perceptual) -> own.OwnModel:
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
        "--perceptual",
        str(perceptual),
        "--out",
        str(base / "run"),
        "--threads",
        "1",
    ]
    natural.main([*options, "--steps", "6", "--square", "64", "--batch", "2"])
    natural.main([*options, "--steps", "10", "--square", "64", "--batch", "2"])
    assert torch.load(base / "run" / "natural.pt")["step"] == 10
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
    y, index = (torch.from_numpy(a.astype(np.float32)).permute(2, 0, 1)[None] for a in (latent.values, latent.scales))
    with torch.no_grad():
        coarse = natural_network.coarse_half(network, y / 256, index, torch.tensor([200 / 255]))
        picture = coarse.linear + fine(coarse, torch.from_numpy(invention.noise(Window(0, 10, 0, 6))))
    expected = (picture[0].permute(1, 2, 0).clamp(-0.5, 0.5) * 255 + 127.5).numpy()
    assert np.abs(expected - drawn).max() <= 2


def test_stripes_leave_no_seam(model, latent, monkeypatch):
    whole = model.synthesise(latent, 160, 96, STOP, quiet, "natural")
    monkeypatch.setattr(patches, "BLOCK_AREA", 0)
    monkeypatch.setattr(patches, "HALO", 2)  # a latent of ten rows in two stripes; the small network sees less far
    assert np.abs(model.synthesise(latent, 160, 96, STOP, quiet, "natural").astype(int) - whole).max() <= 1


def test_reading_a_file_finds_what_writing_it_found():
    """Both draw alike only if the scales come back as the values do."""
    model = own.OwnModel(GOLDEN / "models" / "tables")
    pixels = np.ascontiguousarray(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))[:96, :160])
    data, written = model.payload(model.analyse(pixels, STOP, quiet), 200, STOP)
    read = model.read_payload(data, 96, 160, 200, STOP)
    assert np.array_equal(read.values, written.values) and np.array_equal(read.scales, written.scales)
    assert len(np.unique(read.scales)) > 1


def test_it_begins_as_the_faithful_decoder_and_without_loss_there_is_no_noise():
    torch.manual_seed(0)
    config = Config(latent=24, groups=(8, 16), eighth=8, sixteenth=12, quarter=4, decoder_blocks=(1, 2, 1))
    network = OwnModel(config)
    for parameter in network.synthesis.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    fine = natural_network.Natural(network, quarter=6)
    y, q = torch.randn(1, 24, 4, 4), torch.tensor([0.3])
    coarse = natural_network.coarse_half(network, y, torch.full_like(y, 20), q)
    noise = torch.randn(1, invention.NOISE, 8, 8)
    with torch.no_grad():
        faithful = network.decode(y, q) - coarse.linear
        assert torch.allclose(fine(coarse, 0 * noise), faithful, atol=1e-5)
        assert not torch.allclose(fine(coarse, noise), faithful, atol=1e-3)
        assert torch.allclose(fine(coarse._replace(lost=0 * coarse.lost), noise), faithful, atol=1e-5)


def test_other_grass_is_nearer_than_flat_green(perceptual):
    """The distance forgives another draw of the same texture, and minds its absence; squared error does the reverse."""
    network, random = vgg16(perceptual), torch.Generator().manual_seed(1)
    real, other = (0.15 * torch.randn(2, 1, 3, 128, 128, generator=random)).clamp(-0.5, 0.5)
    flat = torch.zeros_like(real)

    def distance(drawn):
        return float(texture_distance(network(real), network(drawn), 128))

    assert distance(real) == 0
    assert distance(other) < 0.1 * distance(flat)
    assert float(((real - other) ** 2).mean()) > float(((real - flat) ** 2).mean())


def test_flat_is_where_one_colour_is():
    x = torch.zeros(1, 3, 64, 64)
    x[..., 32:] = 0.2 * torch.randn(1, 3, 64, 32, generator=torch.Generator().manual_seed(1))
    found = flatness(x)
    assert float(found[..., :27].min()) == 1
    assert float(found[..., 37:].max()) < 0.05


@pytest.mark.skipif(not PERCEPTUAL.exists(), reason="needs LPIPS's weights in ../shared/data/perceptual")
@pytest.mark.parametrize(("network", "expected"), [(alexnet, ALEX_OF_BLUR), (vgg16, VGG_OF_BLUR)])
def test_lpips_is_that_of_its_authors(network, expected):
    """Expected: of this implementation, when it gave the authors' numbers for a photo coded by three models."""
    with Image.open(GOLDEN / "photo.png") as photo:
        sharp = photo.convert("RGB").crop((0, 0, 128, 128))
    blurred = sharp.filter(ImageFilter.GaussianBlur(2))
    real, drawn = (torch.from_numpy(np.array(p)).permute(2, 0, 1)[None] / 255 - 0.5 for p in (sharp, blurred))
    net = network(PERCEPTUAL)
    with torch.no_grad():
        assert float(net.lpips(net(real), net(drawn))) == pytest.approx(expected, abs=1e-4)

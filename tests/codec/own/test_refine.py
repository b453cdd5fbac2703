"""Refinement: torch draws what the shipped network draws, the cost falls as the payload pays it, it can be stopped."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline, registry
from sdviewer.codec.errors import CancelledError
from sdviewer.codec.own import model as own
from sdviewer.codec.own.effort import STEPS
from sdviewer.codec.own.runtime import row
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

torch = pytest.importorskip("torch")
from sdviewer.codec.own.refine_network import RefineNetwork  # noqa: E402
from sdviewer.codec.own.refine_similarity import PRICE, SHARES, Dissimilarity, refined_share, share  # noqa: E402
from sdviewer.training.own.stages import ms_ssim_loss  # noqa: E402

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
STOP = StopToken()
RATE = 120


def quiet(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def tiny() -> own.OwnModel:
    torch.set_num_threads(1)
    return own.OwnModel(GOLDEN / "models" / "tiny")


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return np.ascontiguousarray(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))[:80, :112])


def unlike(original: np.ndarray, drawn: np.ndarray) -> float:
    """1 - MS-SSIM with a mirrored frame, of uint8 pictures."""
    x, y = (torch.from_numpy(p.astype(np.float32) / 255).permute(2, 0, 1)[None] for p in (original, drawn))
    return ms_ssim_loss(x, y, mirrored=True).item()


def distortion(model: own.OwnModel, pixels: np.ndarray, drawn: np.ndarray, rate: int) -> float:
    """What refinement takes for the distortion, in bits."""
    network = model.config["network"]
    weight = network["lambda_min"] * (network["lambda_max"] / network["lambda_min"]) ** (rate / 255)
    error = ((pixels.astype(float) - drawn) ** 2).mean()
    similar = refined_share(torch.tensor(weight)).item()
    return weight * ((1 - similar) * error + similar * PRICE * unlike(pixels, drawn)) * pixels[..., 0].size


def cost(model: own.OwnModel, pixels: np.ndarray, latent: np.ndarray) -> float:
    """Bits of the payload and what the distortion of the decoded picture is worth in bits."""
    data, quantised = model.payload(latent, RATE, STOP)
    drawn = model.synthesise(quantised, *pixels.shape[:2], STOP, quiet)
    return 8 * len(data) + distortion(model, pixels, drawn, RATE)


def test_share_of_similarity_goes_through_its_points_and_stays_outside():
    weights = torch.tensor([*SHARES, 1e-5, 1.0])
    expected = [*SHARES.values(), next(iter(SHARES.values())), list(SHARES.values())[-1]]
    assert share(weights).tolist() == pytest.approx(expected)
    between = torch.logspace(-5, 0, 200)
    assert (share(between).diff() <= 1e-6).all()
    assert (refined_share(between) <= share(between)).all()


@pytest.mark.parametrize("name", ["tables", registry.DEFAULT])
def test_torch_draws_what_the_shipped_network_draws(photo, name):
    model = own.OwnModel(GOLDEN / "models" / name) if name == "tables" else registry.load(name)
    _, quantised = model.payload(model.analyse(photo, STOP, quiet), RATE, STOP)
    shipped = model.synthesise(quantised, *photo.shape[:2], STOP, quiet)
    tables = {n: torch.from_numpy(row(model._tensors[f"synthesis.{n}"], RATE)) for n in own.FILM}
    tables["step"] = torch.from_numpy(np.exp(row(model._tensors["log_step"], RATE)))
    y = torch.from_numpy(quantised.values.astype(np.float32) / 256)
    drawn = RefineNetwork(model._tensors, model.prior.groups).draw(y, tables).numpy() * 255 + 128
    assert np.abs(np.clip(drawn, 0, 255).astype(int) - shipped).max() <= 1


class Calls(list):
    """Keeps what is put to be coded."""

    def put(self, symbols: np.ndarray, index: np.ndarray) -> None:
        self.append((symbols, index))


def test_bits_are_those_of_the_coder(photo):
    """As far as the prior's whole numbers aren't told from torch's fractions."""
    model = registry.load(registry.DEFAULT)
    calls, tables = Calls(), model.tables.at(RATE)
    latent = model.analyse(photo, STOP, quiet) * model.gain(RATE)
    values, features = model.code_tile(latent, RATE, (calls,))
    expected = sum(tables.tables.cost_bits(symbols, index) for symbols, index in calls[1:])  # the first is the hyper
    quantised = torch.from_numpy(values.astype(np.float32) / 256)
    shared = torch.from_numpy(features.reshape(-1, features.shape[-1]).astype(np.float32) / 256)
    costs = torch.from_numpy(tables.costs)
    bits, up, down = RefineNetwork(model._tensors, model.prior.groups).bits(quantised, shared, RATE, costs)
    assert bits.sum().item() == pytest.approx(expected, rel=0.01)
    for found, step in ((up, 1), (down, -1)):
        changes = [
            tables.costs[index, np.abs(symbols + step)] - tables.costs[index, np.abs(symbols)]
            for symbols, index in calls[1:]
        ]
        assert found.sum().item() == pytest.approx(sum(c.sum() for c in changes), rel=0.01)


def test_dissimilarity_follows_ms_ssim():
    """Exactly in slope at the picture that comes first: differences of near pictures are those of the measure."""
    rng = np.random.default_rng(5)
    original = np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB").resize((208, 176)))
    noise = rng.normal(0, 1, original.shape)
    pictures = [np.clip(original + size * noise, 0, 255).astype(np.uint8) for size in (11, 12, 13)]
    tensors = [torch.from_numpy(p / np.float32(255)) for p in (original, *pictures)]
    dissimilarity = Dissimilarity(tensors[0])
    _ = dissimilarity.of_places(tensors[2])
    sums = [dissimilarity.of_places(t).sum().item() / (208 * 176) for t in tensors[1:]]
    expected = [unlike(original, p) for p in pictures]
    assert sums[2] - sums[0] == pytest.approx(expected[2] - expected[0], rel=0.03)


def test_more_steps_cost_less(tiny, photo, monkeypatch):
    latent = tiny.analyse(photo, STOP, quiet)
    costs = [cost(tiny, photo, latent)]
    for steps in (4, 16):
        monkeypatch.setitem(STEPS, "balanced", steps)
        shares: list[float] = []
        refined = tiny.refine(photo, latent, RATE, "balanced", STOP, shares.append)
        costs.append(cost(tiny, photo, refined))
        assert len(shares) == steps
        assert shares == sorted(shares)
    assert costs[2] < costs[1] < costs[0]
    assert costs[2] < 0.985 * costs[0]


def test_a_budget_is_filled_with_what_refinement_saved(photo):
    """At the next rate point refined values round otherwise, which took 5 % more bytes for nothing."""
    found = {}
    for effort in ("fast", "balanced"):
        encoded = pipeline.encode(Picture(photo), EncodeOptions(size=500, effort=effort))
        assert 0.97 * 500 <= len(encoded.data) <= 500
        assert pipeline.inspect(encoded.data).quality == pytest.approx(encoded.quality, abs=0.5)
        drawn = encoded.picture.pixels
        found[effort] = unlike(photo, drawn), distortion(registry.load(registry.DEFAULT), photo, drawn, rate=215)
    assert found["balanced"][0] < found["fast"][0]
    assert found["balanced"][1] < 0.99 * found["fast"][1]


def test_stopped_between_steps(tiny, photo):
    stop = StopToken()
    seen: list[float] = []

    def report(share: float) -> None:
        seen.append(share)
        stop.stop()

    with pytest.raises(CancelledError):
        tiny.refine(photo, tiny.analyse(photo, STOP, quiet), RATE, "balanced", stop, report)
    assert len(seen) == 1

"""The recipe in small: it learns, resumes where it stopped, and what it exports can be loaded and codes pictures."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from sdviewer.codec.own.model import OwnModel as Shipped  # noqa: E402
from sdviewer.codec.own.quantise import quantise  # noqa: E402
from sdviewer.codec.own.refine_network import gaussian_bits, scale_of  # noqa: E402
from sdviewer.codec.prior.symbol_tables import COUNTED  # noqa: E402
from sdviewer.codec.types import StopToken  # noqa: E402
from sdviewer.training import optimiser, photos  # noqa: E402
from sdviewer.training.own import export, run, stages  # noqa: E402
from sdviewer.training.own.network import Config, OwnModel  # noqa: E402
from sdviewer.training.own.restore import restore, widened  # noqa: E402
from sdviewer.training.own.rounding import TEMPERATURES, nearly_rounded, soft_round, softness, thrifty  # noqa: E402
from sdviewer.training.own.sketch import RATES, fit_sketch  # noqa: E402
from sdviewer.training.photos import Squares  # noqa: E402

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
SMALL = {
    "latent": 24,
    "groups": [8, 16],
    "eighth": 8,
    "sixteenth": 12,
    "quarter": 4,
    "encoder_blocks": [1, 1],
    "decoder_blocks": [1, 1, 1],
    "hyper": 4,
    "features": 8,
    "context": 12,
    "corners": 0,
    "levels": 3,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A run of a few steps, stopped and resumed; of photos only, as a drawn square can upset so short a one."""
    torch.manual_seed(1)
    base = tmp_path_factory.mktemp("training")
    (base / "photos").mkdir()
    Image.open(GOLDEN / "photo.png").save(base / "photos" / "photo.png")
    common = ["--data", str(base / "photos"), "--out", str(base / "run"), "--square", "64", "--threads", "1"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photos, "DRAWN", 0.0)
        run.main([*common, "--steps", "40", "--config", json.dumps(SMALL)])
        run.main([*common, "--steps", "20", "--stage", "mixed"])
    return base


def test_it_resumes(folder):
    saved = torch.load(folder / "run" / "checkpoint.pt")
    assert saved["step"] == 60
    assert saved["config"]["latent"] == 24
    assert saved["seconds"] > 0


def test_soft_rounding_goes_from_nothing_to_rounding():
    x = torch.linspace(-2, 2, 81)
    assert torch.allclose(soft_round(x, torch.tensor(100.0)), x, atol=1e-3)
    between = (x - x.round()).abs() < 0.49
    assert torch.allclose(soft_round(x, torch.tensor(0.01))[between], x.round()[between], atol=0.02)
    for temperature in TEMPERATURES:
        softly = soft_round(x, torch.tensor(temperature))
        assert (softly.diff() > 0).all()
        assert ((softly - x.round()).abs() <= (x - x.round()).abs() + 1e-6).all()


def test_what_stands_for_rounding_comes_nearer_to_it():
    x = 3 * torch.randn(20_000, generator=torch.Generator().manual_seed(0))
    off = [(nearly_rounded(x, softness(done)) - x.round()).abs().mean() for done in (0.0, 0.5, 1.0)]
    assert 0.01 < off[2] < off[1] < off[0] < 0.25  # uniform noise is 0.25 off


def test_it_learns_with_noise_that_falls(folder, tmp_path):
    common = ["--data", str(folder / "photos"), "--out", str(tmp_path), "--square", "64", "--threads", "1"]
    run.main([*common, "--steps", "3", "--anneal", "--stage", "rounded", "--config", json.dumps(SMALL)])
    saved = torch.load(tmp_path / "checkpoint.pt")
    assert saved["step"] == 3
    assert all(torch.isfinite(value).all() for value in saved["model"].values())


def test_it_ends_when_its_time_is_over(folder, tmp_path):
    options = ["--data", str(folder / "photos"), "--out", str(tmp_path), "--square", "64", "--threads", "1"]
    run.main([*options, "--minutes", "0.01", "--config", json.dumps(SMALL)])
    saved = torch.load(tmp_path / "checkpoint.pt")
    assert saved["seconds"] >= 0.6
    assert saved["step"] < 1000  # which would take minutes; on a busy machine it may be none


def test_the_best_weights_outlive_worse_ones(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    common = ["--data", str(tmp_path), "--valid", str(tmp_path), "--out", str(tmp_path / "run"), "--threads", "1"]
    run.main([*common, "--square", "64", "--steps", "2", "--config", json.dumps(SMALL)])
    best = torch.load(tmp_path / "run" / "best.pt")
    assert best["step"] == 2
    spoilt = torch.load(tmp_path / "run" / "checkpoint.pt")
    for name in ("model", "average"):
        spoilt[name]["log_step"] += 1
    torch.save(spoilt, tmp_path / "run" / "checkpoint.pt")

    run.main([*common, "--square", "64", "--steps", "1"])

    assert torch.load(tmp_path / "run" / "checkpoint.pt")["step"] == 3
    assert torch.load(tmp_path / "run" / "best.pt")["step"] == 2


def test_the_export_codes_as_the_checkpoint_does(folder):
    """Shipped integers and ONNX graphs against the float networks: nearly the same bits and picture."""
    export.main([str(folder / "run" / "checkpoint.pt"), str(folder / "model")])
    saved = torch.load(folder / "run" / "checkpoint.pt")
    model = OwnModel(Config.from_json(saved["config"]))
    model.load_state_dict(saved["average"])
    shipped, stop = Shipped(folder / "model"), StopToken()
    pixels = np.ascontiguousarray(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))[:96, :160])
    latent = shipped.analyse(pixels, stop, lambda _: None)
    data, quantised = shipped.payload(latent, 180, stop)
    drawn = shipped.synthesise(quantised, 96, 160, stop, lambda _: None)
    x = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255 - 0.5
    q = torch.tensor([180 / 255])
    with torch.no_grad():
        expected = model.analysis(x)[0].permute(1, 2, 0).numpy()
        y = torch.from_numpy(quantised.values / 256).float().permute(2, 0, 1)[None]
        picture = (model.decode(y, q)[0].permute(1, 2, 0).clamp(-0.5, 0.5) * 255 + 127.5).numpy()
    assert np.abs(latent - expected).max() < 0.01
    assert np.abs(picture - drawn).max() <= 2
    read = shipped.read_payload(data, 96, 160, 180, stop)
    assert np.array_equal(read.values, quantised.values)


def test_the_export_counts_tables_that_save_bytes(folder):
    checkpoint = str(folder / "run" / "checkpoint.pt")
    export.main([checkpoint, str(folder / "plain")])
    export.main([checkpoint, str(folder / "counted"), "--data", str(folder / "photos")])
    pixels, stop, sizes = np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB")), StopToken(), []
    for name in ("counted", "plain"):
        model = Shipped(folder / name)
        data, quantised = model.payload(model.analyse(pixels, stop, lambda _: None), 128, stop)
        read = model.read_payload(data, *pixels.shape[:2], 128, stop)
        assert np.array_equal(read.values, quantised.values)
        sizes.append(len(data))
        assert ("synthesis.sketch" in model._tensors) == (name == "counted")
    assert sizes[0] < sizes[1]


def test_sketches_are_fitted_to_what_is_drawn(folder):
    """Where the linear codec alone shows 0.8 of what the network draws, factors bring it back."""
    export.main([str(folder / "run" / "checkpoint.pt"), str(folder / "plain")])
    model, stop = Shipped(folder / "plain"), StopToken()
    model.warm(encoding=True)  # with the weights of the file
    model._tensors["synthesis.linear.weight"] = model._tensors["synthesis.linear.weight"] * np.float16(0.8)
    pixels = np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))
    factors = fit_sketch(model, [pixels])
    _, quantised = model.payload(model.analyse(pixels, stop, lambda _: None), RATES[0], stop)
    drawn = model.synthesise(quantised, *pixels.shape[:2], stop, lambda _: None).astype(float)
    errors = []
    for more in ({}, factors):
        model._tensors.update(more)
        errors.append(((model.sketch(quantised, *pixels.shape[:2], 1) - drawn) ** 2).mean())
    assert errors[1] < 0.1 * errors[0]


def test_training_rounds_as_the_codec_does():
    rng = np.random.default_rng(3)
    value = rng.normal(0, 2, (500, 24)).astype(np.float32)
    index, worth = rng.integers(0, 64, value.shape), rng.uniform(0.5, 20, 24).astype(np.float32)
    number = torch.arange(COUNTED).float()
    costs = gaussian_bits(number, scale_of(torch.arange(64.0))[:, None]).numpy()
    ours = thrifty(torch.from_numpy(value), scale_of(torch.from_numpy(index).float()), torch.from_numpy(worth))
    theirs = quantise(value, index, worth, costs)
    assert (theirs != np.rint(value)).any()
    assert np.array_equal(ours.numpy(), theirs)


def test_shipped_files_can_be_trained_on(folder):
    """restore is the way back of export: exporting what was restored gives the same tensors."""
    export.main([str(folder / "run" / "checkpoint.pt"), str(folder / "model")])
    export.export(restore(folder / "model"), folder / "again", {})
    first, again = (load_file(folder / name / "model.safetensors") for name in ("model", "again"))
    assert first.keys() == again.keys()
    for name, tensor in first.items():
        assert np.allclose(tensor.astype(float), again[name].astype(float), atol=1e-6), name


def test_learning_lowers_the_cost():
    """Twenty steps on one square beat the linear codec that they start from."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = OwnModel(Config.from_json(SMALL))
    x = torch.rand(4, 3, 64, 64) - 0.5
    q = torch.full((4,), 0.5)
    steps = optimiser.Muon([p for p in model.parameters() if p.ndim == 4 and p.shape[1] > 1], 0.01)
    costs = []
    for _ in range(20):
        loss, _, _ = stages.cost(model, x, q, stages.STAGES["mse"])
        steps.zero_grad()
        loss.backward()
        steps.step()
        costs.append(loss.item())
    assert costs[-1] < 0.9 * costs[0]


def test_the_edge_of_a_picture_counts_in_training():
    """Else the outermost pixels count for less than a hundredth of those inside."""
    x = torch.from_numpy(np.random.default_rng(0).random((1, 3, 192, 192), np.float32)) - 0.5
    counts = []
    for row, column in ((0, 0), (0, 96), (96, 96)):
        drawn = x.clone()
        drawn[:, :, row : row + 2, column : column + 2] += 0.3
        counts.append(stages.ms_ssim_loss(x + 0.5, drawn + 0.5, mirrored=True).item())
    corner, edge, inside = counts
    assert corner > inside / 3
    assert edge > inside / 2


def test_ms_ssim_loss_agrees_with_the_metric():
    from sdviewer.codec.measure import metrics

    rng = np.random.default_rng(0)
    a = np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB").resize((192, 192)))
    b = np.clip(a + rng.normal(0, 12, a.shape), 0, 255).astype(np.uint8)

    def tensor(pixels):
        return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].double() / 255

    loss = stages.ms_ssim_loss(tensor(a), tensor(b), 5).item()
    assert 1 - loss == pytest.approx(metrics.ms_ssim(a, b), abs=2e-3)


def test_orthogonalise():
    matrix = torch.randn(3, 12, 20, generator=torch.Generator().manual_seed(1))
    u = optimiser.orthogonalise(matrix)
    before, after = torch.linalg.svdvals(matrix), torch.linalg.svdvals(u)
    assert (after.amax(1) / after.amin(1) < before.amax(1) / before.amin(1)).all()
    assert after.min() > 0.3
    assert after.max() < 1.7


def test_more_levels_and_rates_start_from_what_was_learnt(folder):
    """Between the old rates the wider tables say the same; below them gains go on falling."""
    export.main([str(folder / "run" / "checkpoint.pt"), str(folder / "model")])
    model = restore(folder / "model")
    old = model.config
    config = Config.from_json(old.to_json() | {"levels": 5, "lambda_min": old.lambda_min**2 / old.lambda_max})
    wider = widened(model, config)  # twice as wide: the three old levels, and two below
    assert torch.allclose(wider.log_gain[2:], model.log_gain, atol=1e-5)
    assert torch.allclose(wider.synthesis.rated.scale[0], model.synthesis.rated.scale[0], atol=1e-6)
    assert (wider.log_gain[0] < wider.log_gain[2]).all()
    for name, weight in wider.analysis.named_parameters():
        assert torch.equal(weight, dict(model.analysis.named_parameters())[name])


def test_a_larger_network_starts_from_what_was_learnt():
    """More channels and blocks do the same at first, and learn."""
    torch.manual_seed(3)
    model = OwnModel(Config.from_json(SMALL))
    torch.nn.init.normal_(model.synthesis.leave.weight)
    larger = widened(
        model,
        Config.from_json(
            model.config.to_json() | {"quarter": 6, "eighth": 12, "decoder_blocks": [1, 2, 3]} | {"corners": 1}
        ),
    )
    x, q = torch.rand(1, 3, 64, 64) - 0.5, torch.tensor([0.4])
    for before, after in zip(model(x, q, noise=False), larger(x, q, noise=False), strict=True):
        assert torch.allclose(before, after, rtol=1e-5, atol=1e-5)
    picture, bits = larger(x, q)
    (picture.square().sum() + bits.sum()).backward()
    taps = larger.groups[0].from_corners.weight.grad.abs().amax((0, 1))
    assert (taps > 0).tolist() == [[True, False, True], [False, False, False], [True, False, True]]
    assert larger.synthesis.leave.weight.grad[:, 4:].abs().max() > 0
    assert larger.synthesis.quarter[2].leave.weight.grad.abs().max() > 0


@pytest.mark.parametrize(
    ("stage", "anneal", "last"), [("rounded", False, 0.35), ("rounded", True, 0.02), ("faithful", False, 0.02)]
)
def test_the_learning_rate_falls_from_flat_on(stage, anneal, last):
    training = run.Run.__new__(run.Run)
    training.steps_here = 1000
    training.options = argparse.Namespace(stage=stage, anneal=anneal, flat=0.5)
    factors = [training.rate_of_learning(done) for done in (0.0, 0.5, 0.75, 1.0)]
    assert factors == pytest.approx([1, 1, (1 + last) / 2, last])
    training.options.flat = 1.0
    assert training.rate_of_learning(0.9) == 1


def test_some_squares_are_drawn():
    photo = np.broadcast_to(np.array([255, 0, 255], np.uint8), (64, 64, 3))
    squares = Squares([photo], seed=1).batch(400, 64).add(0.5).mul(255).round()
    cut = (squares == torch.tensor([255.0, 0, 255])[:, None, None]).all((1, 2, 3))
    assert 370 < cut.sum() < 399
    flat = (squares.amax((2, 3)) == squares.amin((2, 3))).all(1)
    assert 0 < (flat & ~cut).sum() < (~cut).sum()

"""The recipe of a learned coder of a latent space: a short run that learns, and goes on; its networks as they ship."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("onnx")
from sdviewer.codec.diffusion.learned import LearnedCoder  # noqa: E402
from sdviewer.codec.types import StopToken  # noqa: E402
from sdviewer.training.latent_coder import export, run  # noqa: E402
from sdviewer.training.latent_coder.network import Bits, Coder, CoderConfig  # noqa: E402

AUTOENCODER = Path(__file__).parents[1] / "data" / "models" / "small-autoencoder"
TINY = {"analysis": [8, 1], "synthesis": [8, 2]}
pytestmark = pytest.mark.usefixtures("denormals")


def test_learns_and_goes_on(pairs, perceptual, tmp_path):
    (tmp_path / "units.json").write_text(json.dumps({"deviations": [0.8, 0.9, 0.7, 0.6]}))
    options = ["--data", str(pairs), "--autoencoder", str(AUTOENCODER), "--perceptual", str(perceptual)]
    options += ["--units", str(tmp_path / "units.json"), "--out", str(tmp_path), "--config", json.dumps(TINY)]
    options += ["--batch", "2", "--every", "10", "--first", "0"]
    run.main([*options, "--steps", "29"])
    run.main([*options, "--steps", "9"])
    curve = [json.loads(line) for line in (tmp_path / "coder.jsonl").read_text().splitlines()]
    assert [row["step"] for row in curve] == [10, 20, 30, 40]
    assert curve[2]["bits"] < curve[0]["bits"]
    assert export.main([str(tmp_path / "coder.pt"), str(tmp_path / "units.json"), str(tmp_path / "out")]) == 0


def size(values: np.ndarray) -> float:
    return float(np.sqrt(np.square(values).mean()))


@pytest.mark.parametrize(("channels", "written"), [(4, 0), (6, 4), (4, 4)])
def test_the_networks_that_ship_do_what_they_did_in_training(channels, written, tmp_path):
    """For the latent itself, and for another one; but for weights of 8 bits."""
    torch.manual_seed(0)
    coder = Coder(CoderConfig.from_json({"channels": channels, "written": written} | TINY))
    for p in coder.parameters():  # what begins at zero too
        p.data = p.data + 0.05 * torch.randn_like(p)
    units = torch.tensor([0.8, 0.9, 0.7, 0.6, 0.5, 0.4])[:channels]
    export.export(coder, units, export.STEPS, tmp_path)
    shipped, random = LearnedCoder(tmp_path), np.random.default_rng(1)
    assert shipped.written == written
    latent = random.normal(size=(24, 17, channels)).astype(np.float32)
    pixels = random.integers(0, 256, (192, 136, 3), dtype=np.uint8)
    z = torch.from_numpy(latent / units.numpy()).permute(2, 0, 1)[None]
    seen = torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255
    planes = shipped.analysis(latent, pixels, units.numpy(), StopToken())
    scale = 1 if written else units.numpy()
    with torch.inference_mode():
        for step in export.STEPS:
            meant = coder.analysis(z, torch.tensor([step]), seen)[0].permute(1, 2, 0).numpy() * scale
            moved = shipped.at_step(latent, planes, step)
            assert 0 < size(moved - meant) < 0.1 * size(meant - latent[..., :4])
        y = torch.from_numpy(moved / scale).permute(2, 0, 1)[None]
        drawn = coder.synthesis(y, torch.tensor([0.5]))[0].permute(1, 2, 0).numpy() * units.numpy()
    found = shipped.synthesis(moved, units.numpy(), 0.5, StopToken())
    assert found.shape == latent.shape and 0 < size(found - drawn) < 0.1 * size(drawn - latent)


def test_another_latent_is_learned_from_that_of_another_space(pairs, perceptual, tmp_path):
    (tmp_path / "units.json").write_text(json.dumps({"deviations": [0.8, 0.9, 0.7, 0.6]}))
    (tmp_path / "other.json").write_text(json.dumps({"deviations": [1.0, 0.5]}))
    (tmp_path / "other").mkdir()
    for path in (pairs / "latents").glob("*.npy"):
        np.save(tmp_path / "other" / path.name, np.load(path)[:2])
    options = ["--data", str(pairs), "--autoencoder", str(AUTOENCODER), "--perceptual", str(perceptual)]
    options += ["--units", str(tmp_path / "units.json"), "--out", str(tmp_path), "--config", json.dumps(TINY)]
    options += ["--begin", str(tmp_path / "other"), str(tmp_path / "other.json"), "--begin-steps", "80"]
    run.main([*options, "--batch", "1", "--every", "1", "--first", "1", "--steps", "1"])
    coder = torch.load(tmp_path / "coder.pt", weights_only=True)
    assert (coder["config"]["channels"], coder["config"]["written"]) == (4, 2)
    begun = [json.loads(line) for line in (tmp_path / "coder.jsonl").read_text().splitlines() if "begin" in line]
    for error in ("there", "back"):
        assert sum(row[error] for row in begun[-20:]) < sum(row[error] for row in begun[:20])
    coder["coder"] = {name: tensor + 1 for name, tensor in coder["coder"].items()}
    torch.save(coder, tmp_path / "other.pt")
    options += ["--like", str(tmp_path / "other.pt"), "--begin-steps", "0", "--out", str(tmp_path / "like")]
    run.main([*options, "--batch", "1", "--first", "0", "--steps", "1"])
    like = torch.load(tmp_path / "like" / "coder.pt", weights_only=True)["coder"]
    same = [name for name, tensor in coder["coder"].items() if torch.allclose(like[name], tensor, atol=0.1)]
    assert "analysis.body.0.expand.weight" in same and "analysis.enter.weight" not in same


def test_bits_are_told_from_what_is_known_before():
    torch.manual_seed(0)
    bits, y, steps = Bits(3), torch.randn(1, 3, 9, 9), torch.tensor([0.5])
    before = bits(y, steps)
    changed = y.clone()
    changed[0, 1, 4, 4] += 2
    where = (bits(changed, steps) != before)[0]
    assert not where[:, :4].any() and not where[:, 4, :4].any()  # above, and to the left
    assert not where[0, 4, 4] and where[1, 4, 4] and where[2, 4, 4]  # channels before, and after

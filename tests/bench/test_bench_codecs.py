"""The benchmark on two small pictures, and the arithmetic of its summaries."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from sdviewer.bench import codecs
from sdviewer.bench.__main__ import main
from sdviewer.bench.bd_rate import bd_rate
from sdviewer.bench.codecs import Row
from sdviewer.bench.report import as_json, as_text

PICTURES = Path(__file__).parents[1] / "data" / "pictures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    for name in ("girl", "city"):
        with Image.open(PICTURES / f"{name}.png") as image:
            image.crop((136, 143, 256, 233)).save(tmp_path / "photos" / f"{name}.png")
    return tmp_path / "photos"


def row(codec: str, bpp: float, quality: float, **changes: object) -> Row:
    values = {
        "image": "a",
        "budget_bpp": bpp,
        "pixels": 8000,
        "nbytes": round(1000 * bpp),
        "reached": True,
        "psnr": quality,
        "ms_ssim": 1 - 10 ** (-quality / 20),
        "ssimulacra2": 2 * quality,
        "seconds_encode": 0.1,
        "seconds_decode": 0.01,
        "peak_megabytes": 50.0,
        "settings": "",
    }
    return Row(codec, **values | changes)


def run(argv: list[str], capsys: pytest.CaptureFixture[str]) -> dict:
    assert main([*argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_file_keeps_to_its_budget(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(["--data", str(folder), "--codecs", "jpeg,webp", "--bpp", "1", "2"], capsys)
    assert len(result["images"]) == 8
    for image in result["images"]:
        assert image["reached"] and 8 * image["nbytes"] / image["pixels"] <= image["budget_bpp"]
        assert image["seconds_encode"] > 0 and image["seconds_decode"] > 0
    assert [(mean["codec"], mean["budget_bpp"]) for mean in result["results"]] == [
        ("jpeg", 1.0),
        ("jpeg", 2.0),
        ("webp", 1.0),
        ("webp", 2.0),
    ]
    for low, high in (result["results"][:2], result["results"][2:]):
        assert low["psnr"] < high["psnr"] and low["ssimulacra2"] < high["ssimulacra2"]
        assert 0.8 < low["bpp"] <= 1
    assert [(entry["codec"], entry["anchor"]) for entry in result["bd_rates"]] == [("jpeg", "webp")]
    assert result["bd_rates"][0]["psnr"] > 0  # JPEG needs more


def test_unreachable_budgets_are_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder), "--codecs", "jpeg", "--bpp", "0.05", "--limit", "1"]) == 0
    text = capsys.readouterr().out
    assert "1 of 1 pictures don't get that small" in text


def test_distances_are_there_only_with_their_weights(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["--data", str(folder), "--codecs", "webp", "--bpp", "1", "2", "--cache", str(tmp_path / "cache")]
    without = run(argv, capsys)
    assert not {"lpips_alex", "lpips_vgg", "dists"} & {*without["results"][0], *without["images"][0]}
    (tmp_path / "weights").mkdir()
    with pytest.raises(SystemExit):
        main([*argv, "--perceptual", str(tmp_path / "weights")])
    capsys.readouterr()
    save_file(alexnet_weights(), tmp_path / "weights" / "lpips_alex.safetensors")
    argv += ["--perceptual", str(tmp_path / "weights")]
    result = run(argv, capsys)  # what the cache holds without distances isn't taken
    low, high = result["results"]
    assert low["lpips_alex"] > high["lpips_alex"] > 0 and "dists" not in low
    assert main(argv) == 0
    assert "LPIPS Alex" in (text := capsys.readouterr().out) and "DISTS" not in text


def alexnet_weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(3)
    weights = {}
    shapes = ((64, 3, 11), (192, 64, 5), (384, 192, 3), (256, 384, 3), (256, 256, 3))
    for number, (after, before, side) in enumerate(shapes):
        values = random.standard_normal((after, before, side, side)) * (2 / (before * side * side)) ** 0.5
        weights[f"conv{number}.weight"] = values.astype(np.float16)
        weights[f"conv{number}.bias"] = np.zeros(after, np.float32)
        weights[f"lin{number}.weight"] = np.ones((1, after, 1, 1), np.float32)
    return weights


def test_faces_are_measured_in_their_squares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A photo that is black but for one box: only there something is lost, so the quality there is below the rest."""
    (tmp_path / "valid").mkdir()
    pixels = np.zeros((128, 160, 3), np.uint8)
    pixels[40:72, 56:88] = np.random.default_rng(0).integers(0, 256, (32, 32, 3))
    Image.fromarray(pixels).save(tmp_path / "valid" / "noise.png")
    monkeypatch.setattr(codecs, "FACES", {"valid/noise.png": ((56, 40, 88, 72),), "train/absent.jpg": ((0, 0, 9, 9),)})
    argv = ["--codecs", "jpeg", "--bpp", "1"]
    whole = run([*argv, "--data", str(tmp_path / "valid")], capsys)["results"][0]
    face = run([*argv, "--data", str(tmp_path), "--faces"], capsys)["results"][0]
    assert face["bpp"] == whole["bpp"] and face["psnr"] < whole["psnr"] - 9
    assert "flat_deviation" in whole and "flat_deviation" not in face
    assert main(["--data", str(tmp_path / "valid"), "--faces"]) == 2


def test_the_natural_look_and_avif_in_both_tunings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(
        ["--data", str(folder), "--codecs", "own,natural,avif,avif-psnr", "--bpp", "1", "--limit", "1"], capsys
    )
    own, natural, avif, tuned = result["results"]
    assert natural["bpp"] == own["bpp"] and natural["psnr"] != own["psnr"]
    assert max(avif["bpp"], tuned["bpp"]) <= 1
    assert tuned["psnr"] > avif["psnr"] and tuned["ssimulacra2"] < avif["ssimulacra2"]
    assert [image["settings"].count("PSNR") for image in result["images"]] == [0, 0, 0, 1]


def test_the_cache_gives_the_same_figures(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["--data", str(folder), "--codecs", "webp", "--bpp", "1", "--cache", str(tmp_path / "cache")]
    first, second = run(argv, capsys), run(argv, capsys)
    assert [image.pop("cached") for image in first["images"]] == [False, False]
    assert [image.pop("cached") for image in second["images"]] == [True, True]
    assert first == second
    Image.fromarray(255 - np.asarray(Image.open(folder / "girl.png"))).save(folder / "girl.png")
    third = run(argv, capsys)
    assert [image["cached"] for image in third["images"]] == [True, False]


@pytest.mark.parametrize("argv", [["--data", "no such folder"], ["--data", "."]])
def test_wrong_folders(
    argv: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_unknown_codecs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path), "--codecs", "jpeg,bmp"])


def test_bd_rate_of_known_curves() -> None:
    rates, qualities = np.array([0.1, 0.2, 0.35, 0.9]), np.array([28.0, 31.0, 33.5, 38.0])
    assert bd_rate(rates, qualities, rates, qualities) == pytest.approx(0)
    assert bd_rate(rates / 2, qualities, rates, qualities) == pytest.approx(-50)
    assert bd_rate(rates * 1.2, qualities, rates, qualities) == pytest.approx(20)
    # Straight lines of 6 dB per doubling, one 1.5 dB above the other: a quarter of a doubling fewer bits.
    line = np.array([1.0, 2.0, 4.0, 8.0])
    shifted = bd_rate(line, 6 * np.log2(line) + 1.5, line, 6 * np.log2(line))
    assert shifted == pytest.approx(100 * (2**-0.25 - 1))


def test_bd_rate_without_overlap_is_nan() -> None:
    assert math.isnan(bd_rate([1, 2], [10, 20], [1, 2], [30, 40]))
    assert math.isnan(bd_rate([1], [10], [1, 2], [5, 40]))


def test_bd_rate_passes_through_the_points_without_overshoot() -> None:
    """A curve with a jump: between two points the interpolation stays between them."""
    x, y = [30.0, 31.0, 32.0, 33.0], [1.0, 1.1, 9.0, 9.1]
    flat = [(1.0, 30.0), (1.0, 33.0)]
    over = bd_rate(y, x, [r for r, _ in flat], [q for _, q in flat])
    assert 0 < over < 810


def test_wins_and_means() -> None:
    rows = [
        row("own", 1.0, 30.0),
        row("own", 1.0, 34.0, image="b"),
        row("jpeg", 1.0, 31.0),
        row("jpeg", 1.0, 31.0, image="b", nbytes=3000, reached=False, cached=True, peak_megabytes=80.0),
    ]
    result = as_json(rows)
    own, jpeg = result["results"]
    assert (own["psnr"], jpeg["psnr"], jpeg["bpp"], jpeg["unreached"]) == (32, 31, 2, 1)
    assert own["seconds_encode_per_megapixel"] == pytest.approx(0.2 / 0.016)
    assert jpeg["peak_megabytes"] == 80
    assert result["wins"] == [
        {"rival": "jpeg", "budget_bpp": 1.0, "images": 2, "psnr": 1, "ms_ssim": 1, "ssimulacra2": 1}
    ]
    assert result["bd_rates"] == []
    text = as_text(rows)
    assert "own above jpeg at 1: of 2 pictures 1 by psnr" in text
    assert "1 of 4 results are from the cache" in text


def test_bd_rates_and_wins_by_distances() -> None:
    """The lower the better: half the distance at the same bytes is a win, and the same for fewer bytes is saved."""
    curve = {0.1: 0.4, 0.2: 0.3, 0.4: 0.2}
    rows = [row("own", bpp, 30 + bpp, dists=d, nbytes=round(500 * bpp)) for bpp, d in curve.items()]
    rows += [row("avif", bpp, 30 + bpp, dists=d, flat_deviation=1.25) for bpp, d in curve.items()]
    result = as_json(rows)
    assert result["bd_rates"][0]["dists"] == pytest.approx(-50) and "lpips_vgg" not in result["bd_rates"][0]
    better = as_json([row("own", 1.0, 30.0, dists=0.1), row("avif", 1.0, 30.0, dists=0.2)])
    assert better["wins"][0]["dists"] == 1
    assert "in flat areas" in as_text(rows) and "1.25" in as_text(rows)


def test_equal_pictures_make_no_infinite_json() -> None:
    result = as_json([row("own", 1.0, math.inf, ms_ssim=1.0, ssimulacra2=100.0)])
    assert result["results"][0]["psnr"] is None
    json.dumps(result, allow_nan=False)
    assert "inf" in as_text([row("own", 1.0, math.inf, ms_ssim=1.0, ssimulacra2=100.0)])

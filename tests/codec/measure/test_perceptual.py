"""LPIPS and DISTS against plain programs of torch with random weights, and their values with the real ones."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from safetensors.numpy import load_file, save_file

from sdviewer.codec.errors import InputError, ModelError
from sdviewer.codec.measure import feature_networks, perceptual
from sdviewer.codec.measure.flat import flat_deviation, flat_places
from sdviewer.codec.measure.metrics import scores
from sdviewer.codec.measure.perceptual import ALEX, DISTS, VGG, Perceptual

torch = pytest.importorskip("torch")
F = torch.nn.functional

DATA = Path(__file__).parents[2] / "data" / "pictures"
SHARED = Path(__file__).parents[4] / "shared" / "data" / "perceptual"
ALEX_SHAPES = ((64, 3, 11), (192, 64, 5), (384, 192, 3), (256, 384, 3), (256, 256, 3))
VGG_CHANNELS = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
VGG_SHAPES = tuple((after, before, 3) for before, after in pairwise(VGG_CHANNELS))


def random_weights(shapes: tuple[tuple[int, int, int], ...], levels: tuple[int, ...]) -> dict[str, NDArray]:
    random = np.random.default_rng(len(shapes))
    weights: dict[str, NDArray] = {}
    for number, (after, before, side) in enumerate(shapes):
        spread = (2 / (before * side * side)) ** 0.5
        values = random.standard_normal((after, before, side, side), np.float32) * np.float32(spread)
        weights[f"conv{number}.weight"] = values.astype(np.float16)
        weights[f"conv{number}.bias"] = random.uniform(-0.1, 0.1, after).astype(np.float32)
    for level, channels in enumerate(levels):
        weights[f"lin{level}.weight"] = random.uniform(0, 1, (1, channels, 1, 1)).astype(np.float32)
    return weights


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("perceptual")
    save_file(random_weights(ALEX_SHAPES, (64, 192, 384, 256, 256)), place / ALEX)
    save_file(random_weights(VGG_SHAPES, (64, 128, 256, 512, 512)), place / VGG)
    random = np.random.default_rng(7)
    save_file({name: random.uniform(0, 1, 1475).astype(np.float32) for name in ("alpha", "beta")}, place / DISTS)
    return place


@cache
def pair(width: int, height: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    with Image.open(DATA / "city.png") as image:
        whole = image.convert("RGB").resize((width, height))
    return np.asarray(whole), np.asarray(whole.filter(ImageFilter.GaussianBlur(1)))


def conv(weights: dict[str, NDArray], number: int, x: torch.Tensor, stride: int = 1, padding: int = 1) -> torch.Tensor:
    weight, bias = (torch.from_numpy(weights[f"conv{number}.{n}"]).float() for n in ("weight", "bias"))
    return F.relu(F.conv2d(x, weight, bias, stride, padding))


def alexnet(weights: dict[str, NDArray], x: torch.Tensor) -> list[torch.Tensor]:
    first = conv(weights, 0, x, 4, 2)
    second = conv(weights, 1, F.max_pool2d(first, 3, 2), 1, 2)
    third = conv(weights, 2, F.max_pool2d(second, 3, 2))
    fourth = conv(weights, 3, third)
    return [first, second, third, fourth, conv(weights, 4, fourth)]


def vgg16(weights: dict[str, NDArray], x: torch.Tensor, hanning: bool = False) -> list[torch.Tensor]:
    levels = []
    for block in ((0, 1), (2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)):
        if block[0] and hanning:
            window = torch.outer(*[torch.tensor([1.0, 2.0, 1.0]) / 4] * 2).expand(x.shape[1], 1, 3, 3)
            x = torch.sqrt(F.conv2d(x**2, window, stride=2, padding=1, groups=x.shape[1]) + 1e-12)
        elif block[0]:
            x = F.max_pool2d(x, 2)
        for number in block:
            x = conv(weights, number, x)
        levels.append(x)
    return levels


def planes(pixels: NDArray[np.uint8]) -> torch.Tensor:
    return torch.from_numpy(pixels.transpose(2, 0, 1)[None] / np.float32(255))


def lpips(network: object, weights: dict[str, NDArray], *pictures: NDArray[np.uint8]) -> float:
    shift, scale = (torch.tensor(v).view(3, 1, 1) for v in ((-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)))
    features = [network(weights, (2 * planes(p) - 1 - shift) / scale) for p in pictures]
    total = 0.0
    for level, both in enumerate(zip(*features, strict=True)):
        a, b = (f / (f.square().sum(1, keepdim=True).sqrt() + 1e-10) for f in both)
        total += F.conv2d((a - b) ** 2, torch.from_numpy(weights[f"lin{level}.weight"])).mean().item()
    return total


def dists(vgg: dict[str, NDArray], weights: dict[str, NDArray], *pictures: NDArray[np.uint8]) -> float:
    mean, deviation = (torch.tensor(v).view(3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    features = []
    for x in map(planes, pictures):
        levels = vgg16(vgg, (x - mean) / deviation, hanning=True)
        features.append([f[0].flatten(1).double() for f in [x, *levels]])
    alike = []
    for a, b in zip(*features, strict=True):
        covariance = ((a - a.mean(1, True)) * (b - b.mean(1, True))).mean(1)
        texture = (2 * a.mean(1) * b.mean(1) + 1e-6) / (a.mean(1) ** 2 + b.mean(1) ** 2 + 1e-6)
        structure = (2 * covariance + 1e-6) / (a.var(1, correction=0) + b.var(1, correction=0) + 1e-6)
        alike.append(torch.stack([texture, structure], 1))
    shares = np.stack([weights["alpha"], weights["beta"]], 1)
    return 1 - float((torch.cat(alike).numpy() * shares).sum() / shares.sum())


@pytest.mark.parametrize("size", [(96, 64), (101, 139)])
def test_as_plain_programs_have_them(folder: Path, size: tuple[int, int]) -> None:
    pictures = pair(*size)
    found = Perceptual(folder).distances(*pictures)
    weights = {name: load_file(folder / name) for name in (ALEX, VGG, DISTS)}
    assert found["lpips_alex"] == pytest.approx(lpips(alexnet, weights[ALEX], *pictures), rel=1e-4)
    assert found["lpips_vgg"] == pytest.approx(lpips(vgg16, weights[VGG], *pictures), rel=1e-4)
    assert found["dists"] == pytest.approx(dists(weights[VGG], weights[DISTS], *pictures), rel=1e-3)


def test_stripes_change_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics, pictures = Perceptual(folder), pair(72, 427)
    whole = metrics.distances(*pictures)
    monkeypatch.setattr(perceptual, "_STRIPE_PIXELS", 72 * 100)
    assert len(list(perceptual._stripes(427, 72))) == 5
    assert metrics.distances(*pictures) == pytest.approx(whole, rel=1e-5)
    monkeypatch.setattr(perceptual, "_HALO", 16)
    assert metrics.distances(*pictures) != pytest.approx(whole, rel=1e-5)


def test_equal_pictures_are_0_apart_and_small_ones_have_values(folder: Path) -> None:
    metrics = Perceptual(folder)
    for size in ((1, 1), (30, 5), (64, 65)):
        first, second = pair(*size)
        assert metrics.distances(first, first) == pytest.approx(dict.fromkeys(metrics.names, 0), abs=1e-9)
        assert all(np.isfinite(value) for value in metrics.distances(first, second).values())


def test_what_has_no_weights_has_no_value(folder: Path, tmp_path: Path) -> None:
    pictures = pair(64, 64)
    assert Perceptual(tmp_path).distances(*pictures) == {} and scores(*pictures, Perceptual(tmp_path)).dists is None
    (tmp_path / DISTS).write_bytes((folder / DISTS).read_bytes())
    assert Perceptual(tmp_path).names == ()  # DISTS takes VGG16 from the other file
    (tmp_path / ALEX).write_bytes((folder / ALEX).read_bytes())
    measured = scores(*pictures, Perceptual(tmp_path))
    assert measured.lpips_alex is not None and measured.lpips_vgg is None
    assert measured.psnr == scores(*pictures).psnr


@pytest.mark.parametrize("damage", ["cut off", "another network"])
def test_a_damaged_file_is_said(folder: Path, tmp_path: Path, damage: str) -> None:
    data = (folder / (ALEX if damage == "cut off" else VGG)).read_bytes()
    (tmp_path / ALEX).write_bytes(data[:5000] if damage == "cut off" else data)
    with pytest.raises(ModelError, match=ALEX):
        Perceptual(tmp_path).distances(*pair(64, 64))


def test_different_sizes_are_refused(folder: Path) -> None:
    with pytest.raises(InputError):
        Perceptual(folder).distances(pair(64, 64)[0], pair(65, 64)[0])


def test_the_graphs_are_valid(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onnx

    models: list[bytes] = []
    monkeypatch.setattr(feature_networks, "session", models.append)
    feature_networks.alexnet(load_file(folder / ALEX))
    feature_networks.vgg16_hanning(load_file(folder / VGG))
    for model in models:
        onnx.checker.check_model(onnx.load_model_from_string(model), full_check=True)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the weights of LPIPS and DISTS aren't here")
def test_known_values() -> None:
    """A blurred and a sharp picture: with these weights the plain programs above have the same."""
    found = Perceptual(SHARED).distances(*pair(256, 192))
    assert found == pytest.approx({"lpips_alex": 0.22371, "lpips_vgg": 0.14797, "dists": 0.17913}, abs=0.0001)


def test_the_deviation_is_that_of_flat_areas() -> None:
    random = np.random.default_rng(1)
    photo = np.full((80, 100, 3), 90, np.uint8)
    photo[:, 50:] = random.integers(0, 256, (80, 50, 3))
    grain = photo.astype(np.int16)
    grain[:, :50] += random.choice([-3, 3], (80, 50, 1)).astype(np.int16)
    flat = flat_places(photo)
    assert flat[:, :44].all() and not flat[:, 50:].any()
    assert flat_deviation(photo, grain.astype(np.uint8)) == pytest.approx(3)
    assert flat_deviation(photo, photo) == 0
    assert flat_deviation(photo[:, 50:], photo[:, 50:]) is None

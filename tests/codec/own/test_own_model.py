"""The own model: exact symbols everywhere, blocks that don't show, files of yesterday that still decode.

`tests/data/golden/models/tiny` is a model of random weights (seed 7, 24 channels) in the shipped layout, for tests;
`tables` is the same with tables for its symbols, counted on `photo.png`.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import registry, tiles
from sdviewer.codec.own import manifest, patches, streams
from sdviewer.codec.own import model as own
from sdviewer.codec.prior import integer_prior
from sdviewer.codec.prior.checkerboard import Checkerboard, Neighbours
from sdviewer.codec.prior.integer_prior import IntegerPrior, at_rate
from sdviewer.codec.prior.symbol_tables import nearest_level
from sdviewer.codec.types import StopToken
from sdviewer.paths import resource

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
STOP = StopToken()


def quiet(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def tiny() -> own.OwnModel:
    return own.OwnModel(GOLDEN / "models" / "tiny")


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (16, 16), (17, 33), (96, 64), (100, 130)])
@pytest.mark.parametrize("rate", [0, 100, 255])
def test_payload_comes_back(tiny, photo, size, rate):
    pixels = np.ascontiguousarray(photo[: size[0], : size[1]])
    latent = tiny.analyse(pixels, STOP, quiet)
    data, written = tiny.payload(latent, rate, STOP)
    read = tiny.read_payload(data, *size, rate, STOP)
    assert np.array_equal(read.values, written.values)
    assert tiny.synthesise(read, *size, STOP, quiet).shape == (*size, 3)
    assert tiny.sketch(read, *size).shape == (-(-size[0] // 4), -(-size[1] // 4), 3)


def test_a_sketch_is_the_mean_of_the_larger_one(tiny, photo):
    data, _ = tiny.payload(tiny.analyse(photo, STOP, quiet), 255, STOP)
    latent = tiny.read_payload(data, *photo.shape[:2], 255, STOP)
    whole = tiny.sketch(latent, *photo.shape[:2], 1).astype(float)
    assert whole.shape == photo.shape
    inside = (whole > 0) & (whole < 255)
    for factor in (2, 4, 8, 16):
        blocks = [a.reshape(a.shape[0] // factor, factor, -1, factor, 3) for a in (whole, inside)]
        small = tiny.sketch(latent, *photo.shape[:2], factor)
        off = (small - blocks[0].mean((1, 3)))[blocks[1].all((1, 3))]
        assert off.size
        assert np.abs(off).max() < 1  # both are cut to whole numbers


def test_tiles_come_back(tiny, photo, monkeypatch):
    monkeypatch.setattr(own, "TILE", 4)
    monkeypatch.setattr(streams, "TILE", 4)
    latent = tiny.analyse(photo, STOP, quiet)
    data, written = tiny.payload(latent, 90, STOP)
    assert len(tiles.tiles(*latent.shape[:2], 4)) == 6
    assert np.array_equal(tiny.read_payload(data, *photo.shape[:2], 90, STOP).values, written.values)


@pytest.mark.parametrize("area", [1, 100])
def test_blocks_equal_whole(tiny, photo, monkeypatch, area):
    tall = np.ascontiguousarray(np.concatenate([photo, photo[::-1], photo], axis=0))
    height, width = tall.shape[:2]

    def both() -> tuple[np.ndarray, np.ndarray]:
        latent = tiny.analyse(tall, STOP, quiet)
        _, quantised = tiny.payload(latent, 150, STOP)
        return latent, tiny.synthesise(quantised, height, width, STOP, quiet)

    whole_latent, whole_pixels = both()
    monkeypatch.setattr(patches, "BLOCK_AREA", area)
    monkeypatch.setattr(patches, "BLOCK_WIDTH", 2)
    latent, pixels = both()
    assert len(list(patches.blocks(*latent.shape[:2]))) > 1
    assert np.array_equal(latent, whole_latent)
    assert np.array_equal(pixels, whole_pixels)


@pytest.mark.parametrize("name", ["tiny", "own"])
def test_whole_numbers_equal_floats(tiny, photo, name):
    """int64 and float64 arithmetic agree in every mean and every index: no sum was rounded."""
    model = tiny if name == "tiny" else registry.load(name)
    latent = model.analyse(photo, STOP, quiet)
    values = model.payload(latent, 200, STOP)[1].values
    exact = IntegerPrior(model._tensors, model.prior.groups, dtype=np.int64)
    height, width, _ = latent.shape
    channels = int(model.config["network"]["hyper"])
    z = np.random.default_rng(1).integers(-40, 40, (-(-height // 4), -(-width // 4), channels))
    features = model.prior.features(z, height, width)
    assert np.array_equal(exact.features(z, height, width), features)

    def run(prior: IntegerPrior) -> tuple[list, np.ndarray]:
        seen = []
        passes = prior.passes(height, width)

        def coder(mean, index):
            seen.append((mean.astype(np.int64), index))
            where, channels = next(passes)
            return values[..., channels][where].astype(prior.dtype)

        return seen, prior.code(prior.features(z, height, width), 200, coder)

    (floats, _), (integers, _) = run(model.prior), run(exact)
    for (mean_f, index_f), (mean_i, index_i) in zip(floats, integers, strict=True):
        assert np.array_equal(mean_f, mean_i)
        assert np.array_equal(index_f, index_i)


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 1), (9, 13), (6, 8), (7, 4)])
def test_the_halves_of_a_checkerboard_come_back(size):
    x = np.random.default_rng(2).integers(1, 99, (*size, 3))
    board = Checkerboard(*size)
    halves = board.split(x)
    back = np.zeros_like(x)
    for half, pieces in enumerate(x[np.add.outer(*map(np.arange, size)) % 2 == k] for k in (0, 1)):
        board.join(half, halves[half], back)
        real = board.real[half]
        assert np.array_equal(halves[half] if real is None else halves[half][real], pieces)
    assert np.array_equal(back, x)


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (3, 1), (2, 2), (3, 4), (4, 5), (70, 3)])
def test_three_passes_come_back(size):
    """The shipped model codes its first group's anchors in even rows, then those in odd rows."""
    model = registry.load("own")
    assert [group.corners for group in model.prior._groups] == [True, False, False, False]
    latent = np.random.default_rng(5).normal(0, 1, (*size, model.channels)).astype(np.float32)
    data, written = model.payload(latent, 120, STOP)
    read = model.read_payload(data, 16 * size[0], 16 * size[1], 120, STOP)
    assert np.array_equal(read.values, written.values)
    assert len(np.unique(written.values)) > 20


@pytest.mark.parametrize("size", [(9, 13), (6, 8)])
@pytest.mark.parametrize("name", ["tiny", "own"])
def test_torch_convolutions_agree(tiny, size, name):
    """What the groups and the anchors say, by torch's own convolutions in float64: the same integers."""
    torch = pytest.importorskip("torch")
    model = tiny if name == "tiny" else registry.load(name)
    groups = model.prior.groups
    x = np.random.default_rng(2).integers(-(1 << 15), 1 << 15, (*size, sum(groups))).astype(np.float64)
    board = Checkerboard(*size)
    around = Neighbours(board, sum(groups), np.float64)
    anchors = np.zeros((2, board.places, sum(groups)))
    anchors[0] = board.split(x)[0]
    alone = Neighbours(board, sum(groups), np.float64)
    whole = slice(0, board.places)

    def convolve(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        picture, kernel = (torch.from_numpy(np.ascontiguousarray(a)) for a in (values.transpose(2, 0, 1), kernel))
        return torch.nn.functional.conv2d(picture[None], kernel, padding=1)[0].permute(1, 2, 0).numpy()

    for number, group in enumerate(model.prior._groups):
        prefix = f"prior.groups.{number}"
        own, unit = slice(group.start, group.start + group.size), 2.0 ** int(model._tensors[f"{prefix}.shift"][0])
        context = len(group.first.bias)
        if number:
            weight = model._tensors[f"{prefix}.from_before.weight"].astype(np.float64)
            theirs = convolve(x[..., : group.start], weight.reshape(-1, 3, 3, context).transpose(3, 0, 1, 2))
            ours = np.zeros_like(theirs)
            nothing = np.zeros((2, board.places, len(group.first.weight)))
            for half in (0, 1):
                total = group.begin(nothing[half], 0 * group.first.bias, around, half, whole)
                group.add_last(total, around, half, whole)
                board.join(half, unit * total, ours)
            assert np.array_equal(ours, theirs)
        for half in (0, 1):
            around.put(half, board.split(x[..., own])[half], group.start)
        alone.put(0, anchors[0][:, own], group.start)
        weight = model._tensors[f"{prefix}.from_anchors.weight"].reshape(4, group.size, context)
        kernel = np.zeros((context, group.size, 3, 3))
        for (row, column), part in zip(((0, 1), (1, 0), (1, 2), (2, 1)), weight, strict=True):
            kernel[:, :, row, column] = part.T
        if group.corners:
            even = board.split(x[..., own])[0].reshape(size[0], -1, group.size)
            even[1::2] = 0
            alone.put(0, even.reshape(-1, group.size), group.start)
            weight = model._tensors[f"{prefix}.from_corners.weight"].reshape(4, group.size, context)
            corners = np.zeros((context, group.size, 3, 3))
            for (row, column), part in zip(((0, 0), (0, 2), (2, 0), (2, 2)), weight, strict=True):
                corners[:, :, row, column] = part.T
            ours = np.zeros((size[0] // 2 * board.half, context))
            group.add_corners(ours, alone)
            seen = np.zeros_like(x[..., own])
            seen[::2, ::2] = x[::2, ::2, own]
            theirs = board.split(convolve(seen, corners))[0].reshape(size[0], -1, context)[1::2].reshape(-1, context)
            real = slice(None) if board.real_odd is None else board.real_odd
            assert np.array_equal(unit * ours[real], theirs[real])
            alone.put(0, anchors[0][:, own], group.start)
        sums = np.zeros((board.places, context))
        group.add_anchors(sums, alone, whole)
        theirs = board.split(convolve(x[..., own], kernel))[1]
        real = slice(None) if board.real[1] is None else board.real[1]
        assert np.array_equal(unit * sums[real], theirs[real])


SYMBOLS = """
import hashlib, sys
from pathlib import Path
from sdviewer.codec.container import sections as container
from sdviewer.codec.own.model import OwnModel
from sdviewer.codec.types import StopToken
box = container.read(Path(sys.argv[1]).read_bytes())
head = box.header
model = OwnModel(Path(sys.argv[2]))
latent = model.read_payload(box.sections["D"], head.height, head.width, head.rate, StopToken())
print(hashlib.sha256(latent.values.tobytes()).hexdigest())
"""

PINNED = {
    "tiny-low.sdc": "27af4672c0d13ba4b66bcc3cc087619ab08cbe59701d3e93b992f531dc0e883d",
    "tables-middle.sdc": "ac7b0b939fc2dca17622bcd19af204222746088be1e3fccf8f007983bcc44333",
    "tiny-high.sdc": "39210e80e4d15c581af4f4e674670f02f71b6a01e36c2f5fee36deb827d66474",
}


@pytest.mark.parametrize("name", PINNED)
@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_golden_symbols_on_any_number_of_threads(name, threads):
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
    command = [sys.executable, "-c", SYMBOLS, str(GOLDEN / name), str(GOLDEN / "models" / name.split("-")[0])]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == PINNED[name]


@pytest.mark.parametrize("name", PINNED)
def test_golden_pixels(name, monkeypatch):
    from sdviewer.codec import pipeline

    monkeypatch.setenv("SDVIEWER_MODELS", str(GOLDEN / "models"))
    picture = pipeline.decode((GOLDEN / name).read_bytes())
    expected = np.asarray(Image.open((GOLDEN / name).with_suffix(".png")))
    assert np.abs(picture.pixels.astype(int) - expected).max() <= 1


def test_tables_of_the_model_take_fewer_bytes_than_gaussians(tiny, photo):
    counted = own.OwnModel(GOLDEN / "models" / "tables")
    for rate in (0, 100, 255):
        sizes = [len(m.payload(m.analyse(photo, STOP, quiet), rate, STOP)[0]) for m in (counted, tiny)]
        assert sizes[0] < sizes[1]


@pytest.mark.parametrize("name", ["tables", "own"])
def test_what_no_table_holds_comes_back(name):
    """A latent far beyond everything that was counted: escapes."""
    model = own.OwnModel(GOLDEN / "models" / name) if name == "tables" else registry.load(name)
    latent = np.random.default_rng(4).normal(0, 60, (5, 7, model.channels)).astype(np.float32)
    data, written = model.payload(latent, 200, STOP)
    read = model.read_payload(data, 80, 112, 200, STOP)
    assert np.array_equal(read.values, written.values)
    assert np.abs(written.values).max() > 500 * 256  # the widest table ends below 300


def test_a_rate_point_takes_the_nearest_level():
    levels = [nearest_level(rate, 10) for rate in range(256)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1], len(set(levels))) == (0, 9, 10)
    assert all(abs(level * 255 / 9 - rate) <= 255 / 18 for rate, level in enumerate(levels))


def test_rate_tables_are_integers_between_rows():
    table = np.array([[0, 100], [10, -100], [30, 0]], np.int32)
    assert at_rate(table, 0).tolist() == [0, 100]
    assert at_rate(table, 255).tolist() == [30, 0]
    assert at_rate(table, 128).tolist() == [10, -100 + 1] or at_rate(table, 128).tolist() == [10, -100]
    assert integer_prior.RATES == 255


def test_hash_of_the_manifest_is_the_id_of_a_model_without_a_number(tiny):
    paths = [GOLDEN / "models" / "tiny" / name for name in ("config.json", "model.safetensors", "synthesis.onnx")]
    paths.append(resource("tables/gaussian.safetensors"))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    assert tiny.model_id == hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


@pytest.mark.parametrize("folder", sorted(resource("models").glob("own-*")), ids=lambda folder: folder.name)
def test_nothing_that_decoding_depends_on_ever_changes(folder):
    """A numbered model is frozen: mend what broke this, and never the list."""
    listed = (folder / "manifest.sha256").read_text()
    assert listed == manifest.manifest(f"models/{folder.name}")
    assert hashlib.sha256(listed.encode()).hexdigest() == FROZEN[folder.name]
    assert sum((folder / name).stat().st_size for name in manifest.FROZEN) <= 8_000_000


FROZEN = {"own-1": "08aa305872c29311855e144eb96b7e52ce18a3be2a883ce32efd086943ae0771"}


def test_the_newest_numbered_model_is_the_usual_one():
    assert registry.load(registry.DEFAULT).model_id == "own-1"

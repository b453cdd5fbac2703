"""Pixels to `.sdc` and back, with the shipped model and with the tiny one."""

import functools
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import decoding, pipeline
from sdviewer.codec.errors import (
    BudgetError,
    CancelledError,
    FormatError,
    InputError,
    LimitsError,
    ModelError,
    SdcError,
)
from sdviewer.codec.identity import own
from sdviewer.codec.measure import metrics
from sdviewer.codec.measure.metrics import ssimulacra2
from sdviewer.codec.own.model import OwnModel
from sdviewer.codec.pictures.images import reduced
from sdviewer.codec.rate_control import budget
from sdviewer.codec.rate_control.ladder import Found
from sdviewer.codec.recent_latents import RecentLatents
from sdviewer.codec.types import EncodeOptions, Metadata, Picture, StopToken

GOLDEN = Path(__file__).parents[1] / "data" / "golden"


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB")))


def cut(picture: Picture, height: int, width: int) -> Picture:
    return Picture(np.ascontiguousarray(picture.pixels[:height, :width]))


def test_what_is_shown_was_decoded_from_what_is_written(photo):
    encoded = pipeline.encode(photo, EncodeOptions(quality=50))
    assert np.array_equal(pipeline.decode(encoded.data).pixels, encoded.picture.pixels)
    assert metrics.psnr(photo.pixels, encoded.picture.pixels) > 24


def test_more_quality_more_bytes_more_psnr(photo):
    results = [pipeline.encode(photo, EncodeOptions(quality=q)) for q in (0, 30, 60, 100)]
    sizes = [len(r.data) for r in results]
    psnr = [metrics.psnr(photo.pixels, r.picture.pixels) for r in results]
    assert sizes == sorted(sizes)
    assert psnr == sorted(psnr)
    assert sizes[-1] > 3 * sizes[0]


@pytest.mark.parametrize("size", [600, 1000, 1500])
def test_size_is_met_closely_from_below(photo, size):
    encoded = pipeline.encode(photo, EncodeOptions(size=size))
    assert 0.97 * size <= len(encoded.data) <= size
    one_more = pipeline.encode(photo, EncodeOptions(quality=encoded.quality + 100 / 255))
    assert len(one_more.data) > size  # it is the best that isn't larger


def test_unreachable_size_names_the_smallest(photo):
    with pytest.raises(BudgetError, match="smallest") as caught:
        pipeline.encode(photo, EncodeOptions(size=45))
    smallest = pipeline.encode(photo, EncodeOptions(size=caught.value.smallest))
    assert len(smallest.data) == caught.value.smallest


def test_a_budget_between_two_rate_points_is_filled_by_rounding(photo, monkeypatch):
    """As where the hyper latent rounds otherwise at the next rate point, and all of the picture takes more."""
    qualities = [rung * 100 / 255 for rung in (127, 153)]
    sizes = [len(pipeline.encode(photo, EncodeOptions(quality=quality)).data) for quality in qualities]
    size = sizes[0] + (sizes[1] - sizes[0]) // 5
    monkeypatch.setattr(budget, "highest_within", functools.partial(only_rungs, (127, 153)))
    filled = pipeline.encode(photo, EncodeOptions(size=size))
    assert filled.quality == qualities[0]
    assert 0.98 * size <= len(filled.data) <= size


@pytest.mark.parametrize("effort", ["fast", "balanced"])
def test_a_score_is_reached_by_hardly_more_than_it_takes(photo, effort):
    if effort != "fast":
        pytest.importorskip("torch")
    encoded = pipeline.encode(photo, EncodeOptions(score=50.0, effort=effort))
    assert ssimulacra2(photo.pixels, pipeline.decode(encoded.data).pixels) >= 50.0
    less = pipeline.encode(photo, EncodeOptions(quality=encoded.quality - 3))
    assert ssimulacra2(photo.pixels, less.picture.pixels) < 50.0 and less.quality < encoded.quality


def test_as_good_as_a_jpeg_of_a_quality(photo):
    file = BytesIO()
    Image.fromarray(photo.pixels).save(file, "JPEG", quality=25)
    wanted = ssimulacra2(photo.pixels, np.asarray(Image.open(file)))
    encoded = pipeline.encode(photo, EncodeOptions(like_jpeg=25))
    assert wanted - 0.5 <= ssimulacra2(photo.pixels, encoded.picture.pixels) <= wanted + 2
    assert len(encoded.data) < file.tell()


def test_a_score_out_of_reach_is_said_with_the_best_there_is(photo):
    with pytest.raises(InputError, match=r"A score of 99.9 can't be reached; the best for this picture is"):
        pipeline.encode(photo, EncodeOptions(score=99.9))


@pytest.mark.parametrize("excess", [1.01, 1.04])
def test_a_file_that_is_a_little_too_large_is_brought_down_by_rounding(photo, monkeypatch, excess):
    """As where refinement came out above the budget at one rate point, and far below it at the one before."""
    data = pipeline.encode(photo, EncodeOptions(quality=140 * 100 / 255)).data
    size = int(len(data) / excess)
    monkeypatch.setattr(budget, "highest_within", lambda *_, **__: Found(140, data, True, 1))
    less = pipeline.encode(photo, EncodeOptions(size=size))
    assert 0.98 * size <= len(less.data) <= size
    assert pipeline.inspect(less.data).quality == pytest.approx(140 * 100 / 255, abs=0.5)


def only_rungs(allowed, encode, rungs, size, *_, **__) -> Found:
    """The search, were there no other rate points."""
    tried = [(rung, encode(rung)) for rung in allowed]
    return Found(*max((rung, data) for rung, data in tried if len(data) <= size), True, len(tried))


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (200, 1), (15, 17)])
def test_any_shape(photo, size):
    picture = Picture(np.resize(photo.pixels, (*size, 3)))
    encoded = pipeline.encode(picture)
    assert encoded.picture.pixels.shape == (*size, 3)
    assert pipeline.preview(encoded.data).pixels.size


@pytest.mark.parametrize("value", [0, 128, 255])
def test_flat_colour_stays_flat(value):
    picture = Picture(np.full((64, 64, 3), value, np.uint8))
    decoded = pipeline.encode(picture, EncodeOptions(quality=60)).picture.pixels.astype(int)
    off = np.abs(decoded - value)
    assert off.max() <= 12  # in a white corner
    assert off[2:-2, 2:-2].max() <= 6
    assert off.mean() <= 2


def test_alpha_and_metadata_come_back(photo):
    alpha = np.tile(np.arange(photo.width, dtype=np.uint8), (photo.height, 1))
    metadata = Metadata(exif=b"MM\0*" + bytes(100), xmp=b"<x/>", orientation=6)
    picture = Picture(photo.pixels, alpha, metadata)
    decoded = pipeline.decode(pipeline.encode(picture).data)
    assert np.array_equal(decoded.alpha, alpha)
    assert decoded.metadata == metadata
    stripped = pipeline.decode(pipeline.encode(picture, EncodeOptions(metadata="strip")).data)
    assert stripped.metadata == Metadata(orientation=6)


def test_opaque_alpha_costs_nothing(photo):
    opaque = Picture(photo.pixels, np.full(photo.pixels.shape[:2], 255, np.uint8))
    assert len(pipeline.encode(opaque).data) == len(pipeline.encode(photo).data)


def test_preview_looks_like_the_picture(photo):
    data = pipeline.encode(photo, EncodeOptions(quality=60)).data
    preview = pipeline.preview(data).pixels
    small = photo.pixels.reshape(photo.height // 4, 4, photo.width // 4, 4, 3).mean((1, 3))
    assert preview.shape == small.shape
    assert np.sqrt(((preview - small) ** 2).mean()) < 12


@pytest.mark.parametrize(("side", "longer"), [(16, 32), (50, 128), (80, 128), (100, 128), (500, 128)])
def test_a_thumbnail_looks_like_the_picture_and_is_large_enough(photo, side, longer):
    large = Picture(np.ascontiguousarray(photo.pixels[:96, :128]))
    encoded = pipeline.encode(large, EncodeOptions(quality=60))
    found = pipeline.thumbnail(encoded.data, side)
    assert max(found.width, found.height) == longer
    small, decoded = (reduced(p, min(side, 128)).pixels.astype(float) for p in (found, encoded.picture))
    assert np.sqrt(((small - decoded) ** 2).mean()) < 6


def test_a_thumbnail_shows_alpha(photo):
    alpha = np.tile(np.arange(photo.width, dtype=np.uint8), (photo.height, 1))
    data = pipeline.encode(Picture(photo.pixels, alpha)).data
    found = pipeline.thumbnail(data, 16)
    step = photo.width // found.width
    assert step > 1 and found.alpha.shape == (found.height, found.width)
    means = alpha[0].reshape(-1, step).mean(1)
    assert np.abs(found.alpha - means).max() <= 1


def test_inspect_tells_the_model_and_the_sections(photo):
    data = pipeline.encode(photo, EncodeOptions(quality=40)).data
    info = pipeline.inspect(data)
    assert not info.latents
    assert (info.width, info.height, info.model_name) == (photo.width, photo.height, "own-1")
    assert sum(s.nbytes for s in info.sections) == len(data) - 19  # the header
    assert not info.problem


def test_wrong_symbols_are_noticed(photo):
    from sdviewer.codec.container import sections as container

    box = container.read(pipeline.encode(photo).data)
    payload = bytearray(box.sections["D"])
    payload[len(payload) // 2] ^= 16
    broken = container.write(container.Container(box.header, {"D": bytes(payload)}))
    with pytest.raises(FormatError):
        pipeline.decode(broken)


def test_garbage_payloads_never_raise_anything_else(photo):
    from sdviewer.codec.container import sections as container

    head = container.read(pipeline.encode(cut(photo, 40, 50)).data).header
    random = np.random.default_rng(3)
    for length in (0, 1, 5, 100, 1000):
        payload = random.integers(0, 256, length, dtype=np.uint8).tobytes()
        with pytest.raises(SdcError):
            pipeline.decode(container.write(container.Container(head, {"D": payload})))


def test_unknown_model_is_named(photo):
    data = bytearray(pipeline.encode(cut(photo, 16, 16)).data)
    from sdviewer.codec.container import sections as container

    box = container.read(bytes(data))
    from dataclasses import replace

    other = container.write(container.Container(replace(box.header, identity=own(hash="00c0ffee" * 2)), box.sections))
    with pytest.raises(ModelError, match="00c0ffee00c0ffee") as caught:
        pipeline.decode(other)
    assert caught.value.model_id == "00c0ffee" * 2
    assert pipeline.inspect(other).model_id == "00c0ffee" * 2


def test_stop_and_progress(photo):
    seen = []
    pipeline.encode(photo, progress=lambda p: seen.append(p.fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    stop = StopToken()
    stop.stop()
    with pytest.raises(CancelledError):
        pipeline.encode(photo, stop=stop)


def test_what_is_too_long_is_refused_before_work():
    with pytest.raises(LimitsError, match="131073x1 pixels; no side may be longer"):
        pipeline.analyse(Picture(np.zeros((1, 131_073, 3), np.uint8)), "own")


@pytest.mark.parametrize(("step", "function"), [("read_payload", "preview"), ("synthesise", "decode")])
def test_too_little_memory_is_a_sentence(photo, monkeypatch, step, function):
    data = pipeline.encode(cut(photo, 40, 50)).data

    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(OwnModel, step, fail)
    monkeypatch.setattr(decoding, "_recent", RecentLatents())
    with pytest.raises(LimitsError, match="not enough memory for this picture"):
        getattr(pipeline, function)(data)


@pytest.mark.parametrize("step", ["analyse", "payload"])
def test_too_little_memory_for_encoding_is_a_sentence(photo, monkeypatch, step):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(OwnModel, step, fail)
    with pytest.raises(LimitsError, match="not enough memory for this picture"):
        pipeline.encode(cut(photo, 40, 50))


def test_quality_out_of_range_is_an_input_error(photo):
    with pytest.raises(InputError, match="0 to 100"):
        pipeline.encode(photo, EncodeOptions(quality=101))


def test_refinement_lowers_the_cost(photo, monkeypatch):
    """With effort, bits + lambda * error falls; needs torch. With the tiny model, to be quick."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    monkeypatch.setenv("SDVIEWER_MODELS", str(GOLDEN / "models"))
    small = cut(photo, 96, 112)
    costs = {}
    for effort in ("fast", "balanced"):
        encoded = pipeline.encode(small, EncodeOptions(model="tiny", quality=40, effort=effort))
        error = ((small.pixels.astype(float) - encoded.picture.pixels) ** 2).mean()
        costs[effort] = encoded.bpp + 0.0005 * 100**0.4 * error
    assert costs["balanced"] < costs["fast"]


def test_a_size_out_of_reach_tells_what_no_smaller_picture_would_save(photo):
    exif = bytes(np.random.default_rng(1).integers(0, 256, 900, np.uint8))
    with pytest.raises(BudgetError) as caught:
        pipeline.encode(Picture(photo.pixels, metadata=Metadata(exif=exif)), EncodeOptions(size=500))
    assert 900 <= caught.value.beside < caught.value.smallest <= 1000

"""Universal latent coder: exact round trips, the same symbols on any machine, files of today readable for ever."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from sdviewer.codec.diffusion.payload import ForeignReader, write_payload
from sdviewer.codec.errors import CancelledError, FormatError, LimitsError, SdcError
from sdviewer.codec.latents import coder as latents
from sdviewer.codec.latents import network as latents_network
from sdviewer.codec.latents.coder import MAX_SYMBOL, decode_latents, encode_latents
from sdviewer.codec.latents.network import ACTIVATION_LIMIT, CHANNELS, INPUT_LIMIT, SCALE_RANGE, Network, tables
from sdviewer.codec.latents.scale import Scales
from sdviewer.codec.latents.tables import Placement
from sdviewer.codec.latents.wavefront import LAG, Wavefront, taps_of
from sdviewer.codec.types import StopToken

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests/data/golden"
CORPUS = ROOT.parent / "shared/data/sd-latents"

shapes = st.tuples(st.integers(1, 6), st.integers(1, 24), st.integers(1, 24))


def smooth(shape: tuple[int, int, int], seed: int, size: float = 4.0) -> np.ndarray:
    """Latents with neighbours that resemble each other."""
    x = np.random.default_rng(seed).standard_normal(shape)
    for axis in (1, 2):
        x = x + np.roll(x, 1, axis) + np.roll(x, 2, axis) / 2
    return np.rint(size * x).astype(np.int32)


def round_trip(q: np.ndarray) -> bytes:
    data = encode_latents(q)
    decoded = decode_latents(data, q.shape)
    assert decoded.dtype == np.int32
    assert np.array_equal(decoded, q)
    return data


@given(shapes, st.integers(0, 2**32), st.floats(0, 1000))
@settings(max_examples=40, deadline=None)
def test_round_trip(shape: tuple[int, int, int], seed: int, size: float) -> None:
    round_trip(smooth(shape, seed, size))


@given(shapes, st.integers(0, 2**32), st.sampled_from([1, 1000, MAX_SYMBOL]), st.sampled_from([0.02, 0.5, 1.0]))
@settings(max_examples=40, deadline=None)
def test_round_trip_of_extreme_values(shape: tuple[int, int, int], seed: int, limit: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    q = rng.integers(-limit, limit, shape, endpoint=True) * (rng.random(shape) < density)
    round_trip(q.astype(np.int32))


@pytest.mark.parametrize("shape", [(1, 1, 1), (4, 1, 1), (4, 1, 40), (4, 40, 1), (16, 9, 7), (32, 3, 5), (64, 1, 2)])
def test_round_trip_of_odd_shapes(shape: tuple[int, int, int]) -> None:
    round_trip(smooth(shape, 1))
    round_trip(np.full(shape, MAX_SYMBOL, np.int32))
    assert len(round_trip(np.zeros(shape, np.int32))) < 20 + 2 * shape[0]


def test_smooth_latents_of_many_channels_shrink() -> None:
    """16 channels, each like the one before it: what the fitted prediction is for."""
    q = smooth((16, 32, 32), 3, 4.0)
    for channel in range(1, 16):
        q[channel] += q[channel - 1]
    independent = sum(len(encode_latents(q[c : c + 1])) for c in range(16))
    assert len(round_trip(q)) < 0.85 * independent


@pytest.mark.parametrize("value", [MAX_SYMBOL + 1, -MAX_SYMBOL - 1, -(2**31)])
def test_too_large_values_are_refused(value: int) -> None:
    with pytest.raises(LimitsError):
        encode_latents(np.full((1, 2, 2), value, np.int32))


ODD = [(0, 1, 1), (1, 0, 1), (300, 1, 1), (4, 1 << 20, 1 << 20), (2, 2)]
LONG = [(1, 1, 10_000_000), (1, 1_000_000, 1), (250, 1, 200_000), (1, 9000, 7000)]
"""Of few symbols, but of many passes or a large layout."""


@pytest.mark.parametrize("shape", [*ODD, *LONG])
def test_impossible_shapes_are_refused_before_anything_is_allocated(shape: tuple[int, ...]) -> None:
    with pytest.raises(LimitsError):
        decode_latents(b"\0", shape)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [(4, 1, 16384), (16, 1250, 1250), (4, 2500, 2500), (32, 313, 313)])
def test_the_largest_pictures_of_known_models_are_possible(shape: tuple[int, int, int]) -> None:
    """Those of Stable Diffusion and its kin: 100 megapixels, or 131,072 in a row."""
    latents._check_shape(shape)


@pytest.mark.parametrize("shape", [(3, 4, 9), (3, 9, 4), (3, 5, 5)])
def test_latents_lie_as_the_encoder_lays_them(shape: tuple[int, int, int]) -> None:
    """The other way round a file might take many more passes."""
    data = encode_latents(smooth(shape, 2))
    with pytest.raises(FormatError):
        decode_latents(bytes([data[0] ^ 2]) + data[1:], shape)


class StopsLater(StopToken):
    """Is asked to stop when it is looked at for the tenth time."""

    looks = 0

    def check(self) -> None:
        self.looks += 1
        if self.looks == 10:
            self.stop()
        super().check()


def test_decoding_stops_between_two_passes() -> None:
    latent, colours = np.zeros((8, 30, 3), np.float32), np.zeros((8, 30, 3), np.float32)
    data, _ = write_payload(latent, colours, np.full(3, 128, np.uint8), 8, 100)
    with pytest.raises(CancelledError):
        ForeignReader().read_payload(data, 64, 240, 100, StopsLater())


@given(st.binary(max_size=120), shapes)
@settings(max_examples=100, deadline=None)
def test_garbage_decodes_to_something_or_is_refused(data: bytes, shape: tuple[int, int, int]) -> None:
    try:
        q = decode_latents(data, shape)
    except SdcError:
        return
    assert q.shape == shape


def test_damaged_data_ends() -> None:
    q = smooth((4, 12, 20), 8)
    data = encode_latents(q)
    rng = np.random.default_rng(0)
    for length in range(0, len(data), 23):
        for damaged in (data[:length], data[:length] + rng.bytes(1) + data[length + 1 :]):
            try:
                assert decode_latents(damaged, q.shape).shape == q.shape
            except FormatError:
                continue


def test_the_mode_must_fit_the_channels() -> None:
    with pytest.raises(FormatError):
        decode_latents(bytes([Network.mode]), (3, 4, 4))
    with pytest.raises(FormatError):
        decode_latents(b"\x04", (4, 4, 4))
    with pytest.raises(FormatError):
        decode_latents(b"", (4, 4, 4))


# The wavefront


@pytest.mark.parametrize("shape", [(1, 1, 1), (4, 5, 9), (3, 1, 6), (3, 6, 1), (5, 7, 4)])
def test_passes_visit_every_symbol_once_after_all_that_predicts_it(shape: tuple[int, int, int]) -> None:
    front = Wavefront(shape)
    channels, height, width = shape
    known = front.empty(0, np.float64)
    seen = []
    for step in front:
        places = step.index.reshape(-1)[step.used]
        assert np.array_equal(places, front.ordered_places[step.start : step.stop])
        for place, number in zip(places, front.order[step.start : step.stop], strict=True):
            c, y, x = np.unravel_index(number, shape)
            taps = taps_of(c, channels)
            for (k, dy, dx), distance in zip(taps, front.distances(c, taps), strict=True):
                inside = 0 <= y + dy < height and 0 <= x + dx < width
                if k < channels:
                    assert known[place + distance] == inside, (c, y, x, k, dy, dx)
                else:
                    assert front.empty(1, np.float64)[place + distance] == inside
        known[places] = 1
        seen += front.order[step.start : step.stop].tolist()
    assert sorted(seen) == list(range(channels * height * width))
    assert front.passes == width + 2 * (height - 1) + LAG * (channels - 1)


# Exactness


def integer_cells(front: Wavefront, scales: Scales, q: np.ndarray, place: int, channel: int) -> list[int]:
    """The network's cell at one place, in Python's integers, from the stored numbers and the description alone."""
    stored = {name: value.astype(object) for name, value in load_file(latents_network.FILE).items()}
    shift1, shift2 = (int(s) for s in stored["shifts"])
    values = front.empty(32, np.int64)
    downs = [65536, 60097, 55109, 50535, 46341, 42495, 38968, 35734]
    ups = [65536, 71468, 77936, 84990, 92682, 101070, 110218, 120194]
    for c in range(CHANNELS):
        e = int(scales.eighths[c])
        shift = 11 + (e >> 3)
        for at, value in zip(front.places[c].ravel(), q[c].ravel(), strict=True):
            values[at] = max(-255, min(255, (int(value) * downs[e & 7] + (1 << shift >> 1)) >> shift))
    distances = front.distances(channel, taps_of(channel, CHANNELS))
    taps = [int(values[place + d]) for d in distances]
    told = [max(SCALE_RANGE[0], min(SCALE_RANGE[1], int(e))) for e in scales.eighths]

    def layer(inputs: list[int], weights: np.ndarray, bias: np.ndarray) -> list[int]:
        columns = [sum(i * w for i, w in zip(inputs, column, strict=False)) for column in weights.T]
        return [int(total + b) for total, b in zip(columns, bias, strict=True)]

    bias1 = stored["b1"][channel] + sum(t * g for t, g in zip(told, stored["g1"][channel], strict=True))
    *first, around = layer(taps, stored["w1"][channel], bias1)
    hidden = [max(0, min(511, a >> shift1)) for a in first]
    hidden = [max(0, min(511, a >> shift2)) for a in layer(hidden, stored["w2"][channel], stored["b2"][channel])]
    mean, width, shape = layer(hidden, stored["w3"][channel], stored["b3"][channel])
    e = int(scales.eighths[channel])
    down = 27 - (e >> 3)
    mean = ((mean + around) * ups[e & 7] + (1 << down >> 1)) >> down
    level = max(0, min(95, ((width >> 12) + e + 41) >> 1))
    return [mean, level, max(0, min(3, shape >> 15))]


@pytest.mark.parametrize("size", [0.2, 2.0, 40.0, 1e5])
def test_float32_float64_and_integers_agree(size: float) -> None:
    q = smooth((4, 9, 14), 5, size).astype(np.int64)
    q[:, 3, 3] = MAX_SYMBOL
    q[1, 4, 4] = -MAX_SYMBOL
    front = Wavefront(q.shape)
    for codes in (latents.measure(q.astype(np.int32)), np.array([0, 255, 30, 60])):
        scales = Scales(codes)
        cells = []
        for dtype in (np.float32, np.float64):
            network = Network(front, scales, dtype)
            network.fill(q.reshape(-1)[front.order])
            cells.append(network.predict(front.places.reshape(4, -1)))
        assert np.array_equal(*cells)
        for channel in range(4):
            for n in (0, 20, 45, 46, 60, 125):
                place = int(front.places[channel].ravel()[n])
                assert cells[0][channel, n].tolist() == integer_cells(front, scales, q, place, channel)


def test_no_sum_of_the_network_can_reach_2_to_24() -> None:
    net = {name: abs(value.astype(np.int64)) for name, value in load_file(latents_network.FILE).items()}
    first = net["w1"].sum(1) * INPUT_LIMIT + net["b1"] + max(map(abs, SCALE_RANGE)) * net["g1"].sum(1)
    second = net["w2"].sum(1) * ACTIVATION_LIMIT + net["b2"]
    third = net["w3"].sum(1) * ACTIVATION_LIMIT + net["b3"]
    third[:, 0] += first[:, -1]
    assert max(first.max(), second.max(), third.max()) < 2**24


def test_tables_are_pinned() -> None:
    assert hashlib.sha256(tables().exact.astype("<i4").tobytes()).hexdigest() == TABLES_SHA256


def test_every_distribution_covers_its_mean_and_sums_to_one() -> None:
    exact = tables().exact.astype(np.int64) + 1
    assert (exact.sum(1) == 1 << 24).all()
    grid = np.meshgrid([-37, 0, 5, 8, 15, 1600], np.arange(96), np.arange(4), indexing="ij")
    cells = np.stack(grid, -1).reshape(-1, 3)
    placed = Placement.of(cells)
    assert placed.dropped is not None
    k = np.arange(exact.shape[1] - 1) - 32
    center = (exact[placed.row, :-1] * k).sum(1) / exact[placed.row, :-1].sum(1)
    mean = placed.base + (center + 0.5) * 2.0**placed.dropped - 0.5
    off = abs(mean - cells[:, 0] / 16) / 2.0**placed.dropped
    assert off[cells[:, 1] >= 20].max() < 0.1  # those narrower than 1 sit on one or two integers
    assert off.max() <= 0.5


DECODE_GOLDEN = """
import hashlib, json, pathlib, sys
from sdviewer.codec.latents.coder import decode_latents
folder = pathlib.Path(sys.argv[1])
for name, golden in json.loads((folder / "latents.json").read_text()).items():
    q = decode_latents((folder / name).read_bytes(), tuple(golden["shape"]))
    print(hashlib.sha256(q.astype("<i4").tobytes()).hexdigest())
"""


def golden_files() -> dict[str, dict]:
    """Of each file: shape, mode byte, sha256 of the symbols as little-endian int32."""
    return json.loads((GOLDEN / "latents.json").read_text())


@pytest.mark.parametrize("threads", ["1", "2", "4"])
def test_thread_counts_change_nothing(threads: str) -> None:
    limits = {f"{name}_NUM_THREADS": threads for name in ("OPENBLAS", "OMP", "MKL")}
    command = [sys.executable, "-c", DECODE_GOLDEN, str(GOLDEN)]
    run = subprocess.run(command, env=os.environ | limits, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [golden["sha256"] for golden in golden_files().values()]


@pytest.mark.parametrize("name", sorted(golden_files()))
def test_golden_files_decode_to_the_same_symbols_for_ever(name: str) -> None:
    golden = golden_files()[name]
    data = (GOLDEN / name).read_bytes()
    q = decode_latents(data, tuple(golden["shape"]))
    assert hashlib.sha256(q.astype("<i4").tobytes()).hexdigest() == golden["sha256"]
    assert data[0] == golden["mode"]


def test_the_corpus_shrinks_as_promised() -> None:
    """Bytes of three photos at 0.5 sigma, measured when the network was shipped, with a margin of 1 %."""
    if not CORPUS.is_dir():
        pytest.skip("the latents of Stable Diffusion's encoder aren't here")
    sigma = np.array([5.271, 6.323, 4.828, 4.224])[:, None, None]
    for name, nbytes in CORPUS_BYTES.items():
        q = np.rint(np.load(CORPUS / "test" / name).astype(np.float64) / (0.5 * sigma)).astype(np.int32)
        assert len(round_trip(q)) < 1.01 * nbytes


TABLES_SHA256 = "f7ab6d24866aa703e293b3d7c4a34d19124ce88f8118866956bc5ce2a878bc6a"
CORPUS_BYTES = {"kodim03.npy": 4622, "kodim05.npy": 7401, "kodim18.npy": 6454}

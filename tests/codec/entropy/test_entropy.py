"""Entropy coder: exact round trips, exact tables, and bytes that an independent decoder reads."""

import hashlib
from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from sdviewer.codec.entropy.range_coder import (
    GAUSSIAN_TABLES,
    Decoder,
    Encoder,
    gaussian_sigmas,
    make_tables,
)
from sdviewer.codec.entropy.tables import GAUSSIAN_FILE, PREFIXES, Tables, compute_gaussians
from sdviewer.codec.errors import FormatError

INT32 = np.iinfo(np.int32)


class SlowDecoder:
    """A range decoder written from the format's description alone: 64-bit state, 32-bit words, 24-bit precision."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.low, self.range = 0, 2**64 - 1
        self.point = self.word() << 32 | self.word()

    def word(self) -> int:
        word = self.data[self.at : self.at + 4].ljust(4, b"\0")
        self.at += 4
        return int.from_bytes(word, "big")

    def symbol(self, cumulative: list[int]) -> int:
        scale = self.range >> 24
        quantile = (self.point - self.low) % 2**64 // scale
        symbol = bisect_right(cumulative, quantile) - 1
        self.low = (self.low + scale * cumulative[symbol]) % 2**64
        self.range = scale * (cumulative[symbol + 1] - cumulative[symbol])
        if self.range < 2**32:
            self.low = (self.low << 32) % 2**64
            self.range <<= 32
            self.point = (self.point << 32) % 2**64 | self.word()
        return symbol

    def bits(self, bits: int) -> int:
        return self.symbol([k << (24 - bits) for k in range((1 << bits) + 1)]) if bits else 0


def cumulative(counts: np.ndarray) -> list[int]:
    return [0, *np.cumsum(counts).tolist()]


def slow_get(decoder: SlowDecoder, tables: Tables, index: np.ndarray) -> np.ndarray:
    position = np.zeros(len(index), np.int64)
    for i in np.argsort(index, kind="stable"):
        position[i] = decoder.symbol(cumulative(tables.counts[index[i]]))
    symbols = position + tables.lows[index]
    escaped = np.flatnonzero(position == tables.sizes[index])
    lengths = [decoder.symbol(cumulative(PREFIXES.counts[0])) for _ in escaped]
    highs = [decoder.bits(max(length - 17, 0)) for length in lengths]
    lows = [decoder.bits(min(length, 17)) for length in lengths]
    for i, length, high, low in zip(escaped, lengths, highs, lows, strict=True):
        value = (1 << length) + (high << 17) + low
        first, size = int(tables.lows[index[i]]), int(tables.sizes[index[i]])
        symbols[i] = first + size + value // 2 if value % 2 else first - value // 2
    return symbols


def sample(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    index = rng.integers(0, 64, n)
    symbols = np.rint(rng.standard_normal(n) * gaussian_sigmas()[index]).astype(np.int32)
    symbols[::97] = rng.integers(INT32.min, INT32.max, len(symbols[::97]), endpoint=True)
    return symbols, index


def encode(tables: Tables, *calls: tuple[np.ndarray, np.ndarray]) -> bytes:
    encoder = Encoder(tables)
    for symbols, index in calls:
        encoder.put(symbols, index)
    return encoder.finish()


def test_stored_gaussians_are_what_the_function_computes() -> None:
    """To one unit of 2^-24: erfc may differ by machine, which is why the integers are shipped."""
    computed = compute_gaussians()
    stored = load_file(GAUSSIAN_FILE)
    assert np.array_equal(stored["radii"], computed["radii"])
    difference = stored["halves"].astype(np.int64) - computed["halves"].astype(np.int64)
    assert abs(difference).max() <= 1


def test_gaussian_tables_are_pinned() -> None:
    counts = np.concatenate(GAUSSIAN_TABLES.counts)
    assert hashlib.sha256(counts.astype("<i8").tobytes()).hexdigest() == GAUSSIANS_SHA256


@pytest.mark.parametrize("index", range(64))
def test_gaussian_tables_fit_their_sigma(index: int) -> None:
    tables = GAUSSIAN_TABLES
    counts, low = tables.counts[index], int(tables.lows[index])
    assert counts.sum() == 1 << 24
    assert counts.min() >= 1
    assert np.array_equal(counts[:-1], counts[-2::-1])
    k = np.arange(low, low + len(counts) - 1)
    sigma = gaussian_sigmas()[index]
    if sigma > 0.7:
        assert (counts[:-1] * k**2.0).sum() / 2**24 == pytest.approx(sigma**2 + 1 / 12, rel=0.01)
    assert counts[-1] / 2**24 < 2**-15


@given(st.integers(0, 2**32), st.lists(st.integers(0, 300), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_round_trip(seed: int, sizes: list[int]) -> None:
    calls = [sample(seed + k, n) for k, n in enumerate(sizes)]
    data = encode(GAUSSIAN_TABLES, *calls)
    decoder = Decoder(GAUSSIAN_TABLES, data)
    for symbols, index in calls:
        decoded = decoder.get(index)
        assert decoded.dtype == np.int32
        assert np.array_equal(decoded, symbols)


@given(st.lists(st.integers(INT32.min, INT32.max), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_any_int32_is_codable(values: list[int]) -> None:
    tables = make_tables([(-3, [1, 0, 5, 1]), (INT32.max - 1, [1, 1, 1]), (INT32.min, [7, 1])])
    symbols = np.array([*values, INT32.min, INT32.max], np.int32)
    for table in range(3):
        index = np.full(len(symbols), table)
        assert np.array_equal(Decoder(tables, encode(tables, (symbols, index))).get(index), symbols)


def test_an_independent_decoder_reads_our_bytes() -> None:
    calls = [sample(1, 700), sample(2, 1), sample(3, 500)]
    data = encode(GAUSSIAN_TABLES, *calls)
    slow = SlowDecoder(data)
    for symbols, index in calls:
        assert np.array_equal(slow_get(slow, GAUSSIAN_TABLES, index), symbols)


def test_tables_reach_the_coder_exactly() -> None:
    """Every interval of constriction's table is [cumulative, cumulative + count), as its state tells."""
    counts = make_tables([(0, [1, 5, 0, 2**30, 77, 3])]).counts[0]
    scale = (2**64 - 1) >> 24
    for position, left in enumerate(cumulative(counts)[:-1]):
        encoder = Encoder(Tables([0], [counts]))
        encoder._coder.encode(np.array([position], np.int32), encoder.tables.model(0))
        words, (low, span) = encoder._coder.pos()
        shift = 32 * words
        assert (low, span) == ((scale * left << shift) % 2**64, scale * int(counts[position]) << shift)


def test_raw_bits() -> None:
    rng = np.random.default_rng(5)
    bits = rng.integers(0, 18, 400)
    values = rng.integers(0, 1 << bits)
    encoder = Encoder(GAUSSIAN_TABLES)
    encoder.put_bits(values, bits)
    data = encoder.finish()
    assert np.array_equal(Decoder(GAUSSIAN_TABLES, data).get_bits(bits), values)
    assert bits.sum() / 8 - 2 <= len(data) <= bits.sum() / 8 + 2


def test_cost_is_what_coding_takes() -> None:
    symbols, index = sample(9, 5000)
    assert abs(8 * len(encode(GAUSSIAN_TABLES, (symbols, index))) - GAUSSIAN_TABLES.cost_bits(symbols, index)) < 16


def test_the_end_costs_less_than_two_bytes() -> None:
    over = []
    for n in range(200):
        rng = np.random.default_rng(n)
        index = rng.integers(20, 40, n)
        symbols = np.rint(rng.standard_normal(n) * gaussian_sigmas()[index]).astype(np.int32)
        data = encode(GAUSSIAN_TABLES, (symbols, index))
        assert np.array_equal(Decoder(GAUSSIAN_TABLES, data).get(index), symbols)
        over.append(len(data) - GAUSSIAN_TABLES.cost_bits(symbols, index) / 8)
    assert max(over) < 2
    assert np.mean(over) < 1


def test_nothing_takes_no_bytes() -> None:
    nothing = np.zeros(0, np.int32)
    assert encode(GAUSSIAN_TABLES, (nothing, nothing)) == b""
    assert len(Decoder(GAUSSIAN_TABLES, b"").get(nothing)) == 0


@given(st.binary(max_size=200), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_garbage_decodes_to_something_or_is_refused(data: bytes, seed: int) -> None:
    tables = make_tables([(0, [1, 1, 10]), (-5, [1] * 12)])
    index = np.random.default_rng(seed).integers(0, 2, 500)
    try:
        symbols = Decoder(tables, data).get(index)
    except FormatError:
        return
    assert symbols.shape == (500,)


def test_truncated_data_ends() -> None:
    symbols, index = sample(4, 2000)
    data = encode(GAUSSIAN_TABLES, (symbols, index))
    for length in range(0, len(data), 61):
        try:
            assert not np.array_equal(Decoder(GAUSSIAN_TABLES, data[:length]).get(index), symbols)
        except FormatError:
            continue


@pytest.mark.parametrize("weights", [[1], [0, 0], [-1, 3], [2**39, 1]])
def test_bad_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        make_tables([(0, weights)])


GAUSSIANS_SHA256 = "aeacd08576f50dba1b7fdfb691b05f5f3bca6edfeb2e2282a7e0144295d83c9a"

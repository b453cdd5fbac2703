"""The memory of latents: what is in it, and that preview and decode share one entropy decode."""

from __future__ import annotations

import numpy as np
import pytest

from sdviewer.codec import decoding, pipeline
from sdviewer.codec.errors import FormatError
from sdviewer.codec.model import Quantised
from sdviewer.codec.recent_latents import RecentLatents
from sdviewer.codec.types import Picture


def latent(nbytes: int) -> Quantised:
    return Quantised(np.zeros((1, 1, nbytes // 4), np.int32), 0)


def test_the_oldest_goes_when_the_bytes_are_used_up():
    recent = RecentLatents(capacity=1000)
    for name in (b"a", b"b", b"c"):
        recent.keep(name, latent(400))
    assert recent.get(b"a") is None and recent.get(b"b") is not None and recent.get(b"c") is not None


def test_what_is_larger_than_the_capacity_is_not_kept_and_takes_nothing_with_it_for_good():
    recent = RecentLatents(capacity=1000)
    recent.keep(b"huge", latent(2000))
    assert recent.get(b"huge") is None
    recent.keep(b"small", latent(400))
    assert recent.get(b"small") is not None


def test_a_process_that_looks_at_nothing_again_keeps_nothing():
    recent = RecentLatents(capacity=1000)
    recent.keep(b"a", latent(400))
    recent.resize(0)
    recent.keep(b"b", latent(400))
    assert recent.get(b"a") is None and recent.get(b"b") is None


@pytest.fixture
def data() -> bytes:
    rows, columns = np.mgrid[0:40, 0:56]
    pixels = np.stack([columns * 4, rows * 5, rows + columns], axis=-1).astype(np.uint8)
    return pipeline.encode(Picture(pixels)).data


@pytest.fixture
def reads(monkeypatch) -> list[int]:
    """One entry for each entropy decode of the own model, from now on with an empty memory."""
    from sdviewer.codec.own.model import OwnModel

    found: list[int] = []
    read = OwnModel.read_payload

    def counting(self, payload, *arguments):
        found.append(len(payload))
        return read(self, payload, *arguments)

    monkeypatch.setattr(OwnModel, "read_payload", counting)
    monkeypatch.setattr(decoding, "_recent", RecentLatents())
    return found


def test_preview_and_decode_read_a_file_once_and_give_the_same_as_alone(data, reads):
    alone = pipeline.decode(data)
    decoding._recent = RecentLatents()
    reads.clear()
    pipeline.preview(data)
    decoded = pipeline.decode(bytes(bytearray(data)))  # equal bytes, another object
    assert len(reads) == 1
    assert np.array_equal(decoded.pixels, alone.pixels)


def test_a_changed_file_is_read_anew(data, reads):
    pipeline.preview(data)
    damaged = bytearray(data)
    damaged[len(data) // 2] ^= 255
    with pytest.raises(FormatError):
        pipeline.decode(bytes(damaged))
    pipeline.decode(data)
    assert len(reads) == 1

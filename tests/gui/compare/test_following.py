"""Files that change while they are shown: the window follows, and keeps its place. No widgets."""

from __future__ import annotations

import asyncio
import os
import time

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.session.session import Session
from sdviewer.service.codec_service import CodecService


@pytest.fixture
def real(settings, loop):
    session = Session(CodecService(), settings, loop)
    yield session
    loop.run_until_complete(session.close())


def png(path, level: int, size=(64, 48)) -> bytes:
    rng = np.random.default_rng(level)
    values = np.clip(rng.normal(level, 9, (size[1], size[0], 3)), 0, 255).astype(np.uint8)
    Image.fromarray(values).save(path)
    return path.read_bytes()


def level(session, source=ORIGINAL) -> float:
    variant = session.comparison.variant(source)
    picture = variant.picture if variant is not None and variant.state is State.FINAL else None
    return float(picture.pixels.mean()) if picture is not None else -1.0


@pytest.mark.parametrize("way", ["in place", "by rename", "in place, same date and size"])
def test_another_picture_in_the_same_file_is_shown(real, tmp_path, until, way):
    path, other = tmp_path / "a.png", tmp_path / "other"
    png(path, 40)
    real.open([path])
    until(lambda: 35 < level(real) < 45)
    begun = []
    real.comparison.document_changed.connect(lambda: begun.append(1))
    if way == "by rename":
        Image.fromarray(np.full((48, 64, 3), 200, np.uint8)).save(other, "PNG")
        other.replace(path)
    else:
        status = path.stat()
        png(path, 200)
        if "same" in way:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    started = time.monotonic()
    until(lambda: level(real) > 190)
    assert begun == []  # so the view keeps its zoom and place
    assert time.monotonic() - started < 10


def test_a_file_that_is_still_written_is_shown_when_it_is_whole(real, tmp_path, until):
    whole, path = png(tmp_path / "whole.png", 120), tmp_path / "sub" / "a.png"
    path.parent.mkdir()
    path.write_bytes(whole[:20])  # not even a header
    real.open([path])
    until(lambda: real.comparison.primary is not None and real.comparison.primary.state is State.FAILED)
    path.write_bytes(whole[: len(whole) // 2])
    until(lambda: real.comparison.primary.state is State.FINAL)
    assert not real.comparison.primary.picture.whole
    path.write_bytes(whole)
    until(lambda: real.comparison.primary.picture.whole)
    assert 115 < level(real) < 125


def test_another_size_begins_anew_and_a_file_that_is_gone_stays_on_screen(real, tmp_path, until):
    path = tmp_path / "a.png"
    png(path, 40)
    png(tmp_path / "b.png", 40)
    real.open([path])
    until(lambda: level(real) > 0)
    png(path, 200, (32, 32))
    until(lambda: real.comparison.document.size == (32, 32) and level(real) > 190)


def test_the_partner_is_followed_too_and_reload_takes_both(session, codec, tmp_path, photo, until):
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    codec.add(first, photo)
    codec.add(second, photo)
    partner = Source("file", second)
    session.compare_files(first, second)
    until(lambda: level(session, partner) > 0 and level(session) > 0)
    time.sleep(0.01)
    codec.add(second, Picture(255 - photo.pixels))
    until(lambda: level(session, partner) == pytest.approx((255 - photo.pixels).mean()))
    before = len(codec.asked_for("open"))
    session.comparison.reload()
    until(lambda: len(codec.asked_for("open")) >= before + 2)


def test_nothing_is_loaded_again_that_stays_as_it_is(session, codec, tmp_path, photo, until, loop):
    codec.add(tmp_path / "a.png", photo)
    session.open([tmp_path / "a.png"])
    until(lambda: level(session) > 0)
    before = len(codec.asked_for("open"))
    loop.run_until_complete(asyncio.sleep(1.2))
    assert len(codec.asked_for("open")) == before


def test_a_part_of_a_photo_is_only_compressed_when_somebody_agrees(session, codec, tmp_path, photo, until):
    from dataclasses import replace

    from sdviewer.gui.compare.variants import SDC

    reason = "The file ends early or is damaged: 61 % of the picture is there."
    codec.add(tmp_path / "a.png", replace(photo, whole=False, notices=(reason,)))
    session.open([tmp_path / "a.png"])
    until(lambda: level(session) > 0)
    asked = []
    session.comparison.partial.connect(asked.append)
    session.comparison.compress()
    until(lambda: asked)
    assert asked == [reason] and codec.asked_for("encode") == []
    assert session.comparison.variant(SDC).state is State.FAILED
    session.comparison.take_part()
    until(lambda: session.comparison.variant(SDC) and session.comparison.variant(SDC).state is State.FINAL)


def test_a_sdc_that_grows_is_shown_as_far_as_it_is_there(real, tmp_path, loop, until):
    from sdviewer.codec import pipeline
    from sdviewer.codec.pictures.reader import read_picture
    from sdviewer.codec.types import EncodeOptions
    from sdviewer.paths import resource

    photo = read_picture(resource("samples/dog.jpg"))
    part = Picture(np.ascontiguousarray(photo.pixels[:384, :512]))
    data = pipeline.encode(part, EncodeOptions(quality=80)).data
    path, shown = tmp_path / "grows.sdc", []
    path.write_bytes(data[: len(data) // 3])
    real.open([path])
    until(lambda: real.comparison.variant(SDC) is not None and real.comparison.variant(SDC).state is State.FINAL)

    async def grow() -> None:
        """As a download does, never resting until somebody has seen it grow."""
        length = len(data) // 3
        while len(shown) < 2 and length < len(data) - 40:
            length += 12
            path.write_bytes(data[:length])
            await asyncio.sleep(0.1)
        path.write_bytes(data)

    def note() -> None:
        variant = real.comparison.variant(SDC)
        if variant is not None and variant.state is State.FINAL and (not shown or shown[-1] is not variant.picture):
            shown.append(variant.picture)

    real.comparison.changed.connect(note)
    note()
    loop.run_until_complete(asyncio.wait_for(grow(), 60))
    assert len(shown) >= 2 and not any(picture.whole for picture in shown[:2])
    until(lambda: shown[-1].whole, 30)
    assert np.array_equal(shown[-1].pixels, pipeline.decode(data).pixels)

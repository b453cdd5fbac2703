"""What gives way to the picture on screen says so, and goes on afterwards."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest
from running import with_service

from sdviewer.codec import pipeline
from sdviewer.codec.types import EncodeOptions, Picture, Progress
from sdviewer.service.batch import Order
from sdviewer.service.codec_service import CodecService
from sdviewer.service.threads.waiting import WAITING


@pytest.fixture
def picture() -> Picture:
    rows, columns = np.mgrid[0:64, 0:96]
    return Picture(np.stack([columns * 2, rows * 3, rows + columns], axis=-1).astype(np.uint8))


async def until(condition) -> None:
    while not condition():
        await asyncio.sleep(0.01)


class Screen:
    """Somebody waits for the codec, until `go`."""

    def __init__(self, service: CodecService) -> None:
        self._gate = threading.Event()
        self._task = asyncio.ensure_future(service.study(lambda stop, report: self._gate.wait(), lambda _: None))

    async def go(self) -> None:
        self._gate.set()
        await self._task


def test_the_picture_on_screen_comes_before_a_save_of_one_that_was_left(picture, monkeypatch):
    encode, under_way, looks = pipeline.encode, threading.Event(), []

    def slow(picture, options, report, stop):
        """Has come so far that it would go on for minutes."""
        report(Progress(0.4, "refining"))
        under_way.set()
        while len(looks) < 3:
            looks.append(stop.held)
            stop.check()
        return encode(picture, options, report, stop)

    monkeypatch.setattr(pipeline, "encode", slow)

    async def scenario(service: CodecService) -> None:
        said: list[Progress] = []
        screen = Screen(service)
        await until(lambda: service._codec.busy)
        save = asyncio.ensure_future(service.idle.encode_to_save(picture, EncodeOptions(), said.append))
        await until(lambda: under_way.is_set() and said[-1].stage == WAITING and said[-1].fraction == 0.4)
        assert not save.done()
        await screen.go()  # which never waits for the save
        encoded = await save
        assert encoded.data == encode(picture, EncodeOptions()).data
        assert looks[0] is True and said[-1].stage != WAITING

    with_service(scenario, 200)


def test_a_save_that_is_not_wanted_any_more_ends_also_while_it_waits(picture):
    async def scenario(service: CodecService) -> None:
        screen = Screen(service)
        save = asyncio.ensure_future(service.idle.encode_to_save(picture, EncodeOptions(), lambda _: None))
        await until(lambda: service.idle._saver.busy)
        save.cancel()
        await asyncio.gather(save, return_exceptions=True)
        await until(lambda: not service.idle._saver.busy)
        assert save.cancelled()
        await screen.go()

    with_service(scenario, 200)


def test_a_photo_of_the_queue_says_that_it_waits(tmp_path, picture):
    from PIL import Image

    Image.fromarray(picture.pixels).save(tmp_path / "a.png")

    async def scenario(service: CodecService) -> None:
        said: list[Progress] = []
        screen = Screen(service)
        await until(lambda: service._codec.busy)
        job = asyncio.ensure_future(service.compress(tmp_path / "a.png", Order(EncodeOptions()), said.append))
        await until(lambda: bool(said))
        assert said[-1].stage == WAITING
        await screen.go()
        await job
        assert (tmp_path / "a.sdc").exists() and said[-1].stage != WAITING

    with_service(scenario, 200)


def test_an_encode_that_waits_for_another_one_says_so(picture):
    async def scenario(service: CodecService) -> None:
        said: list[Progress] = []
        screen = Screen(service)
        await until(lambda: service._codec.busy)
        encode = asyncio.ensure_future(service.encode(picture, EncodeOptions(), said.append))
        await until(lambda: bool(said))
        assert said[0].stage == WAITING
        await screen.go()
        await encode
        assert said[-1].stage != WAITING

    with_service(scenario, 200)

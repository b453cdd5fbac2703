"""What is computed for a chart never delays what somebody waits for."""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import numpy as np
import pytest

from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.service.codec_service import CodecService


@pytest.fixture
def service():
    service = CodecService()
    yield service
    service.close()


@pytest.fixture
def photo() -> Picture:
    rows, columns = np.mgrid[0:48, 0:64]
    return Picture(np.stack([rows * 3, columns * 2, rows + columns], -1).astype(np.uint8))


def test_an_idle_encode_gives_the_same_file(service, photo):
    async def both():
        options = EncodeOptions(quality=40)
        return await service.idle.encode(photo, options), await service.encode(photo, options)

    idle, urgent = asyncio.run(both())
    assert idle.data == urgent.data


def test_a_look_that_a_file_has_is_drawn(service, photo):
    async def draw():
        encoded = await service.idle.encode(photo, EncodeOptions(quality=40))
        return encoded.picture, await service.idle.draw(encoded.data, "faithful")

    decoded, drawn = asyncio.run(draw())
    assert np.array_equal(decoded.pixels, drawn.pixels)


def test_an_idle_job_waits_while_somebody_waits_for_measures(service):
    began, may_end, order = threading.Event(), threading.Event(), []

    def urgent(stop, report):
        began.set()
        may_end.wait(10)
        order.append("urgent")

    def idle(stop, report):
        stop.check()
        order.append("idle")

    async def both():
        waited_for = asyncio.ensure_future(service.study(urgent))
        await asyncio.to_thread(began.wait, 10)
        behind = asyncio.ensure_future(service.idle.run(idle))
        await asyncio.sleep(0.1)
        assert not behind.done()
        may_end.set()
        await asyncio.gather(waited_for, behind)

    asyncio.run(both())
    assert order == ["urgent", "idle"]


@pytest.mark.parametrize("kind", ["warn", "watched"])
def test_what_somebody_looks_out_for_comes_while_a_chart_fills(service, kind):
    may_end = threading.Event()

    async def both():
        filling = asyncio.ensure_future(service.idle.run(lambda stop, report: may_end.wait(60)))
        job = getattr(service.idle, kind)
        warned = await asyncio.wait_for(job(lambda stop, report: "small text"), 30)
        assert not filling.done()
        may_end.set()
        await filling
        return warned

    assert asyncio.run(both()) == "small text"


def test_a_warning_of_small_text_does_not_wait_for_a_measure(service):
    """It is of use before the file is saved; a figure may come later."""
    began, may_end = threading.Event(), threading.Event()

    def measure(stop, report):
        began.set()
        may_end.wait(60)

    def look(stop, report):
        stop.check()
        return "small text"

    async def both():
        measured = asyncio.ensure_future(service.study(measure))
        await asyncio.to_thread(began.wait, 60)
        try:
            return await asyncio.wait_for(service.idle.warn(look), 30)
        finally:
            may_end.set()
            await measured

    assert asyncio.run(both()) == "small text"


def test_what_the_codec_is_asked_for_interrupts_an_idle_job_which_begins_again(service, photo):
    """The idle one looks at its token, is stopped, and has the codec once more after the other."""
    runs = []

    async def both():
        started = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(stop, report):
            runs.append("idle")
            loop.call_soon_threadsafe(started.set)
            while len(runs) == 1:
                stop.check()
            return "done"

        idle = asyncio.ensure_future(service._read_ahead(slow))
        await started.wait()
        await service.encode(photo, EncodeOptions(quality=30))
        return await asyncio.wait_for(idle, 20)

    assert asyncio.run(both()) == "done"
    assert runs == ["idle", "idle"]


def test_an_idle_job_ends_when_nobody_wants_it_any_more(service):
    begun, stopped = threading.Event(), threading.Event()

    def endless(stop, report):
        begun.set()
        try:
            while True:
                stop.check()
        finally:
            stopped.set()

    async def cancel():
        task = asyncio.ensure_future(service.idle.run(endless))
        await asyncio.to_thread(begun.wait, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert stopped.wait(60)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_an_idle_thread_stands_back_and_no_other_does(service):
    def priority(stop, report) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    async def both():
        others = [await run(priority) for run in (service.study, service.idle.warn, service.idle.watched)]
        return await service.idle.run(priority), others

    idle, others = asyncio.run(both())
    assert idle == 19
    assert set(others) == {os.getpriority(os.PRIO_PROCESS, 0)}

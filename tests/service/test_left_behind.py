"""What nobody can interrupt is left behind: whoever waits for it, and the thread that he waits on, are free at once."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from sdviewer.codec import rival_pipeline
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.measure import metrics
from sdviewer.codec.types import Picture, StopToken
from sdviewer.service import download
from sdviewer.service.codec_service import CodecService
from sdviewer.service.threads.left_behind import any_left, unless_stopped

LONG = 600.0
"""Seconds that nothing here takes."""


@pytest.fixture
def deaf():
    """Something that takes until the test ends, and says when it has begun."""

    class Deaf:
        begun, end = threading.Event(), threading.Event()

        def __call__(self, *_, **__):
            self.begun.set()
            assert self.end.wait(LONG)
            return "late"

    one = Deaf()
    yield one
    one.end.set()


def test_results_and_errors_come_as_they_are():
    assert unless_stopped(lambda: 7, StopToken()) == 7
    with pytest.raises(InputError, match="no"):
        unless_stopped(lambda: (_ for _ in ()).throw(InputError("no")), StopToken())
    with pytest.raises(TimeoutError):
        unless_stopped(lambda: (_ for _ in ()).throw(TimeoutError), StopToken())


def test_a_stop_is_heard_while_it_goes_on(deaf):
    stop = StopToken()
    threading.Thread(target=lambda: (deaf.begun.wait(LONG), stop.stop())).start()
    with pytest.raises(CancelledError):
        unless_stopped(deaf, stop)
    assert any_left() and not deaf.end.is_set()


def pixels() -> Picture:
    import numpy as np

    return Picture(np.zeros((8, 8, 3), np.uint8))


ASKED = {
    "a rival": lambda service, deaf: service.rival("avif", pixels(), 1000),
    "metrics": lambda service, deaf: service.scores(pixels(), pixels()),
    "a map": lambda service, deaf: service.measure(deaf),
    "a chart's point": lambda service, deaf: service.idle.run(lambda stop, report: deaf()),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_service_is_free_again(name, deaf, monkeypatch):
    monkeypatch.setattr(rival_pipeline, "encode_at_size", deaf)
    monkeypatch.setattr(metrics, "scores", deaf)
    service = CodecService()

    async def ask():
        task = asyncio.ensure_future(ASKED[name](service, deaf))
        while not deaf.begun.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.wait_for(service.measure(lambda: 1), LONG) == 1
        while service._rivals.busy or service.idle._worker.busy:
            await asyncio.sleep(0.01)

    asyncio.run(ask())
    service.close()  # which waits for its threads
    assert not deaf.end.is_set()


def test_a_server_that_says_nothing(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        location = f"http://127.0.0.1:{server.getsockname()[1]}/model"
        monkeypatch.setenv("HF_ENDPOINT", location)
        monkeypatch.setattr(download, "TIMEOUT", LONG)
        stop = StopToken()
        file = download.RemoteFile("model.safetensors", 1000, "", location, {}, location)

        def ask():
            connection, _ = server.accept()
            connection.recv(100)
            stop.stop()
            threading.Event().wait(0.1)
            connection.close()

        asker = threading.Thread(target=ask)
        asker.start()
        with pytest.raises(CancelledError):
            download.fetch_file(file, tmp_path, lambda _: ("", {}), lambda _: None, stop)
        asker.join()

"""Files to pictures, on threads: photos at once, `.sdc` by way of a preview, and sentences for everything else."""

from __future__ import annotations

import asyncio
import os
import threading
import time

import numpy as np
import pytest
from PIL import Image
from running import with_service

from sdviewer.codec import decoding, pipeline
from sdviewer.codec.errors import FormatError, InputError, ModelError, SdcError
from sdviewer.codec.own.model import OwnModel
from sdviewer.codec.recent_latents import RecentLatents
from sdviewer.codec.types import EncodeOptions, Picture, no_progress
from sdviewer.service import files, loading
from sdviewer.service.cage.readers import Readers
from sdviewer.service.codec_service import IDLE_SECONDS, CodecService
from sdviewer.service.loading import Loaded


async def loaded(service: CodecService, path, **options) -> list[Loaded]:
    return [step async for step in service.open(path, **options)]


@pytest.fixture
def picture() -> Picture:
    rows, columns = np.mgrid[0:64, 0:96]
    return Picture(np.stack([columns * 2, rows * 3, rows + columns], axis=-1).astype(np.uint8))


def test_a_photo_comes_in_one_step(tmp_path, picture):
    path = tmp_path / "photo.png"
    Image.fromarray(picture.pixels).save(path)

    async def scenario(service: CodecService) -> None:
        (step,) = await loaded(service, path)
        assert step.final and step.data is None
        assert np.array_equal(step.picture.pixels, picture.pixels)
        assert step.stamp == await service.stamp(path)

    with_service(scenario)


def test_the_looks_of_a_model_and_of_what_it_writes_are_known_before_anything_is_drawn(picture):
    async def scenario(service: CodecService) -> None:
        encoded = await service.encode(picture, EncodeOptions())
        assert await service.looks("own") == await service.looks(encoded.data) == ("faithful", "natural")
        with pytest.raises(ModelError):
            await service.looks("no such model")

    with_service(scenario)


def test_an_sdc_comes_as_a_preview_and_then_as_exactly_what_was_encoded(tmp_path, picture):
    path = tmp_path / "a.sdc"

    async def scenario(service: CodecService) -> None:
        encoded = await service.encode(picture, EncodeOptions(quality=60))
        await service.save(encoded.data, path, overwrite=False)
        preview, final = await loaded(service, path)
        assert (preview.final, preview.width, preview.height) == (False, 96, 64)
        assert final.final and final.data == encoded.data == path.read_bytes()
        assert np.array_equal(final.picture.pixels, encoded.picture.pixels)
        assert [step.final for step in await loaded(service, path, background=True)] == [True]

    with_service(scenario)


@pytest.mark.parametrize("name", ["a.png", "a.sdc"])
def test_a_device_is_not_opened(tmp_path, name):
    (tmp_path / name).symlink_to(os.devnull)

    async def scenario(service: CodecService) -> None:
        with pytest.raises(InputError, match="is a device or a pipe"):
            await loaded(service, tmp_path / name)

    with_service(scenario)


@pytest.mark.parametrize(
    ("name", "module", "reader"), [("a.png", Readers, "read_picture"), ("a.sdc", files, "read_sdc")]
)
def test_what_is_written_while_it_is_read_shows_as_a_change(tmp_path, picture, monkeypatch, name, module, reader):
    path = tmp_path / name
    Image.fromarray(picture.pixels).save(tmp_path / "a.png")
    (tmp_path / "a.sdc").write_bytes(pipeline.encode(picture).data)
    read = getattr(module, reader)

    def read_and_write(*arguments):
        found = read(*arguments)
        os.utime(path, (1_000_000, 1_000_000))
        return found

    monkeypatch.setattr(module, reader, read_and_write)

    async def scenario(service: CodecService) -> None:
        (step,) = await loaded(service, path, background=True)
        assert step.stamp != await service.stamp(path)

    with_service(scenario)


@pytest.mark.parametrize("wanted", ["encode", "open"])
def test_what_is_wanted_does_not_wait_for_what_is_read_ahead(tmp_path, picture, monkeypatch, wanted):
    path = tmp_path / "a.sdc"
    path.write_bytes(pipeline.encode(picture).data)
    decode, begun = pipeline.decode, threading.Event()

    def endless(data, progress, stop, **_):
        begun.set()
        while True:
            stop.check()
            time.sleep(0.001)

    async def scenario(service: CodecService) -> None:
        monkeypatch.setattr(pipeline, "decode", endless)
        ahead = asyncio.ensure_future(loaded(service, path, background=True))
        await asyncio.to_thread(begun.wait)
        monkeypatch.setattr(pipeline, "decode", decode)
        await (service.encode(picture, EncodeOptions()) if wanted == "encode" else loaded(service, path))
        (step,) = await ahead  # begun anew
        assert step.final

    with_service(scenario)


def test_what_was_prepared_is_read_only_once(tmp_path, picture, monkeypatch):
    path = tmp_path / "a.sdc"
    path.write_bytes(pipeline.encode(picture).data)
    read, reads = OwnModel.read_payload, []
    monkeypatch.setattr(OwnModel, "read_payload", lambda *given: reads.append(1) or read(*given))
    monkeypatch.setattr(decoding, "_recent", RecentLatents())

    async def scenario(service: CodecService) -> None:
        service.prepare(path)
        assert [step.final for step in await loaded(service, path)] == [False, True]
        assert len(reads) == 1

    with_service(scenario)


@pytest.mark.parametrize("name", ["a.sdc", "a.png"])
def test_what_may_be_needed_later_does_not_delay_the_picture_that_is_opened(tmp_path, picture, monkeypatch, name):
    """Warming starts a process and loads networks that only encoding needs."""
    Image.fromarray(picture.pixels).save(tmp_path / "a.png")
    (tmp_path / "a.sdc").write_bytes(pipeline.encode(picture).data)
    order = []
    read, begun, free = loading.read, threading.Event(), threading.Event()

    def slow(*given):
        begun.set()
        assert free.wait(60)
        return read(*given)

    monkeypatch.setattr(loading, "read", slow)
    monkeypatch.setattr(loading, "prepare_readers", lambda: order.append("readers"))
    monkeypatch.setattr(loading, "warm", lambda encoding: order.append("networks"))

    async def scenario(service: CodecService) -> None:
        opening = asyncio.ensure_future(loaded(service, tmp_path / name))
        await asyncio.to_thread(begun.wait)
        warming = asyncio.ensure_future(service.warm())
        opening.add_done_callback(lambda _: order.append("picture"))
        await asyncio.sleep(3 * IDLE_SECONDS)
        assert not order
        free.set()
        await asyncio.gather(opening, warming)
        assert order == ["picture", "readers", "networks"]

    with_service(scenario)


def test_once_it_is_warm_nobody_waits_for_a_thread_to_start(monkeypatch, picture):
    """Python waits until a new one runs, which takes long where others are busy."""
    monkeypatch.setattr(loading, "prepare_readers", lambda: None)
    monkeypatch.setattr(loading, "warm", lambda encoding: None)
    started, start = [], threading.Thread.start

    async def scenario(service: CodecService) -> None:
        await service.warm()
        monkeypatch.setattr(threading.Thread, "start", lambda thread: started.append(thread.name) or start(thread))
        await service.measure(lambda: None)
        await service.convert(lambda: None)
        await service.file_work(lambda: None)
        await service.idle.run(lambda stop, report: None)
        await service.study(lambda stop, report: None, no_progress)
        assert not [name for name in started if name != "left behind"]  # those end what is stopped

    with_service(scenario)


@pytest.mark.parametrize("name", ["missing.sdc", "missing.png"])
def test_preparing_for_what_is_not_there_is_silent_and_opening_it_says_so(tmp_path, name):
    async def scenario(service: CodecService) -> None:
        service.prepare(tmp_path / name)
        with pytest.raises(SdcError):
            await loaded(service, tmp_path / name)

    with_service(scenario)


def test_saving_never_replaces_without_being_told_and_never_writes_what_is_damaged(tmp_path, picture):
    path = tmp_path / "a.sdc"
    path.write_bytes(b"precious")

    async def scenario(service: CodecService) -> None:
        data = (await service.encode(picture, EncodeOptions())).data
        with pytest.raises(InputError):
            await service.save(data, path, overwrite=False)
        damaged = data[:-1] + bytes([data[-1] ^ 1])
        with pytest.raises(FormatError):
            await service.save(damaged, path, overwrite=True)
        assert path.read_bytes() == b"precious"
        assert list(tmp_path.iterdir()) == [path]
        await service.save(data, path, overwrite=True)
        assert path.read_bytes() == data

    with_service(scenario)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_pictures_are_saved_by_their_suffix(tmp_path, picture, suffix):
    path = tmp_path / f"a{suffix}"

    async def scenario(service: CodecService) -> None:
        await service.save_picture(picture, path, overwrite=False)
        (step,) = await loaded(service, path)
        difference = np.abs(step.picture.pixels.astype(int) - picture.pixels)
        assert difference.max() <= (8 if suffix == ".jpg" else 0)

    with_service(scenario)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.png", None, "doesn't exist"),
        ("missing.sdc", None, "doesn't exist"),
        ("text.sdc", b"hello, this is text", "not a .sdc"),
        ("sheet.sdc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "StarOffice"),
        ("cut.sdc", b"\x89SDC\r\n\n\x01", "cut.sdc|damaged|cut off|short"),
        ("text.png", b"hello, this is text", "not a picture"),
    ],
)
def test_what_cannot_be_opened_is_a_sentence(tmp_path, name, content, words):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    async def scenario(service: CodecService) -> None:
        with pytest.raises(SdcError, match=words):
            await loaded(service, path)

    with_service(scenario)


def test_what_is_the_same_at_every_quality_is_computed_once(picture, monkeypatch):
    from sdviewer.codec import pipeline, registry

    calls = []
    analyse = pipeline.analyse
    monkeypatch.setattr(pipeline, "analyse", lambda *args: (calls.append(1), analyse(*args))[1])

    async def scenario(service: CodecService) -> None:
        low = await service.encode(picture, EncodeOptions(quality=10))
        high = await service.encode(picture, EncodeOptions(quality=90))
        assert len(high.data) > len(low.data)
        assert len(calls) == 1
        copy = Picture(picture.pixels.copy())
        await service.encode(copy, EncodeOptions(quality=90))
        assert len(calls) == 2
        registry.forget()  # a model of the same name may be another one now, or runs elsewhere
        await service.encode(copy, EncodeOptions(quality=90))
        assert len(calls) == 3

    with_service(scenario)

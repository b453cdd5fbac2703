"""Files of the compress queue, compressed by the real codec: where the output goes, and what may not get lost."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.errors import CancelledError, InputError, PartialPictureError, StorageError
from sdviewer.codec.types import EncodeOptions, Picture, Progress
from sdviewer.service import batch, files
from sdviewer.service.archive.patience import PatientToken
from sdviewer.service.archive.pool import Pool
from sdviewer.service.archive.task import OutputExistsError, Written, perform
from sdviewer.service.batch import Order, find_photos
from sdviewer.service.codec_service import CodecService
from sdviewer.service.queue import Job, Queue

ORDER = Order(EncodeOptions())


def run(coroutine) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 20))


# where the output goes


@pytest.fixture
def photo(tmp_path) -> Path:
    """64 x 48 pixels, in a folder of its own."""
    path = tmp_path / "a.png"
    rows, columns = np.mgrid[0:48, 0:64]
    Image.fromarray(np.stack([columns * 3, rows * 4, rows + columns], axis=-1).astype(np.uint8)).save(path)
    return path


def token() -> PatientToken:
    return PatientToken(lambda: False, lambda: False)


def compress(source: Path, **order) -> Written:
    return perform(batch.task(source, Order(EncodeOptions(), **order)), stop=token())


def test_what_is_written_is_a_whole_sdc_of_the_photo(photo, tmp_path):
    from sdviewer.codec import pipeline

    reports: list[Progress] = []
    written = perform(batch.task(photo, Order(EncodeOptions(quality=90))), reports.append, token())
    data = (tmp_path / "a.sdc").read_bytes()
    picture = pipeline.decode(data)
    assert (written.path, written.nbytes) == (tmp_path / "a.sdc", len(data))
    assert written.source_bytes == photo.stat().st_size and written.seconds > 0
    assert (picture.width, picture.height) == (64, 48)
    assert np.abs(picture.pixels.astype(int) - np.asarray(Image.open(photo))).mean() < 10
    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions) and len(fractions) > 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.sdc"]


def test_a_folder_is_made_if_it_is_missing(photo, tmp_path):
    assert compress(photo, folder=tmp_path / "x" / "y").path == tmp_path / "x" / "y" / "a.sdc"


def test_an_existing_output_is_kept_numbered_or_replaced_as_ordered(photo, tmp_path):
    there = tmp_path / "a.sdc"
    there.write_bytes(b"precious")
    for exists in ("ask", "skip"):
        with pytest.raises(OutputExistsError) as caught:
            compress(photo, exists=exists)
        assert caught.value.path == there
    assert compress(photo, exists="number").path.name == "a (2).sdc"
    assert compress(photo, exists="number").path.name == "a (3).sdc"
    assert there.read_bytes() == b"precious"
    assert compress(photo, exists="replace").path == there
    assert there.read_bytes() == (tmp_path / "a (2).sdc").read_bytes()


def test_a_photo_is_never_replaced_by_its_own_output(photo, tmp_path):
    misnamed = photo.rename(tmp_path / "photo.sdc")
    before = misnamed.read_bytes()
    assert compress(misnamed, exists="replace").path.name == "photo (2).sdc"
    assert misnamed.read_bytes() == before


def test_an_output_that_appears_at_the_last_moment_is_not_lost(photo, tmp_path, monkeypatch):
    write = files.write_atomic

    def late(path, *rest):
        if path.name == "a.sdc" and not path.exists():
            path.write_bytes(b"somebody else's")
        write(path, *rest)

    monkeypatch.setattr(files, "write_atomic", late)
    assert compress(photo, exists="number").path.name == "a (2).sdc"
    assert (tmp_path / "a.sdc").read_bytes() == b"somebody else's"
    (tmp_path / "a.sdc").unlink()
    with pytest.raises(OutputExistsError):
        compress(photo, exists="ask")


def test_bytes_that_the_disk_changes_are_not_put_into_place(photo, tmp_path, monkeypatch):
    write_new = files._write_new
    monkeypatch.setattr(files, "_write_new", lambda path, data: write_new(path, data[:-1] + b"?"))
    with pytest.raises(StorageError, match="came back from the disk changed"):
        compress(photo)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize(
    ("name", "words"), [("missing.png", "doesn't exist"), ("text.png", "not a picture"), ("done.sdc", "already")]
)
def test_what_cannot_be_compressed_is_a_sentence(tmp_path, name, words):
    if name != "missing.png":
        (tmp_path / name).write_bytes(SIGNATURE + bytes(99) if name == "done.sdc" else b"hello, this is text")
    with pytest.raises(InputError, match=words):
        compress(tmp_path / name)


def test_folders_give_their_photos_and_other_paths_are_kept_as_they_are(photo, tmp_path):
    (tmp_path / "a10.jpg").write_bytes(bytes(10))
    (tmp_path / "a9.jpg").write_bytes(bytes(9))
    (tmp_path / "old.sdc").write_bytes(bytes(5))
    (tmp_path / "notes.txt").write_bytes(bytes(5))
    missing = tmp_path / "missing.png"
    found = find_photos([tmp_path, missing])
    assert [path.name for path, _ in found] == ["a9.jpg", "a10.jpg", "a.png", "missing.png"]
    assert [nbytes for _, nbytes in found] == [9, 10, photo.stat().st_size, 0]


def test_a_name_that_the_system_refuses_is_only_its_own_problem(photo, tmp_path):
    impossible = tmp_path / f"{'a' * 300}.png"
    assert [path for path, _ in find_photos([impossible, photo])] == [impossible, photo]
    with pytest.raises(InputError, match="longer than a name"):
        compress(impossible)


def test_a_device_is_no_photo(tmp_path):
    (tmp_path / "a.png").symlink_to(os.devnull)
    with pytest.raises(InputError, match="is a device or a pipe"):
        compress(tmp_path / "a.png")


# giving way


class Switch:
    """True or False, and says when it was asked while True."""

    def __init__(self) -> None:
        self.on = False
        self.asked = threading.Event()

    def __call__(self) -> bool:
        if self.on:
            self.asked.set()
        return self.on


@pytest.mark.parametrize("which", [0, 1])
def test_a_patient_token_waits_while_it_is_paused_or_something_is_urgent(which):
    switches = [Switch(), Switch()]
    stop = PatientToken(*switches)
    stop.check()
    switches[which].on = True
    thread = threading.Thread(target=stop.check)
    thread.start()
    assert switches[which].asked.wait(10) and thread.is_alive()
    switches[which].on = False
    thread.join(10)
    assert not thread.is_alive() and stop.waited > 0


def test_a_patient_token_that_waits_can_be_stopped_and_an_impatient_one_does_not_wait():
    switch = Switch()
    switch.on = True
    stop = PatientToken(switch, switch)
    with stop.impatient():
        stop.check()
    threading.Timer(0.05, stop.stop).start()
    with pytest.raises(CancelledError):
        stop.check()


def test_a_preview_goes_before_the_file_that_the_queue_works_on(photo, tmp_path, monkeypatch):
    """The queue's file waits in the middle of its work until the codec thread has nothing to do."""
    order: list[str] = []
    at_work, go = threading.Event(), threading.Event()

    def slow(pool, task, report, stop) -> Written:
        at_work.set()
        go.wait(10)
        stop.check()
        order.append("queue")
        return Written(task.source, 1, 1, 0.0, 40.0)

    monkeypatch.setattr(Pool, "run", slow)

    async def scenario() -> None:
        service = CodecService()
        encode = service._encoder.encode

        def noted(*arguments):
            encoded = encode(*arguments)
            order.append("preview")
            return encoded

        monkeypatch.setattr(service._encoder, "encode", noted)
        try:
            queued = asyncio.ensure_future(service.compress(photo, ORDER))
            await asyncio.to_thread(at_work.wait, 10)
            pixels = np.zeros((16, 16, 3), np.uint8)
            encoding = asyncio.ensure_future(service.encode(Picture(pixels), EncodeOptions()))
            await asyncio.sleep(0)
            go.set()
            await encoding
            await queued
        finally:
            service.close()

    run(scenario())
    assert order == ["preview", "queue"]


def test_cancelling_stops_within_a_file_and_leaves_nothing(photo, tmp_path):
    async def scenario() -> None:
        service = CodecService()
        paused = Switch()
        paused.on = True
        try:
            task = asyncio.ensure_future(service.compress(photo, ORDER, paused=paused))
            await asyncio.to_thread(paused.asked.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        finally:
            service.close()

    run(scenario())
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_the_queue_on_real_files(photo, tmp_path):
    (tmp_path / "b.png").write_bytes(b"not a picture at all")
    queue = Queue()
    queue.append(queue.new_jobs(find_photos([tmp_path]), ORDER))

    async def scenario() -> None:
        service = CodecService()
        try:
            await queue.run(service.compress)
        finally:
            service.close()

    run(scenario())
    assert [job.state.value for job in queue.jobs] == ["done", "failed"]
    done: Job = queue.jobs[0]
    assert done.output == tmp_path / "a.sdc" and done.after == done.output.stat().st_size and done.ratio > 1
    assert "b.png" in queue.jobs[1].message


def test_the_date_goes_with_the_photo(photo):
    os.utime(photo, ns=(10**18, 10**18))
    assert compress(photo).path.stat().st_mtime_ns == 10**18
    assert compress(photo, exists="number", keep_date=False).path.stat().st_mtime_ns > 10**18


def test_a_part_of_a_photo_is_only_taken_when_ordered(photo):
    data = photo.read_bytes()
    photo.write_bytes(data[: len(data) * 6 // 10])
    with pytest.raises(PartialPictureError, match=r"% of the picture is there\. It was not compressed"):
        compress(photo)
    assert not photo.with_suffix(".sdc").exists()
    assert compress(photo, take_parts=True).path.exists()

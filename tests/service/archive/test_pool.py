"""Processes that compress photos: in order, and with bad luck (see `tests/data/bad_luck`)."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

import sdviewer
from sdviewer.codec import pipeline
from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.types import EncodeOptions
from sdviewer.service.archive import capacity, process
from sdviewer.service.archive.patience import PatientToken
from sdviewer.service.archive.pool import CrashError, Pool
from sdviewer.service.archive.results import Skipped, Totals, in_order
from sdviewer.service.archive.task import NotSmallerError, OutputExistsError, Task, Written
from sdviewer.service.batch import Order
from sdviewer.service.codec_service import CodecService

DATA = Path(__file__).parents[2] / "data"
OPTIONS = EncodeOptions("tiny")


@pytest.fixture(autouse=True)
def bad_luck(monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(DATA / "golden" / "models"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (DATA / "bad_luck", Path(sdviewer.__file__).parents[1]))))


@pytest.fixture
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


def photo(folder: Path, name: str) -> Path:
    path = folder / name
    Image.linear_gradient("L").resize((48, 32)).convert("RGB").save(path)
    return path


def task(path: Path, **options) -> Task:
    return Task(str(path), str(path.with_suffix(".sdc")), OPTIONS, **options)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith("-was-here"))


def test_results_come_in_order_and_errors_are_results(pool, tmp_path):
    paths = [photo(tmp_path, f"{name}.png") for name in "abcd"]
    paths.insert(2, tmp_path / "missing.png")
    items = [*map(task, paths), Skipped("s.png", "s.sdc")]
    results = list(in_order(items, pool, ahead=3))
    assert [Path(result.source).name for result in results] == [
        "a.png",
        "b.png",
        "missing.png",
        "c.png",
        "d.png",
        "s.png",
    ]
    totals = Totals()
    for result in results:
        totals.count(result.outcome)
        if isinstance(result.outcome, Written):
            data = result.outcome.path.read_bytes()
            assert (result.outcome.nbytes, pipeline.decode(data).width) == (len(data), 48)
    assert isinstance(results[2].outcome, InputError) and "doesn't exist" in str(results[2].outcome)
    assert (totals.written, totals.failed, totals.skipped, totals.pixels) == (4, 1, 1, 4 * 48 * 32)


def test_a_process_that_dies_costs_its_file_alone(pool, tmp_path):
    results = list(in_order([task(photo(tmp_path, n)) for n in ("a.png", "crash.png", "b.png", "c.png")], pool, 9))
    assert [type(result.outcome) for result in results] == [Written, CrashError, Written, Written]
    assert "crash.png could not be compressed: the process at work ended 5 times (signal 9" in str(results[1].outcome)
    assert names(tmp_path) == ["a.png", "a.sdc", "b.png", "b.sdc", "c.png", "c.sdc", "crash.png"]


@pytest.mark.parametrize("when", ["once", "half", "late"])
def test_a_process_that_dies_once_costs_nothing(pool, tmp_path, when):
    path = photo(tmp_path, f"{when}.png")
    written = pool.run(task(path))
    data = (tmp_path / f"{when}.sdc").read_bytes()
    assert (written.nbytes, written.width, written.model) == (len(data), 48, "tiny")
    assert pipeline.decode(data).height == 32
    assert names(tmp_path) == [f"{when}.png", f"{when}.sdc"]


def test_what_is_not_this_tasks_own_is_never_taken_for_it(pool, tmp_path):
    path = photo(tmp_path, "once.png")
    path.with_suffix(".sdc").write_bytes(b"precious")
    with pytest.raises(OutputExistsError):
        pool.run(task(path))
    assert path.with_suffix(".sdc").read_bytes() == b"precious"


def test_a_fault_is_one_files(pool, tmp_path):
    with pytest.raises(ZeroDivisionError, match="oops"):
        pool.run(task(photo(tmp_path, "fault.png")))
    assert pool.run(task(photo(tmp_path, "a.png"))).width == 48


def test_a_stop_reaches_the_process_which_goes_on_to_live(pool, tmp_path):
    held = threading.Event()
    held.set()
    stop = PatientToken(held.is_set, lambda: False)
    threading.Timer(0.5, stop.stop).start()
    with pytest.raises(CancelledError):
        pool.run(task(photo(tmp_path, "a.png")), stop=stop)
    assert names(tmp_path) == ["a.png"]
    assert pool.run(task(tmp_path / "a.png")).width == 48


def test_a_stop_ends_work_that_does_not_look_for_it_and_leaves_nothing_half(pool, tmp_path):
    stop = PatientToken(lambda: False, lambda: False)
    path = photo(tmp_path, "deaf.png")

    def stop_when_it_writes() -> None:
        while not any(name.startswith(".") for name in names(tmp_path)):
            time.sleep(0.01)
        stop.stop()

    threading.Thread(target=stop_when_it_writes).start()
    with pytest.raises(CancelledError):
        pool.run(task(path), stop=stop)
    assert names(tmp_path) == ["deaf.png"]
    assert pool.run(task(photo(tmp_path, "a.png"))).width == 48


def test_a_photo_is_turned_before_and_left_alone_where_it_is_small_already(pool, tmp_path):
    path = photo(tmp_path, "a.png")
    written = pool.run(task(path, orientation=6))
    turned = pipeline.decode(written.path.read_bytes())
    assert (turned.width, turned.height) == (32, 48) == (written.width, written.height)
    upright = turned.pixels.mean(axis=(1, 2))
    assert upright.max() - upright.min() < 30  # the gradient goes across now
    small = tmp_path / "small.ppm"
    Image.new("L", (1, 1)).save(small)
    with pytest.raises(NotSmallerError, match="was left as it is: it takes"):
        pool.run(task(small, only_smaller=True))
    assert not small.with_suffix(".sdc").exists()


def test_closing_stops_what_runs_and_leaves_no_process(tmp_path):
    pool = Pool(1)
    future = pool.submit(Task(str(photo(tmp_path, "a.png")), str(tmp_path / "a.sdc"), OPTIONS))
    future.result(60)
    (worker,) = [process for process in pool._idle.queue if process]
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(worker.pid, 0)


def test_a_process_ends_with_its_parent(tmp_path):
    worker = process.Process()
    worker.perform(task(photo(tmp_path, "a.png")), lambda _: None, PatientToken(lambda: False, lambda: False))
    for end in (worker._tasks, worker._urgent):  # as when the parent is killed
        end.close()
    worker._process.join(20)
    assert worker._process.exitcode == 0


def test_killed_again_and_again_every_file_is_there_whole_and_once(pool, tmp_path):
    paths = [photo(tmp_path, f"{number:02}.png") for number in range(12)]
    futures = [pool.submit(task(path)) for path in paths]
    killed, deadline = 0, time.monotonic() + 120
    while not all(future.done() for future in futures) and time.monotonic() < deadline:
        time.sleep(0.7)
        if killed < 2 and (busy := children()):
            os.kill(busy[killed % len(busy)], signal.SIGKILL)
            killed += 1
    assert killed and [future.result(1).width for future in futures] == [48] * 12
    assert names(tmp_path) == sorted(f"{p.stem}{suffix}" for p in paths for suffix in (".png", ".sdc"))
    assert all(pipeline.decode(path.with_suffix(".sdc").read_bytes()).height == 32 for path in paths)


def children() -> list[int]:
    import multiprocessing

    return [child.pid for child in multiprocessing.active_children() if child.pid]


def test_the_windows_queue_goes_through_processes(tmp_path):
    paths = [photo(tmp_path, name) for name in ("once.png", "crash.png")]
    outcomes = []

    async def scenario() -> None:
        service = CodecService()
        try:
            jobs = (service.compress(path, Order(OPTIONS)) for path in paths)
            outcomes.extend(await asyncio.wait_for(asyncio.gather(*jobs, return_exceptions=True), 60))
        finally:
            service.close()

    asyncio.run(scenario())
    assert [type(outcome) for outcome in outcomes] == [Written, CrashError]
    assert names(tmp_path) == ["crash.png", "once.png", "once.sdc"]


def test_as_many_processes_as_cores_and_memory_allow(monkeypatch):
    monkeypatch.setattr(capacity, "cores", lambda: 8)
    for gigabytes, size in ((100, 8), (5, 3), (0.5, 1)):
        monkeypatch.setattr(capacity, "free_memory", lambda gigabytes=gigabytes: int(gigabytes * 1e9))
        assert capacity.default_size() == size
    monkeypatch.undo()
    assert capacity.free_memory() > 0 and 1 <= capacity.cores() <= (os.cpu_count() or 1)

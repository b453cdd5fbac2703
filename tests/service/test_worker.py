"""Jobs on permanent threads: results, errors, cancelling, progress. Threads are led by events, never by sleeps."""

from __future__ import annotations

import asyncio
import threading

import pytest

from sdviewer.codec.errors import CancelledError, InputError
from sdviewer.codec.types import Progress, ReportProgress, StopToken
from sdviewer.service.threads.worker import Worker


@pytest.fixture
def worker():
    worker = Worker("test")
    yield worker
    worker.close()


class Gate:
    """A job that says when it has begun, and goes on when it is let or told to stop."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.stop: StopToken | None = None

    def __call__(self, stop: StopToken, report: ReportProgress) -> str:
        self.stop = stop
        self.begun.set()
        while not self.go.wait(0.001):
            stop.check()
        return threading.current_thread().name


async def begun(gate: Gate) -> None:
    assert await asyncio.to_thread(gate.begun.wait, 10)


def run(coroutine) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 20))


def test_every_job_runs_on_the_same_thread_and_gives_its_result(worker):
    async def scenario() -> None:
        threads = [await worker.run(lambda stop, report: threading.current_thread()) for _ in range(3)]
        assert len(set(threads)) == 1
        assert threads[0] is not threading.current_thread()

    run(scenario())


def test_an_error_arrives_where_the_job_is_awaited(worker):
    def job(stop: StopToken, report: ReportProgress) -> None:
        raise InputError("No such picture.")

    async def scenario() -> None:
        with pytest.raises(InputError, match="No such picture"):
            await worker.run(job)

    run(scenario())


def test_cancelling_the_task_stops_its_running_job_and_the_next_one_runs(worker):
    async def scenario() -> None:
        gate = Gate()
        task = asyncio.create_task(worker.run(gate))
        await begun(gate)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert gate.stop is not None and gate.stop.stopped
        assert await worker.run(lambda stop, report: 7) == 7

    run(scenario())


def test_a_job_that_is_cancelled_while_it_waits_never_runs(worker):
    async def scenario() -> None:
        gate, ran = Gate(), []
        first = asyncio.create_task(worker.run(gate))
        await begun(gate)
        second = asyncio.create_task(worker.run(lambda stop, report: ran.append("second")))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        gate.go.set()
        await first
        await worker.run(lambda stop, report: ran.append("third"))
        assert ran == ["third"]

    run(scenario())


def test_progress_arrives_on_the_event_loop_in_order(worker):
    async def scenario() -> None:
        seen: list[tuple[float, threading.Thread]] = []

        def job(stop: StopToken, report: ReportProgress) -> None:
            for share in (0.25, 0.5, 1.0):
                report(Progress(share, "counting"))

        await worker.run(job, lambda p: seen.append((p.fraction, threading.current_thread())))
        await asyncio.sleep(0)
        assert [share for share, _ in seen] == sorted(share for share, _ in seen)
        assert {thread for _, thread in seen} == {threading.current_thread()}

    run(scenario())


def test_no_progress_arrives_after_the_job_was_cancelled(worker):
    async def scenario() -> None:
        reported, seen = threading.Event(), []
        gate = Gate()

        def job(stop: StopToken, report: ReportProgress) -> None:
            gate.begun.set()
            gate.go.wait(10)
            report(Progress(0.5, "late"))
            reported.set()

        task = asyncio.create_task(worker.run(job, seen.append))
        await begun(gate)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.go.set()
        assert await asyncio.to_thread(reported.wait, 10)
        await asyncio.sleep(0)
        assert seen == []

    run(scenario())


def test_closing_stops_what_runs_and_drops_what_waits():
    async def scenario() -> None:
        worker, gate, ran = Worker("test"), Gate(), []
        first = asyncio.create_task(worker.run(gate))
        await begun(gate)
        second = asyncio.create_task(worker.run(lambda stop, report: ran.append(1)))
        await asyncio.sleep(0)
        worker.close()
        with pytest.raises(CancelledError):
            await first
        with pytest.raises(asyncio.CancelledError):
            await second
        assert ran == []

    run(scenario())

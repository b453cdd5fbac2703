"""The compress queue: its order, states and totals, with a made-up codec."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.codec.errors import BudgetError, CancelledError, InputError, PartialPictureError
from sdviewer.codec.types import EncodeOptions, Progress
from sdviewer.service.archive.task import NotSmallerError, OutputExistsError, Written
from sdviewer.service.batch import Order
from sdviewer.service.queue import OPEN, Queue, State

ORDER = Order(EncodeOptions())


class Codec:
    """Compresses to a tenth in two seconds, as the test lets it; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Path, Order]] = []
        self.errors: dict[str, BaseException] = {}
        self.gate: asyncio.Event | None = None

    async def __call__(self, source: Path, order: Order, report) -> Written:
        self.asked.append((source, order))
        report(Progress(0.5, "coding"))
        if self.gate is not None:
            await self.gate.wait()
        if source.name in self.errors:
            raise self.errors[source.name]
        output = order.output(source)
        numbered = output.with_name(f"{output.stem} (2).sdc")
        return Written(str(numbered if order.exists == "number" else output), 100, 1000, 2.0, 40.0)


@pytest.fixture
def codec() -> Codec:
    return Codec()


def filled(*names: str, order: Order = ORDER) -> Queue:
    queue = Queue()
    queue.append(queue.new_jobs([(Path("/photos") / name, 1000) for name in names], order))
    return queue


def states(queue: Queue) -> list[str]:
    return [job.state.value for job in queue.jobs]


def run(coroutine) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 20))


async def begun(codec: Codec, count: int = 1) -> None:
    while len(codec.asked) < count:
        await asyncio.sleep(0)


# order and states


def test_jobs_are_done_one_after_another_in_their_order(codec):
    queue = filled("b.png", "a.png", "c.png")
    run(queue.run(codec))
    assert [path.name for path, _ in codec.asked] == ["b.png", "a.png", "c.png"]
    assert states(queue) == ["done"] * 3
    assert [job.output.name for job in queue.jobs] == ["b.sdc", "a.sdc", "c.sdc"]


def test_as_many_are_worked_on_as_may_be(codec):
    queue = filled("a.png", "b.png", "c.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec, 2))
        await begun(codec, 2)
        assert states(queue) == ["working", "working", "waiting"]
        queue.cancel(queue.jobs[:1])
        await begun(codec, 3)
        assert states(queue) == ["cancelled", "working", "working"]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(scenario())
    assert states(queue) == ["cancelled", "waiting", "waiting"]


def test_two_that_are_worked_on_never_replace_each_other(codec):
    queue = Queue()
    photos = [(Path(f"/photos/a.{suffix}"), 1000) for suffix in ("jpg", "png")]
    queue.append(queue.new_jobs(photos, Order(EncodeOptions(), exists="replace")))
    run(queue.run(codec, 2))
    assert [order.exists for _, order in codec.asked] == ["replace", "number"]


def test_a_photo_that_waits_already_is_not_added_again_unless_in_another_way(codec):
    queue = filled("a.png", "b.png")
    photos = [(Path("/photos/a.png"), 1000), (Path("/photos/c.png"), 1000), (Path("/photos/c.png"), 1000)]
    assert [job.source.name for job in queue.new_jobs(photos, ORDER)] == ["c.png"]
    assert len(queue.new_jobs(photos, Order(EncodeOptions(quality=90)))) == 2
    run(queue.run(codec))
    assert len(queue.new_jobs(photos, ORDER)) == 2


def test_a_job_that_fails_says_why_and_the_rest_goes_on(codec):
    codec.errors = {
        "a.png": InputError("a.png is damaged."),
        "b.png": BudgetError("smallest is 700", 700),
        "c.png": MemoryError(),
        "d.png": ZeroDivisionError("oh"),
    }
    queue = filled("a.png", "b.png", "c.png", "d.png", "e.png")
    run(queue.run(codec))
    assert states(queue) == ["failed"] * 4 + ["done"]
    messages = [job.message for job in queue.jobs]
    assert messages[:2] == ["a.png is damaged.", "smallest is 700"]
    assert "memory" in messages[2] and "should not: oh" in messages[3] and messages[4] == ""


def test_only_what_did_not_succeed_is_tried_again_in_the_way_it_was_added_with(codec):
    codec.errors = {"a.png": InputError("damaged")}
    queue = filled("a.png", "b.png")
    run(queue.run(codec))
    codec.errors = {}
    queue.retry(queue.jobs)
    assert states(queue) == ["waiting", "done"] and queue.jobs[0].message == ""
    run(queue.run(codec))
    assert states(queue) == ["done", "done"]
    assert codec.asked[-1] == (Path("/photos/a.png"), ORDER)


def test_cancelling_the_running_job_goes_on_with_the_next(codec):
    queue = filled("a.png", "b.png", "c.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec)
        assert states(queue) == ["working", "waiting", "waiting"]
        assert (queue.jobs[0].fraction, queue.jobs[0].stage) == (0.5, "coding")
        queue.cancel([queue.jobs[0], queue.jobs[2]])
        await begun(codec, 2)
        codec.gate.set()
        await task

    run(scenario())
    assert states(queue) == ["cancelled", "done", "cancelled"]


def test_cancelling_before_the_job_has_taken_its_first_step(codec):
    queue = filled("a.png", "b.png")

    async def scenario() -> None:
        task = asyncio.ensure_future(queue.run(codec))
        while queue.jobs[0].state is not State.WORKING:
            await asyncio.sleep(0)
        queue.cancel(queue.jobs[:1])
        await task

    run(scenario())
    assert states(queue) == ["cancelled", "done"]


def test_cancelling_all(codec):
    queue = filled("a.png", "b.png", "c.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec)
        queue.cancel(queue.jobs)
        await task

    run(scenario())
    assert states(queue) == ["cancelled"] * 3 and len(codec.asked) == 1
    assert queue.totals().ended == 3


def test_ending_the_run_leaves_its_job_waiting(codec):
    queue = filled("a.png", "b.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(scenario())
    assert states(queue) == ["waiting", "waiting"]


def test_a_codec_that_says_it_was_stopped_counts_as_cancelled(codec):
    codec.errors = {"a.png": CancelledError("Stopped.")}
    queue = filled("a.png")
    run(queue.run(codec))
    assert states(queue) == ["cancelled"]


def test_paused_nothing_begins_and_resuming_goes_on(codec):
    queue = filled("a.png", "b.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec)
        queue.paused = True
        codec.gate.set()
        await task
        assert states(queue) == ["done", "waiting"] and queue.has_waiting
        queue.paused = False
        await queue.run(codec)

    run(scenario())
    assert states(queue) == ["done", "done"] and not queue.has_waiting


def test_what_is_added_while_it_runs_is_done_too(codec):
    queue = filled("a.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec)
        queue.append(queue.new_jobs([(Path("/photos/b.png"), 10)], ORDER))
        codec.gate.set()
        await task

    run(scenario())
    assert states(queue) == ["done", "done"]


def test_a_photo_of_which_a_part_is_there_asks_and_one_that_is_small_already_is_left(codec):
    codec.errors = {
        "a.png": PartialPictureError("61 % of it is there."),
        "b.png": PartialPictureError("2 % of it is there."),
        "c.png": NotSmallerError("It takes 10 bytes."),
    }
    queue = filled("a.png", "b.png", "c.png")
    run(queue.run(codec))
    assert states(queue) == ["asking", "asking", "skipped"]
    queue.answer(queue.jobs, "number")  # which isn't what these ask
    assert states(queue) == ["asking", "asking", "skipped"]
    codec.errors = {}
    queue.answer_parts(queue.jobs[:1], take=True)
    queue.answer_parts(queue.jobs, take=False)
    run(queue.run(codec))
    assert states(queue) == ["done", "skipped", "skipped"] and codec.asked[-1][1].take_parts


def test_an_output_that_exists_asks_and_the_answer_counts_for_all_that_ask(codec):
    there = OutputExistsError(Path("/photos/a.sdc"))
    codec.errors = {"a.png": there, "b.png": there}
    queue = filled("a.png", "b.png", "c.png")
    run(queue.run(codec))
    assert states(queue) == ["asking", "asking", "done"]
    assert queue.jobs[0].output == Path("/photos/a.sdc") and "exists already" in queue.jobs[0].message
    codec.errors = {}
    queue.answer(queue.jobs, "number")
    run(queue.run(codec))
    assert [order.exists for _, order in codec.asked] == ["ask"] * 3 + ["number"] * 2
    assert states(queue) == ["done"] * 3


def test_an_output_that_exists_is_skipped_if_the_order_says_so(codec):
    codec.errors = {"a.png": OutputExistsError(Path("/photos/a.sdc"))}
    queue = filled("a.png", order=Order(EncodeOptions(), exists="skip"))
    run(queue.run(codec))
    assert states(queue) == ["skipped"] and "exists" in queue.jobs[0].message


def test_what_the_queue_wrote_for_another_photo_is_never_replaced(codec):
    order = Order(EncodeOptions(), exists="replace")
    queue = filled("a.png", "a.jpg", order=order)
    run(queue.run(codec))
    assert [asked.exists for _, asked in codec.asked] == ["replace", "number"]
    queue.append(queue.new_jobs([(Path("/photos/a.png"), 1000)], order))
    run(queue.run(codec))
    assert codec.asked[-1][1].exists == "replace"  # for the same photo it may be


def test_removing_a_running_job_stops_it(codec):
    queue = filled("a.png", "b.png", "c.png")

    async def scenario() -> None:
        codec.gate = asyncio.Event()
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec)
        queue.remove(queue.jobs[:2])
        await begun(codec, 2)
        codec.gate.set()
        await task

    run(scenario())
    assert [job.source.name for job in queue.jobs] == ["c.png"] and states(queue) == ["done"]
    assert queue.totals().count == 1


# totals


def test_totals_and_the_time_left(codec):
    queue = filled("a.png", "b.png", "c.png", "d.png")
    assert queue.totals().seconds_left is None

    async def scenario() -> None:
        task = asyncio.ensure_future(queue.run(codec))
        await begun(codec, 2)
        codec.gate = asyncio.Event()
        await begun(codec, 3)
        await asyncio.sleep(0)
        totals = queue.totals()
        assert (totals.count, totals.ended, totals.before, totals.after, totals.ratio) == (4, 2, 2000, 200, 10.0)
        assert totals.seconds_left == pytest.approx(2 * 1.5)  # half of the third and the fourth, 2 s each
        codec.gate.set()
        await task

    run(scenario())
    assert queue.totals().seconds_left == 0


def test_the_summary_counts_each_job_once_and_not_what_was_cancelled(codec):
    codec.errors = {"b.png": InputError("damaged")}
    queue = filled("a.png", "b.png", "c.png")
    queue.cancel(queue.jobs[2:])
    run(queue.run(codec))
    assert [job.source.name for job in queue.unsummarised()] == ["a.png", "b.png"]
    assert queue.unsummarised() == []
    queue.retry(queue.jobs[1:2])
    run(queue.run(codec))
    assert [job.source.name for job in queue.unsummarised()] == ["b.png"]


ACTIONS = ("add", "cancel", "retry", "remove", "answer", "run")


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5)), max_size=30))
def test_totals_are_what_counting_gives(actions):
    queue, codec = Queue(), Codec()
    codec.errors = {"1": InputError("damaged"), "2": OutputExistsError(Path("x"))}
    for number, (action, which) in enumerate(actions):
        some = queue.jobs[which : which + 2]
        if action == "add":
            queue.append(queue.new_jobs([(Path(f"/{number}") / str(which), 10 + which)], ORDER))
        elif action == "run":
            asyncio.run(queue.run(codec))
        elif action == "retry":
            queue.retry(some)
        elif action == "answer":
            queue.answer(some, "skip")
        else:
            getattr(queue, action)(some)
        totals = queue.totals()
        done = [job for job in queue.jobs if job.state is State.DONE]
        assert totals.count == len(queue.jobs) == sum(totals.states.values())
        assert totals.ended == sum(job.state not in OPEN for job in queue.jobs)
        assert (totals.before, totals.after) == (sum(j.before for j in done), sum(j.after for j in done))
        assert queue._left == sum(j.before for j in queue.jobs if j.state in (State.WAITING, State.WORKING))

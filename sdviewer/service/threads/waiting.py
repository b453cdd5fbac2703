"""Work that gives way to others says so, which it can't by itself: it stands still then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from ...codec.types import Progress, ReportProgress

T = TypeVar("T")

WAITING = "waiting"
"""The stage of work that others come before."""
LOOK_SECONDS = 0.2
"""Between two looks whether it is held."""


async def telling_when_held(
    work: Callable[[ReportProgress], Coroutine[Any, Any, T]], progress: ReportProgress, held: Callable[[], bool]
) -> T:
    """The result of `work`, which is given a report. While `held` what is reported has the stage WAITING, and the
    fraction that it had; afterwards it is again as it was. Raises as the work."""
    last, waits = Progress(0.0, ""), False

    def report(value: Progress) -> None:
        nonlocal last, waits
        last, waits = value, False
        progress(value)

    task = asyncio.ensure_future(work(report))
    try:
        while not task.done():
            if held() != waits:
                waits = not waits
                progress(replace(last, stage=WAITING, details={}) if waits else last)
            await asyncio.wait({task}, timeout=LOOK_SECONDS)
        return task.result()
    finally:
        task.cancel()  # does nothing to work that has ended
        await asyncio.gather(task, return_exceptions=True)

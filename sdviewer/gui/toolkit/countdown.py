"""How long a job will take, said while it runs also where it doesn't say so itself."""

from __future__ import annotations

import time
from dataclasses import replace

from ...codec.own.effort import expected_seconds
from ...codec.types import EncodeOptions, Picture, Progress, ReportProgress
from ...service.threads.waiting import WAITING


def foreseen(report: ReportProgress, picture: Picture, options: EncodeOptions) -> ReportProgress:
    """A report that adds the time that is left of an encode, where it is known beforehand how long its model takes."""
    if options.model != EncodeOptions().model:
        return report
    scored = options.score is not None or options.like_jpeg is not None
    pixels = picture.width * picture.height
    return counted_down(report, expected_seconds(pixels, options.effort, options.size is not None, scored))


def counted_down(report: ReportProgress, expected: float) -> ReportProgress:
    """A report that adds the seconds that are left to what is reported without any.

    expected: seconds of the whole, as guessed before. Below one second, and where it takes longer than was guessed,
    nothing is added; nor while it waits for other work, whose time doesn't count.
    """
    started, waits_since = time.perf_counter(), 0.0

    def reported(progress: Progress) -> None:
        nonlocal started, waits_since
        if progress.stage == WAITING:
            waits_since = waits_since or time.perf_counter()
            report(progress)
            return
        if waits_since:
            started, waits_since = started + time.perf_counter() - waits_since, 0.0
        left = expected - (time.perf_counter() - started)
        if left >= 1 and "seconds" not in progress.details:
            progress = replace(progress, details={**progress.details, "seconds": left})
        report(progress)

    return reported

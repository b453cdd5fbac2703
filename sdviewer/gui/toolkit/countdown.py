"""How long a job will take, said while it runs also where it doesn't say so itself."""

from __future__ import annotations

import time
from dataclasses import replace

from ...codec.types import Progress, ReportProgress


def counted_down(report: ReportProgress, expected: float) -> ReportProgress:
    """A report that adds the seconds that are left to what is reported without any.

    expected: seconds of the whole, as guessed before. Below one second, and where it takes longer than was guessed,
    nothing is added.
    """
    started = time.perf_counter()

    def reported(progress: Progress) -> None:
        left = expected - (time.perf_counter() - started)
        if left >= 1 and "seconds" not in progress.details:
            progress = replace(progress, details={**progress.details, "seconds": left})
        report(progress)

    return reported

"""Waiting with an end: a figure that never comes is said, and the benchmark doesn't hang."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

MOST_SECONDS = 120.0


async def wait_for(
    condition: Callable[[], bool], what: str, pause: float = 0.005, seconds: float = MOST_SECONDS
) -> None:
    """Until the condition holds. what: is missing else. Raises TimeoutError with a sentence after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(
                f"The benchmark gave up: {what} did not come within {seconds:.0f} s. Is there a display?"
            )
        await asyncio.sleep(pause)

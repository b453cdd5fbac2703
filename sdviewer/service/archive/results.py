"""What became of many photos: in the order in which they were named, as rows for JSON, and in all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...codec.errors import SdcError, without_secrets
from .task import Task, Written


@dataclass(frozen=True, slots=True)
class Skipped:
    """A photo whose output is there and newer."""

    source: str
    output: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A photo that was not begun with."""

    source: str
    error: SdcError


Item = Task | Skipped | Refused


@dataclass(frozen=True, slots=True)
class Result:
    """source: the photo. outcome: what was written, Skipped, or why nothing was."""

    source: str
    outcome: Written | Skipped | Exception


class Workers(Protocol):
    """Whoever does tasks: `pool.Pool`, `cluster.Cluster`, or this process."""

    def submit(self, task: Task) -> Future[Written]:
        """The result that a task will have; any object with `result()` will do."""

    def close(self) -> None:
        """Stop and drop all that isn't done."""


def in_order(items: Iterable[Item], workers: Workers, ahead: int) -> Iterator[Result]:
    """Results in the order of the items, of which so many are given to the workers at a time."""
    waiting: deque[tuple[Item, Future[Written] | None]] = deque()
    for item in items:
        waiting.append((item, workers.submit(item) if isinstance(item, Task) else None))
        if len(waiting) >= ahead:
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _result(item: Item, future: Future[Written] | None) -> Result:
    if isinstance(item, Skipped):
        return Result(item.source, item)
    if isinstance(item, Refused):
        return Result(item.source, item.error)
    assert future is not None
    try:
        return Result(item.source, future.result())
    except Exception as error:
        return Result(item.source, error)


@dataclass(slots=True)
class Totals:
    """In all so far. source_bytes, nbytes: before and after, of what was written."""

    written: int = 0
    skipped: int = 0
    failed: int = 0
    source_bytes: int = 0
    nbytes: int = 0
    pixels: int = 0
    started: float = field(default_factory=time.perf_counter)

    def count(self, outcome: Written | Skipped | Exception) -> None:
        """Add one."""
        if isinstance(outcome, Written):
            self.written += 1
            self.source_bytes += outcome.source_bytes
            self.nbytes += outcome.nbytes
            self.pixels += outcome.width * outcome.height
        elif isinstance(outcome, Skipped):
            self.skipped += 1
        else:
            self.failed += 1

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "files": self.written + self.skipped + self.failed,
            "written": self.written,
            "skipped": self.skipped,
            "failed": self.failed,
            "source_bytes": self.source_bytes,
            "bytes": self.nbytes,
            "pixels": self.pixels,
            "seconds": time.perf_counter() - self.started,
        }


def row(result: Result) -> dict[str, Any]:
    """What was written, or skipped, for JSON; of an error only the input. It has no secrets."""
    outcome, source = result.outcome, without_secrets(result.source)
    if isinstance(outcome, Skipped):
        return {"input": source, "output": without_secrets(outcome.output), "skipped": True}
    if not isinstance(outcome, Written):
        return {"input": source}
    return {
        "input": source,
        "output": without_secrets(outcome.output),
        "bytes": outcome.nbytes,
        "width": outcome.width,
        "height": outcome.height,
        "bpp": 8 * outcome.nbytes / (outcome.width * outcome.height),
        "model": outcome.model,
        "quality": outcome.quality,
        "seconds": outcome.seconds,
    }

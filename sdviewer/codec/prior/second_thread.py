"""A second thread for numpy, one for each tile at work: BLAS is kept to one of its own (see `sdviewer/__init__.py`).

Work is a function of a slice of rows, whose results don't depend on how the rows are cut.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from ..tiles import workers

Work = Callable[[slice], None]


@cache
def _second() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers(), "second")


if hasattr(os, "register_at_fork"):  # a child has no such threads yet
    os.register_at_fork(after_in_child=_second.cache_clear)


def meanwhile(work: Work, count: int, block: int) -> Callable[[], None]:
    """Do rows 0..count, block by block, on the second thread; call the result to help with what is left and wait."""
    blocks = iter([slice(start, min(count, start + block)) for start in range(0, count, block)])

    def drain() -> None:
        for rows in blocks:
            work(rows)

    other = _second().submit(drain)

    def finish() -> None:
        drain()
        if not other.cancel():
            other.result()

    return finish


def together(work: Work, count: int, block: int) -> None:
    """Do rows 0..count, block by block, on both threads."""
    if count > block:
        meanwhile(work, count, block)()
    else:
        work(slice(0, count))

"""What to say where memory is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import LimitsError


@contextmanager
def enough_memory() -> Iterator[None]:
    """Where there isn't, a sentence."""
    try:
        yield
    except MemoryError as error:
        raise LimitsError("There is not enough memory for this picture. Close other programs.") from error

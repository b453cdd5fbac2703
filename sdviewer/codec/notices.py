"""Sentences for the user about what happened deep inside a job, without a parameter through all layers.

with collect() as notices:
    work()          # which may call notice('...')
print(*notices)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_sink: ContextVar[list[str] | None] = ContextVar("notices", default=None)


@contextmanager
def collect() -> Iterator[list[str]]:
    """Take the notices of this thread while it is open, each sentence once."""
    found: list[str] = []
    token = _sink.set(found)
    try:
        yield found
    finally:
        _sink.reset(token)


def notice(sentence: str) -> None:
    """Tell whoever collects; nobody does, nothing happens."""
    found = _sink.get()
    if found is not None and sentence not in found:
        found.append(sentence)

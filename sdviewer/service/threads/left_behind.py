"""Calls that nobody can interrupt, a library's or one that waits for a server: a stop leaves them behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar, cast

from ...codec.types import StopToken

T = TypeVar("T")
_NAME = "left behind"


def unless_stopped(function: Callable[[], T], stop: StopToken) -> T:
    """What a function returns or raises. CancelledError as soon as a stop comes: then the function goes on by itself,
    on a thread of its own that ends with the program at the latest, and what comes of it is dropped."""
    answers: list[tuple[T | None, BaseException | None]] = []
    over = threading.Event()

    def work() -> None:
        try:
            answers.append((function(), None))
        except BaseException as error:
            answers.append((None, error))
        finally:
            over.set()

    threading.Thread(target=work, daemon=True, name=_NAME).start()
    with stop.calling(over.set):
        over.wait()
    if not answers:
        stop.check()
    value, error = answers.pop()
    try:
        if error is not None:
            raise error
    finally:
        del error  # by its traceback it holds on to this place, and to all that is to be closed now
    return cast(T, value)


def any_left() -> bool:
    """Whether one is at work."""
    return any(thread.name == _NAME for thread in threading.enumerate())

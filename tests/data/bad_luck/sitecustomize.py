"""Bad luck for processes that compress photos: a Python that finds this folder on its path has it, by the photo's name.

'fault...': an error that should not be. 'crash...': the process dies. 'once...': it dies at the first try, before
anything is written; 'late...': at the first try, when the file is in its place and nobody knows; 'half...': while it
is being written. 'deaf...': it goes on for minutes while it is being written, and doesn't look whether to stop.
"""

import os
import signal
import time
from pathlib import Path

from sdviewer.service import files
from sdviewer.service.archive import task as tasks

perform = tasks.perform


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def first_time(source: Path) -> bool:
    mark = source.with_name(f"{source.name}-was-here")
    if mark.exists():
        return False
    mark.touch()
    return True


def unlucky(task, *rest):
    source = Path(task.source)
    if source.name.startswith("fault"):
        raise ZeroDivisionError("oops")
    if source.name.startswith("crash") or (source.name.startswith("once") and first_time(source)):
        die()
    if source.name.startswith("half") and first_time(source):
        files.os.fsync = lambda _: die()
    if source.name.startswith("deaf"):
        files.os.fsync = lambda _: time.sleep(600)
    written = perform(task, *rest)
    if source.name.startswith("late") and first_time(source):
        die()
    return written


tasks.perform = unlucky

"""What Qt owns is never destroyed by a worker's garbage collection."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtNetwork import QLocalSocket

from sdviewer.gui.toolkit.garbage_collection import Collector, collect_due


@pytest.fixture
def automatic():
    """As Python starts: every thread collects."""
    gc.collect()
    gc.enable()
    yield
    gc.disable()


def garbage(kind: type[QObject], destroyed_by: list[threading.Thread]) -> None:
    thing = kind()
    thing.itself = thing
    thing.destroyed.connect(lambda: destroyed_by.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)


def allocate_in_a_worker() -> list:
    """Much, for as long as what is returned is kept."""
    kept: list = []
    worker = threading.Thread(target=lambda: kept.extend([number] for number in range(200_000)))
    worker.start()
    worker.join()
    return kept


@pytest.mark.parametrize("kind", [QObject, QTimer, QLocalSocket])
def test_the_windows_thread_destroys_what_is_garbage(qapp, until, automatic, kind):
    destroyed_by: list[threading.Thread] = []
    collector = Collector(qapp)
    garbage(kind, destroyed_by)
    kept = allocate_in_a_worker()
    assert not destroyed_by
    until(lambda: destroyed_by)
    assert kept
    assert destroyed_by == [threading.main_thread()]
    collector.stop()


def test_without_the_collector_a_worker_would(qapp, automatic):
    """Else the test above says nothing."""
    destroyed_by: list[threading.Thread] = []
    garbage(QObject, destroyed_by)
    allocate_in_a_worker()
    assert destroyed_by and destroyed_by[0] is not threading.main_thread()


def test_as_much_is_collected_as_python_would():
    gc.collect()
    collections = [generation["collections"] for generation in gc.get_stats()]
    kept = [[number] for number in range(gc.get_threshold()[0] + 100)]
    collect_due()
    assert sum(generation["collections"] for generation in gc.get_stats()) == sum(collections) + 1
    assert kept
    collect_due()  # nothing is due any more
    assert sum(generation["collections"] for generation in gc.get_stats()) == sum(collections) + 1

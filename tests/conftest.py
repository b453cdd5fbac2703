"""Nothing is timed, since the machine may be busy: hypothesis gives every example, and every strategy, its time.

Garbage is collected between tests, in the main thread, as in the program: a worker of a later test would crash on the
objects of Qt's among it.

Nothing that the user of this machine has is looked at, or touched: models above all.
"""

import gc
import os
import sys
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from sdviewer.gui.toolkit.garbage_collection import collect_due

_home = tempfile.TemporaryDirectory(prefix="sdviewer-tests-")  # gone when the tests end
for _kind in ("CONFIG", "DATA", "STATE", "CACHE"):
    os.environ[f"XDG_{_kind}_HOME"] = os.path.join(_home.name, _kind.lower())  # noqa: PTH118

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

gc.disable()


@pytest.fixture(autouse=True)
def parts_are_decoded_here():
    """What a test had decoded in children of the service isn't for the tests after it."""
    yield
    for name in ("alpha", "stored_preview"):
        if module := sys.modules.get(f"sdviewer.codec.pictures.{name}"):
            module.decode_elsewhere = None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    collect_due()

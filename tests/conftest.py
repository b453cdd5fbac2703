"""Nothing is timed, since the machine may be busy: hypothesis gives every example, and every strategy, its time.

Nothing that the user of this machine has is looked at, or touched: models above all.
"""

import os
import tempfile

from hypothesis import HealthCheck, settings

_home = tempfile.TemporaryDirectory(prefix="sdviewer-tests-")  # gone when the tests end
for _kind in ("CONFIG", "DATA", "STATE", "CACHE"):
    os.environ[f"XDG_{_kind}_HOME"] = os.path.join(_home.name, _kind.lower())  # noqa: PTH118

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

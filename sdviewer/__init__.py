"""sdviewer: a viewer and an encoder for `.sdc`, a learned image format.

The folders go in one direction, `gui → service → codec`:

- `codec` turns pixels into `.sdc` bytes and back, measures pictures and runs the rival codecs. No Qt.
- `service` runs that work on threads of its own, caches results, reads and writes files. No Qt.
- `gui` is the window. It never computes.
- `training` makes the model that ships in `resources/models`; nothing else imports it.

As a library it offers `encode`, `decode`, `info`, `compare` (see `api`) and the errors; `import sdviewer.pillow`
teaches Pillow the format.
"""

import os
from typing import TYPE_CHECKING

from .codec.errors import (
    BudgetError,
    FormatError,
    InputError,
    LimitsError,
    MissingModelError,
    ModelError,
    SdcError,
    StorageError,
)

if TYPE_CHECKING:
    from .api import compare, decode, encode, info
    from .codec.types import Scores, SdcInfo

__all__ = [
    "BudgetError",
    "FormatError",
    "InputError",
    "LimitsError",
    "MissingModelError",
    "ModelError",
    "Scores",
    "SdcError",
    "SdcInfo",
    "StorageError",
    "compare",
    "decode",
    "encode",
    "info",
]

# OpenBLAS ends its threads when the process forks, as Qt does to start other programs, and a product that another
# thread is computing then never returns. They don't pay for products as small as the codec's, either.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Nothing leaves the machine unasked. ONNX Runtime would look up a host of its maker's, write the machine's properties
# into the user's cache folder and follow a link in the temporary one; it reads this when it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The functions, with what they need of NumPy and Pillow, when they are first asked for."""
    if name in ("compare", "decode", "encode", "info"):
        from . import api

        return getattr(api, name)
    if name in ("Scores", "SdcInfo"):
        from .codec import types

        return getattr(types, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

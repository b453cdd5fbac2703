"""sdviewer: a viewer and an encoder for `.sdc`, a learned image format.

The folders go in one direction, `gui → service → codec`:

- `codec` turns pixels into `.sdc` bytes and back, measures pictures and runs the rival codecs. No Qt.
- `service` runs that work on threads of its own, caches results, reads and writes files. No Qt.
- `gui` is the window. It never computes.
- `training` makes the model that ships in `resources/models`; nothing else imports it.
"""

import os

# OpenBLAS ends its threads when the process forks, as Qt does to start other programs, and a product that another
# thread is computing then never returns. They don't pay for products as small as the codec's, either.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Nothing leaves the machine unasked. ONNX Runtime would look up a host of its maker's, write the machine's properties
# into the user's cache folder and follow a link in the temporary one; it reads this when it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"

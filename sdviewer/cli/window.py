"""The way from the command line to the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..codec.errors import InputError, SdcError


def open_window(names: list[str], compare: bool = False) -> int:
    """Open the window on files and folders, until it is closed; returns the exit status.

    With `compare` one picture is shown beside JPEG at its size, several beside each other.
    What doesn't exist is shown there, except for a bare word, which is rather a command with a mistake in it.
    """
    if compare and not names:
        raise InputError("--compare needs a picture, or two. See 'sdviewer --help'.")
    for name in names:
        if name.isidentifier() and not os.path.lexists(name):
            raise InputError(f"'{name}' is neither a command nor a file. See 'sdviewer --help'.")
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(map(os.environ.get, wanted)):  # Qt would end the process
        raise InputError("There is no display to open a window on. See 'sdviewer --help' for what works without one.")
    from ..service.codec_service import CodecService

    service = CodecService()
    if names:
        service.prepare(Path(names[0]))  # on its threads, while Qt is being loaded
    try:
        from .. import app
    except ImportError as error:
        raise SdcError(f"The window can't be opened: {error}. Install sdviewer again.") from error
    return app.run(names, compare, service=service)

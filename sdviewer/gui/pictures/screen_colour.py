"""The colours of the screen: which profile it has, and pixels turned from their space into it. Runs on worker threads.

X11 keeps a screen's profile in a property of the root window, Windows in its own settings; elsewhere the system
converts what a program draws, or nobody knows the screen.
"""

from __future__ import annotations

import ctypes
import io
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...codec.errors import InputError
from ..toolkit.texts import tr

if TYPE_CHECKING:
    from ...codec.types import ColourSpace, Pixels

SCREEN, FILE = "screen", "file"
_ROWS = 128
_LONGEST = 1 << 22
"""Bytes of a profile; Xlib counts in units of four."""


def profile(choice: str, file: str, screen: int) -> bytes | None:
    """The ICC profile to show pictures with, None for sRGB as it is.

    choice: 'off', 'screen' (that of the screen of this number) or 'file'. Raises InputError where the file is no
    profile of a screen.
    """
    if choice == FILE and file:
        return _checked(Path(file))
    return screen_profile(screen) if choice == SCREEN else None


def screen_profile(screen: int) -> bytes | None:
    """The profile that the system has for a screen, if it has one that can be used."""
    data = _from_windows() if sys.platform == "win32" else _from_x11(screen)
    try:
        if data:
            _transform(data)
    except (OSError, ValueError):  # somebody else's fault, and a picture in plain sRGB is better than none
        return None
    return data


def on_screen(pixels: Pixels, profile: bytes | None, space: ColourSpace = "srgb") -> Pixels:
    """Pixels of a space, (H, W, 3) uint8, as numbers that make a screen of this profile, or of sRGB, show them."""
    import numpy as np
    from PIL import Image

    transform = _transform(profile, space)
    result = np.empty_like(pixels)
    for top in range(0, len(pixels), _ROWS):
        rows = slice(top, top + _ROWS)
        result[rows] = np.asarray(transform.apply(Image.fromarray(np.ascontiguousarray(pixels[rows]))))
    return result


@lru_cache(maxsize=4)
def _transform(profile: bytes | None, space: ColourSpace = "srgb") -> Any:
    """From a space into the profile, or sRGB. Raises OSError or ValueError where it is none for RGB."""
    from PIL import ImageCms

    from ...codec.pictures.colour import spaces

    try:
        srgb = ImageCms.createProfile("sRGB")
        source = srgb if space == "srgb" else ImageCms.ImageCmsProfile(io.BytesIO(spaces.profile(space)))
        target = srgb if profile is None else ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(source, target, "RGB", "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    except ImageCms.PyCMSError as error:
        raise ValueError(str(error)) from error


def _checked(file: Path) -> bytes:
    try:
        data = file.read_bytes()
        _transform(data)
    except (OSError, ValueError) as error:
        text = tr("{path} is no colour profile of a screen. Choose an ICC file for RGB in the settings.")
        raise InputError(text.format(path=file)) from error
    return data


def _from_windows() -> bytes | None:
    from PIL import ImageCms

    found = ImageCms.get_display_profile()
    return found.tobytes() if found is not None else None


def _from_x11(screen: int) -> bytes | None:
    """The property _ICC_PROFILE of the root window (_ICC_PROFILE_1 and so on for further screens)."""
    if not os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb":
        return None
    if os.environ.get("WAYLAND_DISPLAY"):  # its compositor converts for the screen
        return None
    try:
        library = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    for function in ("XOpenDisplay", "XInternAtom", "XDefaultRootWindow"):
        getattr(library, function).restype = ctypes.c_void_p
    display = ctypes.c_void_p(library.XOpenDisplay(None))
    if not display:
        return None
    try:
        return _property(library, display, f"_ICC_PROFILE_{screen}" if screen else "_ICC_PROFILE")
    finally:
        library.XCloseDisplay(display)


def _property(library: ctypes.CDLL, display: ctypes.c_void_p, name: str) -> bytes | None:
    atom = library.XInternAtom(display, name.encode(), True)
    if not atom:
        return None
    kind, format = ctypes.c_ulong(), ctypes.c_int()
    count, left = ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.POINTER(ctypes.c_ubyte)()
    root = ctypes.c_ulong(library.XDefaultRootWindow(display))
    library.XGetWindowProperty(
        display, root, ctypes.c_ulong(atom), ctypes.c_long(0), ctypes.c_long(_LONGEST // 4), False, ctypes.c_ulong(0),
        ctypes.byref(kind), ctypes.byref(format), ctypes.byref(count), ctypes.byref(left), ctypes.byref(data),
    )  # fmt: skip
    if not data:
        return None
    found = bytes(data[: count.value]) if format.value == 8 else b""
    library.XFree(data)
    return found or None

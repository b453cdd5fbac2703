"""What the compare view is told to show. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..pictures.geometry import Size
from ..pictures.images import MipImage, Patch
from .legend import Legend


class Layout(Enum):
    """How the panes share the view."""

    SINGLE = "single"
    SPLIT = "split"
    SIDE = "side"


@dataclass(frozen=True, slots=True)
class Pane:
    """What one pane shows: an image, or a message in its place. `is_original`: holding the key changes nothing here.
    legend: of the map that the image is, None where it is a picture. size: of the whole picture, which the image may be
    a reduced preview of; None for that of the viewport."""

    image: MipImage | None = None
    message: str = ""
    is_original: bool = False
    legend: Legend | None = None
    size: Size | None = None
    patch: Patch | None = None

"""Pixels on their way to the screen: the only place where numpy becomes QImage.

A picture is kept as a chain of halved copies in Format_RGB32, the format that Qt's raster engine paints fastest, so
that painting costs what is seen on screen and not what the picture holds. All of this runs on a worker thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from ...codec.types import Picture, Pixels
from .geometry import Rect, Size

if TYPE_CHECKING:  # numpy comes with the first picture, on a worker thread: the window needn't wait for it
    import numpy as np
    from numpy.typing import NDArray

_STRIPE = 64
"""Rows handled at once, so that they stay in the processor's cache."""

_SMALLEST = 64
"""No halved copy has a longer side below this."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How the view is turned: `quarters` clockwise, after mirroring left to right if `mirrored`."""

    quarters: int = 0
    mirrored: bool = False

    def rotated(self, quarters: int) -> Turn:
        return Turn((self.quarters + quarters) % 4, self.mirrored)

    def after(self, first: Turn) -> Turn:
        """Both in one: `first`, then this."""
        quarters = self.quarters + (-first.quarters if self.mirrored else first.quarters)
        return Turn(quarters % 4, self.mirrored != first.mirrored)

    def flipped(self, horizontally: bool) -> Turn:
        """Mirrored as seen on screen; upside down is mirrored and turned by half."""
        return Turn((-self.quarters + (0 if horizontally else 2)) % 4, not self.mirrored)

    @property
    def inverse(self) -> Turn:
        """What takes this one back."""
        return self if self.mirrored else Turn(-self.quarters % 4)

    def size(self, width: int, height: int) -> Size:
        return (height, width) if self.quarters % 2 else (width, height)

    def back(self, x: int, y: int, width: int, height: int) -> tuple[int, int]:
        """Where a pixel of the turned picture lies in one that is not, of width x height pixels."""
        for turned in range(self.quarters, 0, -1):
            x, y = y, (height if turned % 2 else width) - 1 - x
        return (width - 1 - x if self.mirrored else x), y

    def apply(self, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, ...) turned; a view where possible."""
        if self.mirrored:
            values = values[:, ::-1]
        if not self.quarters:
            return values
        import numpy as np

        return np.rot90(values, -self.quarters)


UPRIGHT = Turn()
ORIENTATIONS = (
    UPRIGHT, Turn(0, True), Turn(2), Turn(2, True), Turn(3, True), Turn(1), Turn(1, True), Turn(3),
)  # fmt: skip
"""What the values 1 to 8 of EXIF's orientation ask for."""


def orientation(turn: Turn) -> int:
    """The value of EXIF's orientation that asks for a turn."""
    return ORIENTATIONS.index(turn) + 1


@dataclass(frozen=True, slots=True)
class MipImage:
    """A picture ready to be painted. levels[k] is halved k times; `size` is of levels[0].

    The images lie in the arrays' memory, which is why these are kept. source: the picture's own values, (H, W, 3),
    where those in the images were changed to suit the screen, or are premultiplied.
    """

    levels: tuple[QImage, ...]
    arrays: tuple[NDArray[np.uint32], ...]
    has_alpha: bool = False
    source: Pixels | None = None

    @property
    def size(self) -> Size:
        return self.levels[0].width(), self.levels[0].height()

    @property
    def nbytes(self) -> int:
        return sum(a.nbytes for a in self.arrays)

    def level_for(self, scale: float) -> int:
        """The smallest copy that still has a pixel for every pixel painted at this scale."""
        level = 0
        while level + 1 < len(self.levels) and scale <= 0.5 ** (level + 1):
            level += 1
        return level

    def block(self, part: Rect) -> NDArray[np.uint32]:
        """(height, width) of a part of the picture, each pixel 0xAARRGGBB."""
        rows, columns = slice(int(part.y), int(part.bottom)), slice(int(part.x), int(part.right))
        return self.arrays[0][rows, columns] if self.source is None else _words(self.source[rows, columns], None)

    def value(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green, blue of a pixel, 0..255."""
        if self.source is not None:
            red, green, blue = self.source[y, x].tolist()
            return red, green, blue
        word = int(self.arrays[0][y, x])
        return word >> 16 & 255, word >> 8 & 255, word & 255


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of a picture, in its pixels, that is drawn better than the rest."""

    part: Rect
    image: MipImage


def from_picture(picture: Picture, turn: Turn = UPRIGHT, profile: bytes | None = None) -> MipImage:
    """A picture, turned, with its halved copies, in the colours of a screen that has this ICC profile, or sRGB."""
    pixels = picture.pixels
    as_it_is = profile is None and picture.space == "srgb"
    if not as_it_is:
        from .screen_colour import on_screen

        pixels = on_screen(pixels, profile, picture.space)
    image = from_pixels(pixels, picture.alpha, turn)
    if as_it_is and not image.has_alpha:
        return image
    return replace(image, source=turn.apply(picture.pixels))


def from_pixels(pixels: Pixels, alpha: NDArray[np.uint8] | None = None, turn: Turn = UPRIGHT) -> MipImage:
    """(H, W, 3) uint8 and perhaps (H, W) uint8 alpha as a MipImage."""
    if alpha is not None and int(alpha.min()) == 255:
        alpha = None
    words = _words(turn.apply(pixels), None if alpha is None else turn.apply(alpha))
    arrays = [words]
    while max(arrays[-1].shape) > _SMALLEST and min(arrays[-1].shape) > 1:
        arrays.append(_halved(arrays[-1]))
    format = QImage.Format.Format_RGB32 if alpha is None else QImage.Format.Format_ARGB32_Premultiplied
    return MipImage(tuple(_image(a, format) for a in arrays), tuple(arrays), alpha is not None)


def turned_picture(picture: Picture, turn: Turn) -> Picture:
    """A picture rotated or mirrored, with all that it carries; itself where nothing is to be done."""
    if turn == UPRIGHT:
        return picture
    import numpy as np

    alpha = None if picture.alpha is None else np.ascontiguousarray(turn.apply(picture.alpha))
    return replace(picture, pixels=np.ascontiguousarray(turn.apply(picture.pixels)), alpha=alpha)


def to_pixels(image: QImage) -> Picture:
    """A QImage, such as a pasted one, as a picture."""
    import numpy as np

    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    values = rows[:, : 4 * rgba.width()].reshape(rgba.height(), rgba.width(), 4)
    alpha, pixels = values[..., 3].copy(), values[..., :3].copy()  # `rgba` owns the memory of `values`
    return Picture(pixels, None if int(alpha.min()) == 255 else alpha, format="clipboard")


def to_image(picture: Picture) -> QImage:
    """A picture as a QImage that owns its memory, for the clipboard."""
    return from_picture(picture).levels[0].copy()


def _image(words: NDArray[np.uint32], format: QImage.Format) -> QImage:
    return QImage(words.data, words.shape[1], words.shape[0], words.strides[0], format)


def _words(pixels: NDArray[np.uint8], alpha: NDArray[np.uint8] | None) -> NDArray[np.uint32]:
    """(H, W) uint32 as Qt has it, 0xAARRGGBB, premultiplied where there is alpha."""
    import numpy as np

    height, width = pixels.shape[:2]
    words = np.empty((height, width), np.uint32)
    channels = words.view(np.uint8).reshape(height, width, 4)  # little-endian: blue first
    for top in range(0, height, _STRIPE):
        rows = slice(top, top + _STRIPE)
        for channel in range(3):
            channels[rows, :, 2 - channel] = pixels[rows, :, channel]
        if alpha is None:
            channels[rows, :, 3] = 255
        else:
            opacity = alpha[rows, :, None].astype(np.uint16)
            channels[rows, :, :3] = (channels[rows, :, :3] * opacity + 127) // 255
            channels[rows, :, 3] = alpha[rows]
    return words


def _halved(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mean of each 2x2 block, all four bytes of a word at once; the odd last row or column is left out."""
    import numpy as np

    height, width = words.shape[0] // 2 * 2, words.shape[1] // 2 * 2
    result = np.empty((height // 2, width // 2), np.uint32)
    without_top_bits = np.uint32(0x7F7F7F7F)
    for top in range(0, height, _STRIPE):
        bottom = min(top + _STRIPE, height)
        a, b = words[top:bottom:2, :width], words[top + 1 : bottom : 2, :width]
        pairs = (a & b) + (((a ^ b) >> 1) & without_top_bits)  # rounded down
        a, b = pairs[:, ::2], pairs[:, 1::2]
        result[top // 2 : bottom // 2] = (a | b) - (((a ^ b) >> 1) & without_top_bits)  # rounded up
    return result

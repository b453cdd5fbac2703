"""The values that travel between the layers. All are frozen; arrays in them must not be written to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from .errors import CancelledError

if TYPE_CHECKING:  # the window is on screen before numpy is needed
    import numpy as np
    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"
"""RGB picture, shape (height, width, 3), uint8, C-contiguous. In which space stands in `Picture.space`."""

ColourSpace = Literal["srgb", "display-p3", "adobe-rgb", "bt2020"]
"""What the numbers of pixels mean; `pictures.colour.spaces` has primaries, curves and profiles."""

Effort = Literal["fast", "balanced", "best"]
EFFORTS: tuple[Effort, ...] = ("fast", "balanced", "best")
Look = Literal["faithful", "natural"]
"""How a latent is drawn: near to the pixels, or with texture that is invented where the file doesn't hold it."""
LOOKS: tuple[Look, ...] = ("faithful", "natural")
MetadataMode = Literal["keep", "strip"]
RiskKind = Literal["faces", "text"]
"""What a learned codec may redraw so that it means something else."""
RISK_KINDS: tuple[RiskKind, ...] = ("faces", "text")
MAX_STRENGTH = 1.5
"""Of the look natural: 0 is faithful, 1 as its network draws, beyond that what it adds is exaggerated."""

MAX_PIXELS = 100_000_000
"""Largest picture, in pixels, that is read or written."""
MAX_SIDE = 1 << 17
"""Longest side of a `.sdc`, in pixels: models take whole rows of squares of 16 x 16 pixels, and fill them up."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Raw metadata blocks of a picture, each None where absent.

    `icc` is the profile of the source file, kept for the record: what the pixels mean is said by `Picture.space`, in
    which they are or into which they have been converted, so it is never applied again. `orientation` is the EXIF
    orientation (1..8) of the source, already applied too.
    """

    exif: bytes | None = None
    icc: bytes | None = None
    xmp: bytes | None = None
    orientation: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as every codec here sees it: RGB, upright, 8 bits.

    pixels: (H, W, 3) uint8. alpha: (H, W) uint8 or None. format: name of the source format ('JPEG', 'SDC', ...).
    notices: sentences about what was lost on the way in ('only the first of 12 frames is used', ...). space: what the
    pixels' numbers mean; codecs code the numbers as they are, a file names the space, and what shows or measures
    pixels as sRGB converts them first. whole: False where the file ended early, so that part of the picture is grey.
    """

    pixels: Pixels
    alpha: NDArray[np.uint8] | None = None
    metadata: Metadata = field(default_factory=Metadata)
    format: str = ""
    notices: tuple[str, ...] = ()
    space: ColourSpace = "srgb"
    whole: bool = True

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


class Region(NamedTuple):
    """Pixels of a picture: from the left, from the top, width and height."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A face or a piece of text in a picture. score: 0..1, how sure it is."""

    kind: RiskKind
    region: Region
    score: float


@dataclass(frozen=True, slots=True)
class EncodeOptions:
    """How to encode. One of these counts, the first that is given: `size`, bytes of the whole file; `score`, the
    SSIMULACRA2 that is reached at least; `like_jpeg`, a JPEG quality (1..100) of which it is to be as good, by the same
    metric; `quality` (0..100).

    strength: 0..MAX_STRENGTH, how strongly the look natural is to draw the file, as a hint in it; None for no hint.
    regions: stay more faithful than the rest; at a size this is at the rest's expense, else the file grows. preview: a
    small one is put into the file, for which no model is needed; not into small files. protect: what is looked for in
    the picture, and added to the regions.
    """

    model: str = "own"
    quality: float = 60.0
    size: int | None = None
    effort: Effort = "fast"
    metadata: MetadataMode = "keep"
    strength: float | None = None
    regions: tuple[Region, ...] = ()
    score: float | None = None
    like_jpeg: int | None = None
    preview: bool = False
    protect: tuple[RiskKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoded:
    """Result of an encode. `data` is the whole `.sdc`; `picture` was decoded from exactly these bytes. regions: what
    was kept more faithful, as it was asked for and as it was found. latents: as in `SdcInfo`."""

    data: bytes
    picture: Picture
    quality: float
    seconds_encode: float
    seconds_decode: float
    notices: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    latents: bool = False

    @property
    def bpp(self) -> float:
        return 8 * len(self.data) / (self.picture.width * self.picture.height)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a `.sdc`, as `info` shows it."""

    name: str
    nbytes: int
    critical: bool
    intact: bool


@dataclass(frozen=True, slots=True)
class SdcInfo:
    """What a `.sdc` says about itself without being decoded. `problem` is a sentence where it is damaged; strength: the
    file's hint for the look natural, None where it has none; latents: whether an autoencoder's latents are in it, whose
    decoder makes up detail, and not our own model's."""

    nbytes: int
    version: int
    width: int
    height: int
    orientation: int
    model_id: str
    model_name: str
    quality: float
    has_alpha: bool
    sections: tuple[Section, ...]
    metadata: Metadata
    problem: str = ""
    space: ColourSpace = "srgb"
    strength: float | None = None
    latents: bool = False

    @property
    def bpp(self) -> float:
        return 8 * self.nbytes / (self.width * self.height)


@dataclass(frozen=True, slots=True)
class RivalResult:
    """One rival codec at a byte budget.

    data/picture are of the best file that is not larger than the budget or, where `reached` is False, of the smallest
    file that the codec can make. settings: what a person needs to repeat it ('quality 31, 4:2:0, libjpeg-turbo 3.0').
    """

    codec: str
    reached: bool
    data: bytes
    picture: Picture
    quality: float
    settings: str
    seconds_encode: float
    seconds_decode: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Metrics against the original: psnr in dB over RGB (inf if equal), ms_ssim 0..1, ssimulacra2 <= 100.

    lpips_alex, lpips_vgg and dists are distances, 0 if equal, None where their weights aren't on this machine.
    """

    psnr: float
    ms_ssim: float
    ssimulacra2: float
    lpips_alex: float | None = None
    lpips_vgg: float | None = None
    dists: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `fraction` 0..1, `stage` in a word or two, `details` for those who want numbers."""

    fraction: float
    stage: str
    details: Mapping[str, float] = field(default_factory=dict)


ReportProgress = Callable[[Progress], None]


class StopToken:
    """Asks a running job to stop. The job calls `check` between its steps, on its own thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._calls: list[Callable[[], None]] = []

    def stop(self) -> None:
        """Ask for the stop; may be called from any thread, any number of times."""
        self._event.set()
        for call in tuple(self._calls):
            call()

    @contextmanager
    def calling(self, call: Callable[[], None]) -> Iterator[None]:
        """Have the stop call this, once or twice, on its own thread: for steps that are long, and can be ended so."""
        self._calls.append(call)
        if self.stopped:
            call()
        try:
            yield
        finally:
            self._calls.remove(call)

    @property
    def stopped(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep for so long, or until a stop is asked for."""
        self._event.wait(seconds)

    def check(self) -> None:
        """Raise CancelledError if a stop was asked for."""
        if self._event.is_set():
            raise CancelledError("Stopped.")


def no_progress(_: Progress) -> None:
    """A `ReportProgress` for those who don't care."""

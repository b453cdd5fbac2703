"""Values of a comparison: what is looked at, where pixels come from, and what is known of them. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ...codec.types import Picture, Scores, SdcInfo
from ...service.loading import FileStamp
from ..pictures.geometry import Size
from ..pictures.images import UPRIGHT, MipImage, Turn
from ..pictures.loader import Shown
from ..toolkit.texts import bytes_text, codec_name, number, tr

MAX_PANES = 4
NO_BREAK = "\u00a0"
NO_BREAK_HYPHEN = "\u2011"
RIVAL_KINDS = ("jpeg", "webp", "avif", "jxl", "jpeg-downscaled", "buehlmann2022", "buehlmann2022-unet")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pane's pixels come from.

    kind: 'original', 'sdc', 'natural', 'drawn' (the `.sdc`, by the model `by`), 'round trip', 'channels', one of
    RIVAL_KINDS, 'file' (that of `path`), or 'folder' (the file of the same name in the folder `path`, so that two
    folders are stepped through together).
    """

    kind: str
    path: Path | None = None
    by: str = ""

    @property
    def name(self) -> str:
        """As the pane's label has it."""
        if self.by:
            return tr("SDC, drawn by {model}").format(model=self.by)
        return self.path.name if self.path is not None else codec_name(self.kind)

    @property
    def is_redrawn(self) -> bool:
        """Whether it is the `.sdc`'s bytes once more, drawn otherwise."""
        return self.kind in ("natural", "drawn")


ORIGINAL = Source("original")
SDC = Source("sdc")
NATURAL = Source("natural")
"""The `.sdc` once more, drawn by the decoder that invents texture."""
ROUND_TRIP = Source("round trip")
"""What the model of the `.sdc` makes of the original if nothing is quantised."""
CHANNELS = Source("channels")
"""The `.sdc` drawn without some channels of its latent."""
JPEG = Source("jpeg")
"""What a `.sdc` is shown beside unless the user chooses otherwise."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is being looked at. primary: ORIGINAL for a photo, SDC for a `.sdc`. size: upright width and height.

    stamp: of its file, None where it wasn't read.
    """

    path: Path | None
    name: str
    primary: Source
    size: tuple[int, int]
    stamp: FileStamp | None = None


class State(Enum):
    """How far a variant is."""

    WORKING = "working"
    PREVIEW = "preview"
    FINAL = "final"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Variant:
    """One version of the picture. While WORKING it may still carry the pixels of before, so that nothing flashes.

    nbytes: of its file. budget: the bytes that a rival was allowed; reached: whether it got there. message: what is
    wrong, for FAILED; smallest: the bytes that can be reached, if it failed for asking for less, `beside` of them
    not the picture's; best: the score that can be. data: the `.sdc` bytes, as they are to be written; coded_turn: how
    their pixels are turned against `picture`; file: a rival's. width, height: of the whole picture, also while a
    reduced preview stands for it.
    shrunk: width and height in its file, where it was made smaller before it was compressed. stopped: the user didn't
    wait for more. protected: how many regions were kept more faithful. against: what `scores` are against, None for the
    original. invented: of the natural look, the share 0..1 of its detail that the faithful one doesn't have. latents:
    of a `.sdc`, whether an autoencoder draws it, which makes up detail.
    """

    source: Source
    state: State
    picture: Picture | None = None
    image: MipImage | None = None
    turn: Turn = UPRIGHT
    width: int = 0
    height: int = 0
    nbytes: int = 0
    budget: int | None = None
    reached: bool = True
    settings: str = ""
    message: str = ""
    smallest: int = 0
    beside: int = 0
    best: float | None = None
    scores: Scores | None = None
    against: Source | None = None
    data: bytes | None = None
    coded_turn: Turn = UPRIGHT
    info: SdcInfo | None = None
    path: Path | None = None
    file: bytes | None = None
    stopped: bool = False
    protected: int = 0
    quality: float = 0.0
    shrunk: Size | None = None
    seconds_encode: float = 0.0
    seconds_decode: float = 0.0
    invented: float | None = None
    latents: bool = False

    @property
    def bpp(self) -> float:
        """Bits per pixel of the whole file."""
        return 8 * self.nbytes / (self.width * self.height) if self.width else 0.0


def variant_of(shown: Shown, source: Source) -> Variant:
    """A loaded file as a variant."""
    loaded = shown.loaded
    return Variant(
        source, State.FINAL if loaded.final else State.PREVIEW, loaded.picture, shown.image,
        width=loaded.width, height=loaded.height, nbytes=loaded.stamp.nbytes, data=loaded.data, info=loaded.info,
        path=loaded.path, latents=loaded.info is not None and loaded.info.latents,
    )  # fmt: skip


def description(variant: Variant, turn: Turn = UPRIGHT) -> str:
    """What a picture is, in the name of a file or in a message: 'JPEG 11 kB', 'original, rotated'."""
    if variant.source == ORIGINAL:
        text = tr("original")
    else:
        name = Path(variant.source.name).stem if variant.source.path is not None else variant.source.name
        text = f"{name} {bytes_text(variant.nbytes)}" if variant.nbytes else name
    return text if turn == UPRIGHT else tr("{what}, rotated").format(what=text)


def size_text(variant: Variant) -> str:
    """Bytes, bits per pixel, and for a rival how far it is from the budget."""
    if not variant.nbytes:
        return ""
    parts = [bytes_text(variant.nbytes), tr("{bpp} bpp").format(bpp=number(variant.bpp, 3))]
    if variant.budget and variant.reached:
        difference = variant.nbytes - variant.budget
        parts.append(f"{difference:+,d} B".replace("-", "−") if difference else "±0 B")
    return " · ".join(parts)


def unequal_text(variant: Variant, document: Size) -> str:
    """That a picture is of another size than the document, with both, and that its scores are of what they share; ''
    where it isn't, or has none."""
    size = (variant.width, variant.height)
    if variant.picture is None or (0, 0) in (size, document) or size == document:
        return ""
    first, second = (f"{width} × {height}" for width, height in (document, size))
    text = (
        tr("{first} and {second}")
        if variant.scores is None
        else tr("{first} and {second}, measured where they overlap")
    )
    return text.format(first=first, second=second)


def scores_text(variant: Variant) -> str:
    """PSNR, MS-SSIM and SSIMULACRA2 against the original, or what is named, LPIPS and DISTS as soon as they are
    measured."""
    scores = variant.scores
    if scores is None:
        return ""
    distances = {"LPIPS Alex": scores.lpips_alex, "LPIPS VGG": scores.lpips_vgg, "DISTS": scores.dists}
    parts = (
        f"PSNR {number(scores.psnr)} dB",
        f"MS-SSIM {number(scores.ms_ssim, 4)}",
        f"SSIMULACRA2 {number(scores.ssimulacra2, 1)}",
        *(f"{name} {number(value, 3)}" for name, value in distances.items() if value is not None),
        *([tr("against {name}").format(name=variant.against.name)] if variant.against is not None else []),
    )
    return " · ".join(part.replace(" ", NO_BREAK).replace("-", NO_BREAK_HYPHEN) for part in parts)


def state_text(variant: Variant, brief: bool = False) -> str:
    """'preview' or 'final' for a `.sdc`, or that detail in it is made up; what it is busy with; what couldn't be
    reached. brief: where there is little room."""
    if variant.state is State.WORKING:
        if variant.source.path is not None:  # whose name stands beside it
            return tr("loading…")
        return tr("encoding…") if variant.source == SDC else tr("searching…") if variant.budget else tr("drawing…")
    if variant.stopped:
        return tr("stopped; this is the one before") if variant.picture is not None else tr("stopped")
    if variant.state is State.FAILED:
        return tr("failed") if variant.picture is None else tr("preview only")
    if not variant.reached:
        return tr("can't reach this size, smallest is {size}").format(size=bytes_text(variant.nbytes))
    if variant.source == ROUND_TRIP:
        return tr("nothing quantised")
    shrunk = _shrunk_text(variant)
    if variant.source == NATURAL or (variant.latents and variant.state is State.FINAL):
        generative = tr("generative") if brief else tr("generative: invents detail")
        if variant.invented is not None and not brief:
            share = number(100 * variant.invented, 1)
            generative = tr("generative: invents {share} % of its detail").format(share=share)
        return " · ".join(filter(None, (_lacking_text(variant), shrunk, generative)))
    if lacking := _lacking_text(variant):
        return lacking
    if shrunk:
        return shrunk
    if variant.source == SDC or (variant.info is not None):
        return tr("preview") if variant.state is State.PREVIEW else tr("final")
    return ""


def warns(variant: Variant) -> bool:
    """Whether its state is more than how far it is."""
    return state_text(variant) not in (tr("final"), tr("preview"), "")


def _lacking_text(variant: Variant) -> str:
    """That a part of the file isn't there, or isn't as it was written; '' where all of it is."""
    is_whole = variant.picture is None or variant.picture.whole
    return "" if is_whole else tr("damaged: a part is missing")


def _shrunk_text(variant: Variant) -> str:
    if variant.shrunk is None:
        return ""
    return tr("shrunk to {width} × {height}").format(width=variant.shrunk[0], height=variant.shrunk[1])

"""Offers the smallest size where the one that was asked for is out of reach, for the `.sdc` or for what is compared."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..pictures.geometry import Size
from ..toolkit.settings import Settings
from ..toolkit.texts import bytes_text, number, tr
from .state import ComparisonState
from .variants import ORIGINAL, RIVAL_KINDS, SDC, Source, State, Variant

SLACK = 0.02
"""A `.sdc` is up to so much smaller than its target, as a share."""
STEP = 10
"""Bytes to which the compress panel shows a target."""


@dataclass(frozen=True, slots=True)
class Offer:
    """nbytes: what can be reached. codec: whose that is, '' for the `.sdc`. best: where a score is out of reach, the
    one that isn't."""

    nbytes: int
    codec: str = ""
    best: float | None = None

    @property
    def text(self) -> str:
        """As it stands on a button or in a menu."""
        if self.best is not None:
            return tr("Use the best: SSIMULACRA2 {score}").format(score=number(self.best, 0))
        size = bytes_text(self.nbytes)
        if self.codec:
            return tr("Compare at {size}, the smallest {codec}").format(size=size, codec=self.codec)
        return tr("Use the smallest: {size}").format(size=size)

    def accept(self, settings: Settings) -> None:
        """Make it the target. A rival's budget is what the `.sdc` takes, which may be a little less than its target."""
        if self.best is not None:
            settings.set("compress/quality", 100.0)
            settings.set("compress/by_score", False)
            return
        nbytes = math.ceil(self.nbytes * (1 + SLACK)) if self.codec else self.nbytes
        settings.set("compress/size", STEP * math.ceil(nbytes / STEP))
        settings.set("compress/by_size", True)


SHRINK_POWER, SHRINK_SLACK = 0.74, 0.97
"""A smaller picture has more detail in each pixel, so its sides shrink with more than the square root of its bytes; and
a little more, so that it is reached at once."""
LEAST_SIDE = 16
"""Of a picture that is made smaller, in pixels."""


def shrink_offer(comparison: ComparisonState) -> Size | None:
    """Width and height of which the photo's `.sdc` would have the size that is out of reach now; None where none is, or
    too little would be left of it."""
    variant, document, wanted = comparison.variant(SDC), comparison.document, comparison.options.size
    if variant is None or document is None or document.primary != ORIGINAL or not variant.smallest or not wanted:
        return None
    if wanted <= variant.beside:  # no picture is small enough
        return None
    width, height = comparison.shrunk or document.size
    share = (wanted - variant.beside) / (variant.smallest - variant.beside)
    factor = share**SHRINK_POWER * SHRINK_SLACK
    size = round(width * factor), round(height * factor)
    return size if min(size) >= LEAST_SIDE else None


def offer(comparison: ComparisonState) -> Offer | None:
    """One that helps all panes; None where nothing is out of reach."""
    offers = [found for source in comparison.sources if (found := offer_for(comparison, source))]
    return _of(comparison.variant(SDC)) or max(offers, key=lambda found: found.nbytes, default=None)


def offer_for(comparison: ComparisonState, source: Source) -> Offer | None:
    """One that helps this pane. Only a photo is encoded anew; a `.sdc` that was opened has the size that it has."""
    document = comparison.document
    follows = source == SDC or source.is_redrawn or source.kind in RIVAL_KINDS
    if document is None or document.primary != ORIGINAL or not follows:
        return None
    return _of(comparison.variant(SDC)) or _of(comparison.variant(source))


def _of(variant: Variant | None) -> Offer | None:
    if variant is None:
        return None
    if variant.best is not None:
        return Offer(0, best=variant.best)
    if variant.source == SDC:
        return Offer(variant.smallest) if variant.smallest else None
    out_of_reach = variant.state is State.FINAL and not variant.reached
    return Offer(variant.nbytes, variant.source.name) if out_of_reach else None

"""How many bits of a file a rectangle took. Runs on a worker thread."""

from __future__ import annotations

from ....codec.errors import CancelledError, SdcError
from ....codec.types import Region, StopToken
from ...compare.variants import Variant
from ...pictures.regions import turned_region
from ..known_rates import known_rates


def bits_of(variant: Variant, region: Region, stop: StopToken) -> tuple[float | None, bool]:
    """Of a rectangle as the variant's pixels lie, and whether they are the file's bits spread evenly; None where the
    file isn't known. Counted by its own coder for a `.sdc`. Raises CancelledError."""
    from ....codec.analysis.rectangle import counted_bits, mean_bits

    if not variant.nbytes or not variant.width:
        return None, True
    if variant.data is not None:
        try:
            rates = known_rates(variant.data, stop)
        except CancelledError:
            raise
        except SdcError:  # a damaged file, or one whose model isn't here: its mean is still known
            pass
        else:
            size = (variant.width, variant.height)
            coded = turned_region(region, variant.coded_turn, size)
            return counted_bits(rates.blocks, rates.place, coded, *variant.coded_turn.size(*size)), False
    return mean_bits(variant.nbytes, variant.width * variant.height, region), True

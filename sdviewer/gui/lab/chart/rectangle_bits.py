"""How many bits of a file a rectangle took. Runs on a worker thread."""

from __future__ import annotations

from ....codec.types import Region
from ...compare.variants import Variant


def bits_of(variant: Variant, region: Region) -> tuple[float | None, bool]:
    """Of a rectangle as the variant's pixels lie, and whether they are the file's bits spread evenly; None where the
    file isn't known."""
    from ....codec.analysis.rectangle import mean_bits

    if not variant.nbytes or not variant.width:
        return None, True
    return mean_bits(variant.nbytes, variant.width * variant.height, region), True

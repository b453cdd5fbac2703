"""What of the panes can take part in a blind test. Asked whenever actions are refreshed, so that it imports little."""

from __future__ import annotations

from ...compare.comparison import Comparison
from ...compare.variants import ORIGINAL, State, Variant

REFERENCE = "original"
"""The name of the original among the others."""


def shown(comparison: Comparison) -> dict[str, Variant]:
    """What is in the panes, and the original, as far as it is final and of the original's size: by name."""
    sources = list(dict.fromkeys([ORIGINAL, *comparison.sources]))
    found = {source: comparison.variant(source) for source in sources}
    return {
        REFERENCE if source == ORIGINAL else source.name: variant
        for source, variant in found.items()
        if variant is not None
        and variant.state is State.FINAL
        and variant.image is not None
        and (variant.width, variant.height) == comparison.document_size
    }

"""What it costs to keep regions more faithful: the photo is compressed once more without, while nobody waits."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from ...compare.variants import SDC, State, Variant
from ...pictures.images import UPRIGHT
from ...toolkit.texts import bytes_text, number, tr
from ..context import LabContext

_SLOT = "protection"


class ProtectionCost(QObject):
    """Adds a sentence to what is said of the `.sdc`."""

    def __init__(self, context: LabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._told: bytes | None = None
        context.comparison.changed.connect(self._refresh)

    def _refresh(self) -> None:
        variant = self._context.comparison.variant(SDC)
        if variant is None or variant.state is not State.FINAL or variant.data is self._told:
            return
        self._told = variant.data
        self._context.tasks.cancel(_SLOT)
        options = self._context.comparison.options
        if not variant.protected:
            if options.protect and variant.data is not None:
                self._tell(variant, tr("Neither text nor faces were found that could be protected."))
        elif options.size is not None:
            self._tell(variant, tr("What is protected is more faithful, at the expense of the rest."))
        elif variant.coded_turn == UPRIGHT and variant.shrunk is None:
            self._context.tasks.start(_SLOT, self._compare(variant))

    async def _compare(self, variant: Variant) -> None:
        comparison = self._context.comparison
        original = comparison.original
        if original is None or original.picture is None:
            return
        options = replace(comparison.options, protect=(), regions=())
        plain = await self._context.service.idle.encode(original.picture, options)
        more = variant.nbytes - len(plain.data)
        known = comparison.variant(SDC)
        if known is not None and known.data is variant.data:
            share = number(max(0, 100 * more / len(plain.data)), 0)
            text = tr("Protection takes {size} (+{share} %).")
            self._tell(variant, text.format(size=bytes_text(max(0, more)), share=share))

    def _tell(self, variant: Variant, text: str) -> None:
        """variant: with the codec's own words alone."""
        known = self._context.comparison.variant(SDC)
        if known is not None and known.data is variant.data:
            message = "\n".join(part for part in (variant.message, text) if part)
            self._context.comparison.put(replace(known, message=message))

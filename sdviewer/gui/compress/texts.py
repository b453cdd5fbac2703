"""What the options of the encoder are called."""

from __future__ import annotations

from ...codec.types import EFFORTS, EncodeOptions
from ..toolkit.texts import bytes_text, number, tr


def effort_names() -> tuple[str, ...]:
    """Of `EFFORTS`."""
    return tr("Fast"), tr("Balanced"), tr("Best")


def target_text(options: EncodeOptions) -> str:
    """'quality 60', 'at most 5 kB each', 'as good as JPEG of quality 80'."""
    if options.size is not None:
        return tr("at most {size} each").format(size=bytes_text(options.size))
    if options.score is not None:
        return tr("SSIMULACRA2 at least {score}").format(score=number(options.score, 0))
    if options.like_jpeg is not None:
        return tr("as good as JPEG of quality {quality}").format(quality=options.like_jpeg)
    return tr("quality {quality}").format(quality=number(options.quality, 0))


def options_text(options: EncodeOptions) -> str:
    """All that differs from the defaults, after what the file is to be."""
    parts = [target_text(options)]
    if options.effort != "fast":
        parts.append(effort_names()[EFFORTS.index(options.effort)])
    if options.model != EncodeOptions().model:
        parts.append(options.model)
    if options.metadata == "strip":
        parts.append(tr("without metadata"))
    return ", ".join(parts)

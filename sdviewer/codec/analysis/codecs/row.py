"""What is found out of one codec: a line of the table of all codecs, a picture of their sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...types import Picture, Scores


@dataclass(frozen=True, slots=True)
class Row:
    """One codec. data: its file. Where not `reached`, nbytes is the smallest file that it can make, and the rest is of
    that file."""

    codec: str
    nbytes: int
    reached: bool
    quality: float
    settings: str
    seconds_encode: float
    seconds_decode: float
    picture: Picture
    scores: Scores
    data: bytes = field(repr=False)

"""One codec in a process of its own, so that its peak memory can be told.

`python -m sdviewer.bench.worker CODEC EFFORT` reads jobs from stdin, one JSON object a line (`path`, `size` in bytes,
`out`: where the decoded pixels go as .npy), and answers each with one on stdout: the fields of `Answer`, or `error`.
Scores are computed elsewhere, since they'd count.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import numpy as np

from ..codec.errors import BudgetError, SdcError
from ..codec.pictures.images import seen
from ..codec.pictures.reader import read_picture
from ..codec.registry import DEFAULT
from ..codec.rivals.at_size import encode_at_size
from ..codec.types import Effort, EncodeOptions, Look, Picture

_WARM_UP_SIDE = 64


@dataclass(frozen=True)
class Answer:
    """One file: its bytes, whether it keeps to the budget, settings, seconds, and the process's peak in MB so far."""

    nbytes: int
    reached: bool
    settings: str
    seconds_encode: float
    seconds_decode: float
    peak_megabytes: float | None


def main() -> None:
    """Answer until stdin ends."""
    codec, effort = sys.argv[1], cast(Effort, sys.argv[2])
    warm = False
    for line in sys.stdin:
        job = json.loads(line)
        try:
            picture = read_picture(Path(job["path"]))
            if not warm:
                corner = np.ascontiguousarray(seen(picture)[:_WARM_UP_SIDE, :_WARM_UP_SIDE])
                _encode(codec, Picture(corner), 4096, effort)
                warm = True
            answer, decoded = _encode(codec, picture, job["size"], effort)
            np.save(job["out"], seen(decoded))
            reply = asdict(answer)
        except (SdcError, ImportError) as error:
            reply = {"error": str(error)}
        print(json.dumps(reply), flush=True)


def _encode(codec: str, picture: Picture, size: int, effort: Effort) -> tuple[Answer, Picture]:
    if codec in ("own", "natural"):
        return encode_sdc(picture, size, effort, "faithful" if codec == "own" else "natural")
    return encode_rival(codec, picture, size)


def encode_rival(codec: str, picture: Picture, size: int) -> tuple[Answer, Picture]:
    """The best file of at most so many bytes that another codec makes."""
    result = encode_at_size(codec, picture, size, speed="best")
    seconds = result.seconds_encode, result.seconds_decode
    return Answer(len(result.data), result.reached, result.settings, *seconds, peak_megabytes()), result.picture


def encode_sdc(
    picture: Picture, size: int, effort: Effort, look: Look = "faithful", model: str = DEFAULT
) -> tuple[Answer, Picture]:
    """A `.sdc` of at most so many bytes, or the smallest one; look: how it is drawn."""
    from ..codec.pipeline import decode, encode

    reached = True
    try:
        encoded = encode(picture, EncodeOptions(model=model, size=size, effort=effort, metadata="strip"))
    except BudgetError:
        reached = False
        encoded = encode(picture, EncodeOptions(model=model, quality=0, effort=effort, metadata="strip"))
    settings = f"quality {encoded.quality:.1f}, effort {effort}"
    decoded, seconds = encoded.picture, encoded.seconds_decode
    if look != "faithful":
        begin = time.perf_counter()
        decoded = decode(encoded.data, look=look)
        seconds, settings = time.perf_counter() - begin, f"{settings}, {look}"
    return Answer(len(encoded.data), reached, settings, encoded.seconds_encode, seconds, peak_megabytes()), decoded


def peak_megabytes() -> float | None:
    """Largest resident memory of this process so far, in MB (10^6); None where the system doesn't say (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()

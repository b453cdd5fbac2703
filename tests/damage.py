"""`python -m tests.damage [--every N]`: golden files cut at every byte, and with every bit flipped.

Of each there must be an error of ours, or a picture that is marked as damaged, or the very same picture (what stands
behind the pixels may be lost). Exit status 1 where there was anything else. --every N: only each N-th place.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

import numpy as np

from sdviewer.codec import pipeline
from sdviewer.codec.errors import SdcError
from sdviewer.paths import resource

GOLDEN = resource("conformance")
FILES = ("alpha-3.sdc", "metadata.sdc", "own-two-tiles-wide.sdc")


def outcome(data: bytes, whole: np.ndarray) -> str:
    """'error', 'marked', 'same', or 'WRONG' for a picture that is another one and doesn't say so."""
    try:
        pipeline.inspect(data)
        picture = pipeline.decode(data, partial=True)
    except SdcError:
        return "error"
    if np.array_equal(picture.pixels, whole):
        return "same"
    return "marked" if not picture.whole and picture.notices else "WRONG"


def try_file(data: bytes, every: int) -> Counter[str]:
    """Outcomes of all cuts and flips."""
    whole = pipeline.decode(data).pixels
    found: Counter[str] = Counter()
    for cut in range(0, len(data), every):
        found[f"cut: {outcome(data[:cut], whole)}"] += 1
    for bit in range(0, 8 * len(data), every):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        found[f"flip: {outcome(bytes(flipped), whole)}"] += 1
    return found


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.damage", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args(argv)
    wrong = 0
    for name in FILES:
        data = (GOLDEN / name).read_bytes()
        found = try_file(data, options.every)
        print(f"{name}, {len(data)} bytes: {dict(sorted(found.items()))}", flush=True)
        wrong += sum(count for kind, count in found.items() if "WRONG" in kind)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

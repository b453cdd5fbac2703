"""Makes the golden files of our own models: `python tests/golden.py`. Only right when the format changes before its
release; files of numbered models are never made anew."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

GOLDEN = Path(__file__).parent / "data" / "golden"
QUALITIES = {"tiny-low": 20, "tables-middle": 55, "tiny-high": 90}


def main() -> None:
    os.environ["SDVIEWER_MODELS"] = str(GOLDEN / "models")
    from sdviewer.codec import pipeline
    from sdviewer.codec.types import EncodeOptions, Picture

    photo = Picture(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB")))
    for name, quality in QUALITIES.items():
        encoded = pipeline.encode(photo, EncodeOptions(model=name.split("-")[0], quality=quality))
        (GOLDEN / f"{name}.sdc").write_bytes(encoded.data)
        Image.fromarray(encoded.picture.pixels).save(GOLDEN / f"{name}.png")
        print(name, len(encoded.data))


if __name__ == "__main__":
    main()

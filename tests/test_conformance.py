"""The program against `resources/conformance`: what each file must give, for ever."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from conformance import expected
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.errors import FormatError, LimitsError, ModelError, SdcError
from sdviewer.paths import resource

SUITE = resource("conformance")
ENTRIES = json.loads((SUITE / "suite.json").read_text())


def read(name: str) -> bytes:
    return (SUITE / f"{name}.sdc").read_bytes()


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "error" not in entry])
def test_what_can_be_read_gives_what_it_must(name):
    entry, data = dict(ENTRIES[name]), read(name)
    drawn = "pixels" in entry
    picture = pipeline.decode(data) if drawn else pipeline.preview(data)
    wanted = np.asarray(Image.open(SUITE / str(entry.pop("pixels" if drawn else "sketch"))).convert("RGB"))
    assert np.abs(picture.pixels.astype(int) - wanted).max() <= 1
    assert expected(data) == entry


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "error" in entry])
def test_what_cannot_be_read_is_refused_by_its_kind(name):
    with pytest.raises(SdcError) as caught:
        pipeline.preview(read(name))
        pipeline.decode(read(name))
    assert kind(caught.value) == ENTRIES[name]["error"]


def kind(error: SdcError) -> str:
    if isinstance(error, ModelError):
        return "model"
    if isinstance(error, LimitsError):
        return "limits"
    assert isinstance(error, FormatError)
    newer = ("newer version of sdviewer is needed", "this version of sdviewer draws")
    return "newer" if any(words in str(error) for words in newer) else "format"


def test_all_files_are_listed_and_small():
    assert {path.stem for path in SUITE.glob("*.sdc")} == set(ENTRIES)
    assert len(ENTRIES) >= 60
    assert sum(path.stat().st_size for path in SUITE.iterdir()) < 3_000_000


def test_the_suite_is_frozen():
    """Files are added, never changed."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n" for path in sorted(SUITE.glob("*.sdc"))]
    assert Path(SUITE, "frozen.txt").read_text() == "".join(lines)

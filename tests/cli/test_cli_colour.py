"""Colours that sRGB lacks, from the command line."""

import json

import numpy as np
from command_line import GOLDEN, TINY
from PIL import Image

from sdviewer.codec.pictures.colour import spaces


def test_a_wide_gamut_goes_through_a_file(run, tmp_path):
    profile = spaces.profile("display-p3")
    Image.open(GOLDEN / "photo.png").convert("RGB").save(tmp_path / "a.png", icc_profile=profile)
    assert run("compress", tmp_path / "a.png", "--metadata", "strip", *TINY)[0] == 0
    assert "Display P3" in run("info", tmp_path / "a.sdc")[1]
    assert json.loads(run("info", tmp_path / "a.sdc", "--json")[1])["space"] == "display-p3"
    for suffix in (".png", ".jpg", ".webp", ".tif"):
        assert run("decompress", tmp_path / "a.sdc", "-o", tmp_path / f"b{suffix}")[0] == 0
        with Image.open(tmp_path / f"b{suffix}") as image:
            assert image.info["icc_profile"] == profile


def test_what_is_clipped_is_said_once(run, tmp_path):
    wide = spaces.profile("bt2020")  # with another curve it is a space without a name
    at = wide.index(b"para")
    odd = wide[: at + 12] + (round(1.5 * 65536)).to_bytes(4, "big") + wide[at + 16 :]
    Image.fromarray(np.full((64, 64, 3), (10, 250, 20), np.uint8)).save(tmp_path / "a.png", icc_profile=odd)
    status, _, err = run("compress", tmp_path / "a.png", *TINY)
    assert status == 0 and err.count("outside of sRGB") == 1

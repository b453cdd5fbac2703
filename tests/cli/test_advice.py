"""What an error advises works: it is followed here, or in a test that is named in `advice`, or there is a reason."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from advice import ELSEWHERE, NOT_RUN, advice
from command_line import GOLDEN, PHOTO, TINY
from PIL import Image, TiffImagePlugin

import sdviewer
from sdviewer.codec import pipeline, rival_pipeline
from sdviewer.codec.errors import SdcError
from sdviewer.codec.pictures import jpeg_orientation, reader
from sdviewer.codec.pictures.writer import picture_to_bytes
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.service import files, store

TESTS = Path(__file__).parents[1]
HERE: set[str] = set()


def follows(*parts: str):
    """The test does what sentences with these parts advise."""
    HERE.update(parts)
    return lambda test: test


def refused(function, *arguments, **options) -> str:
    with pytest.raises(SdcError) as caught:
        function(*arguments, **options)
    return str(caught.value)


def plain(width: int, height: int) -> Picture:
    return Picture(np.full((height, width, 3), 90, np.uint8))


class Stdin:
    """Standard input that is a terminal, or a photo."""

    def __init__(self, data: bytes | None) -> None:
        self.buffer, self._is_terminal = io.BytesIO(data or b""), data is None

    def isatty(self) -> bool:
        return self._is_terminal


def fails(run, *argv: object, saying: str) -> None:
    status, _, err = run(*argv)
    assert status != 0 and saying in err, err


def works(run, *argv: object) -> None:
    status, _, err = run(*argv)
    assert status == 0, err


@follows("use -d for the folder of several", "Compress it by itself, with -o")
def test_several_photos(run, photo, tmp_path):
    other = photo.with_suffix(".webp")
    Image.open(photo).save(other)
    fails(run, "compress", photo, other, "-o", tmp_path / "x.sdc", *TINY, saying="use -d")
    fails(run, "compress", photo, other, "-d", tmp_path / "d", *TINY, saying="Compress it by itself, with -o")
    works(run, "compress", other, "-o", tmp_path / "other.sdc", *TINY)
    second = photo.with_name("second.png")
    photo.replace(second)
    works(run, "compress", second, other, "-d", tmp_path / "e", *TINY)


@follows("Add --overwrite, or choose another name", "is the source itself", "Make it, or choose another place")
def test_what_exists_and_what_does_not(run, photo, tmp_path):
    works(run, "compress", photo, "--report", tmp_path / "r.jsonl", *TINY)
    fails(run, "compress", photo, *TINY, saying="Add --overwrite")
    works(run, "compress", photo, "--overwrite", *TINY)
    works(run, "compress", photo, "-o", tmp_path / "another.sdc", *TINY)
    report = ("compress", photo, "-o", tmp_path / "third.sdc", *TINY, "--report")
    fails(run, *report, tmp_path / "r.jsonl", saying="another name for the report")
    works(run, *report, tmp_path / "r2.jsonl")
    fails(run, "decompress", photo.with_suffix(".sdc"), "-o", tmp_path / "no" / "x.png", saying="Make it, or choose")
    (tmp_path / "no").mkdir()
    works(run, "decompress", photo.with_suffix(".sdc"), "-o", tmp_path / "no" / "x.png")
    fails(run, "compress", photo, "-o", photo, "--overwrite", *TINY, saying="Choose another name with -o")


@follows("name '-' alone", "take -o, not -d", "name a file with -o", "or name one with -o", "or name a file")
def test_pipes(run, photo, tmp_path, monkeypatch):
    output, data = tmp_path / "x.sdc", photo.read_bytes()
    monkeypatch.setattr(sys, "stdin", Stdin(None))
    fails(run, "compress", "-", "-o", output, *TINY, saying="Standard input is a terminal")
    works(run, "compress", photo, "-o", output, *TINY)
    monkeypatch.setattr(sys, "stdin", Stdin(data))
    for wrong, saying in (
        (["-", photo], "name '-' alone"),
        (["-", "-d", tmp_path], "take -o, not -d"),
        (["-", "--json"], "name a file with -o"),
    ):
        fails(run, "compress", *wrong, *TINY, saying=saying)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    fails(run, "compress", photo, "-o", "-", *TINY, saying="or name one with -o")
    works(run, "compress", "-", "-o", output, "--json", "--overwrite", *TINY)


@follows("use --look faithful", "Name a photo, or decompress it first", "See '")
def test_decompressing(run, sdc, tmp_path):
    png = tmp_path / "a.png"
    fails(run, "decompress", sdc, "-o", png, "--look", "natural", saying="use --look faithful")
    works(run, "decompress", sdc, "-o", png, "--look", "faithful")
    fails(run, "compare", sdc, "--rivals", "jpeg", *TINY, saying="Name a photo, or decompress it first")
    works(run, "compare", png, "--rivals", "jpeg", *TINY)
    for wrong in (["compres"], ["compress", "--frobnicate"], ["--compare"]):
        said = run(*wrong)[2]
        command = re.search(r"See '(.*)'", said)[1].split()[1:]
        works(run, *command)


@follows("Leave metadata out (--metadata strip)")
def test_metadata_that_is_too_long(run, photo, tmp_path):
    large = tmp_path / "large.png"
    with Image.open(photo) as image:
        text = TiffImagePlugin.ImageFileDirectory_v2()
        text[270] = "x" * 17_000_000
        buffer = io.BytesIO()
        image.save(buffer, "TIFF", tiffinfo=text)
        large.write_bytes(buffer.getvalue())
    fails(run, "compress", large, *TINY, saying="(--metadata strip)")
    works(run, "compress", large, "--metadata", "strip", *TINY)


@follows("Name one of quality, size and target", "take psnr, ms_ssim or ssimulacra2", "take faces or text")
def test_wishes_of_the_library(monkeypatch):
    photo = np.full((48, 48, 3), 90, np.uint8)
    assert "Name one of" in refused(sdviewer.encode, photo, quality=5, size=900, model="tiny")
    assert sdviewer.encode(photo, size=900, model="tiny")
    metrics = re.findall(r"psnr|ms_ssim|ssimulacra2", refused(sdviewer.encode, photo, target=("x", 1), model="tiny"))
    for metric in metrics:
        assert sdviewer.encode(photo, target=(metric, 0.5), model="tiny")
    for kind in re.findall("faces|text", refused(sdviewer.encode, photo, protect=("cats",), model="tiny")):
        assert sdviewer.encode(photo, protect=(kind,), model="tiny")


@follows("use some of {}", "use one of {}")
def test_rivals_that_are_named(run, photo, tmp_path):
    status, _, err = run("compare", photo, "--rivals", "bpg")
    names = re.search(r"use some of (.*)\.", err)[1].replace(" ", "").split(",")
    assert status == 2 and {"jpeg", "webp", "avif", "jxl"} <= set(names)
    said = refused(rival_pipeline.encode_at_size, "bpg", plain(32, 32), 900)
    for name in re.search(r"use one of (.*)\.", said)[1].split(", "):
        if not name.startswith("buehlmann"):
            assert rival_pipeline.encode_at_size(name, plain(32, 32), 900).data


@follows("pip install pillow-jxl-plugin")
def test_the_package_for_jpeg_xl_has_this_name():
    """Where it is installed pip has nothing to do, and asks nobody."""
    pytest.importorskip("pillow_jxl")
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps", "pillow-jxl-plugin"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if "No module named pip" in result.stderr:
        pytest.skip("this environment has no pip")
    assert result.returncode == 0 and "already satisfied" in result.stdout


@follows("write a number with B, kB")
def test_sizes():
    units = re.findall(r"\b(B|kB|KiB|MB|MiB)\b", refused(files.parse_size, "five"))
    assert set(units) == {"B", "kB", "KiB", "MB", "MiB"}
    assert all(files.parse_size(f"5{unit}") >= 5 for unit in units)


@follows("take letters, digits", "Choose another name, or remove that one first")
def test_names_of_models(monkeypatch, tmp_path):
    from sdviewer.codec import registry

    monkeypatch.setattr(registry, "user_folder", lambda: tmp_path / "user")
    monkeypatch.delenv("SDVIEWER_MODELS")
    registry.forget()
    tiny = GOLDEN / "models" / "tiny"
    assert "take letters, digits" in refused(store.add, tiny, "a/b")
    store.add(tiny, "A-1.b_c")
    assert "or remove that one first" in refused(store.add, GOLDEN / "models" / "tiny", "A-1.b_c")
    store.remove("A-1.b_c")
    store.add(tiny, "A-1.b_c")
    registry.forget()


@follows("Try PNG", "use PNG, JPEG, WEBP or TIFF", "Cut it into parts", "Save it as another picture")
def test_pictures_that_a_format_does_not_hold():
    long = plain(70_000, 1)
    assert "Try PNG" in refused(picture_to_bytes, long, "JPEG")
    assert picture_to_bytes(long, "PNG")
    for format in re.findall("PNG|JPEG|WEBP|TIFF", refused(picture_to_bytes, plain(8, 8), "GIF")):
        assert picture_to_bytes(plain(8, 8), format)
    assert "Cut it into parts" in refused(pipeline.encode, plain(140_000, 1), EncodeOptions(model="tiny"))
    png = picture_to_bytes(plain(8, 8), "PNG")
    assert "Save it as another picture" in refused(jpeg_orientation.with_orientation, png, 6)
    jpeg = picture_to_bytes(reader.picture_from_bytes(png, "x"), "JPEG")
    assert jpeg_orientation.orientation(jpeg_orientation.with_orientation(jpeg, 6)) == 6


@follows("Save it without compression", "Scale it down first")
def test_pictures_that_are_not_read():
    import tifffile

    values = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8, 1).repeat(3, 2)
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, photometric="rgb")
    assert reader.picture_from_bytes(buffer.getvalue(), "x").width == 8
    head = b"P5\n20000 20000\n255\n"
    assert "Scale it down first" in refused(reader.picture_from_bytes, head + bytes(100), "x")
    assert reader.picture_from_bytes(b"P5\n20 20\n255\n" + bytes(400), "x").width == 20


@follows("Name a file", "Choose a shorter one", "Make it first, or choose another place", "is a file. Choose another")
def test_places(run, photo, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place, saying in (
        (tmp_path / "file" / "x.sdc", "Choose another place"),
        (tmp_path / "no" / "x.sdc", "choose another place"),
        (tmp_path / f"{'x' * 300}.sdc", "Choose a shorter one"),
    ):
        fails(run, "compress", photo, "-o", place, *TINY, saying=saying)
    for source in (tmp_path / "loop", "/dev/null", tmp_path):
        fails(run, "compress", source, *TINY, saying="")
    works(run, "compress", photo, "-o", tmp_path / "short.sdc", *TINY)


@follows("another copy", "whole copy", "Compress the photo again")
def test_another_copy(run, sdc, photo, tmp_path):
    good = sdc.read_bytes()
    old = b"\x89SDC\x01" + good[5:]
    for damaged in (good[:5], good[:12], good[:-20], good.replace(b"\r\n", b"\n"), old):
        sdc.write_bytes(damaged)
        fails(run, "decompress", sdc, "-o", tmp_path / "a.png", saying="")
    works(run, "compress", photo, "-o", sdc, "--overwrite", *TINY)
    works(run, "decompress", sdc, "-o", tmp_path / "a.png")
    half = tmp_path / "half.webp"
    Image.open(PHOTO).save(half)
    whole = half.read_bytes()
    half.write_bytes(whole[:40])
    fails(run, "compress", half, *TINY, saying="another copy")
    half.write_bytes(whole)
    works(run, "compress", half, *TINY)


def test_every_advice_is_followed_or_has_a_reason():
    known = (*HERE, *ELSEWHERE, *NOT_RUN)
    assert {text: module for text, module in advice().items() if not any(part in text for part in known)} == {}


def test_none_is_listed_that_nobody_gives():
    texts = "\n".join(advice())
    assert [part for part in (*HERE, *ELSEWHERE, *NOT_RUN) if part not in texts] == []


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_the_tests_that_are_named_are_there(test):
    module, name = test.split("::")
    tree = ast.parse((TESTS / module).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

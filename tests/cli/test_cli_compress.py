"""Compressing and decompressing by the command line: one picture, several, sizes."""

import json
from pathlib import Path

import numpy as np
import pytest
from command_line import GOLDEN, PHOTO, TINY, load, names, pixels
from PIL import Image, ImageDraw, ImageFont

from sdviewer.codec import pipeline
from sdviewer.codec.measure import metrics
from sdviewer.service import files


class TestRoundTrip:
    def test_shipped_model_from_photo_to_photo(self, run, tmp_path):
        sdc, back = tmp_path / "x.sdc", tmp_path / "x.png"
        status, out, _ = run("compress", PHOTO, "-o", sdc, "--size", "2kB", "--json")
        row = json.loads(out)
        nbytes = sdc.stat().st_size
        assert status == 0
        assert 1900 <= nbytes <= 2000
        assert row.pop("seconds") > 0
        assert 0 <= row.pop("quality") <= 100
        assert row == {
            "input": str(PHOTO),
            "output": str(sdc),
            "bytes": nbytes,
            "width": 256,
            "height": 233,
            "bpp": 8 * nbytes / (256 * 233),
            "model": "own-1",
        }
        status, out, err = run("decompress", sdc, "-o", back)
        assert (status, err) == (0, "")
        assert np.array_equal(pixels(back), pipeline.decode(sdc.read_bytes()).pixels)
        assert metrics.psnr(pixels(PHOTO), pixels(back)) > 22

    def test_outputs_stand_beside_the_inputs(self, run, photo):
        assert run("compress", photo, *TINY)[0] == 0
        photo.unlink()
        assert run("decompress", photo.with_suffix(".sdc"))[0] == 0
        assert pixels(photo).shape == (80, 96, 3)

    def test_more_quality_more_bytes(self, run, photo, tmp_path):
        for quality in (0, 100):
            run("compress", photo, "-o", tmp_path / f"{quality}.sdc", "--quality", quality, *TINY)
        assert (tmp_path / "100.sdc").stat().st_size > 2 * (tmp_path / "0.sdc").stat().st_size

    def test_metadata(self, run, tmp_path):
        photo = tmp_path / "photo.jpg"
        exif = Image.Exif()
        exif[0x010F] = "a camera"
        load(PHOTO).convert("RGB").crop((0, 0, 64, 64)).save(photo, exif=exif)
        for mode, wanted in (("keep", "a camera"), ("strip", None)):
            sdc, back = tmp_path / f"{mode}.sdc", tmp_path / f"{mode}.tif"
            run("compress", photo, "-o", sdc, "--metadata", mode, *TINY)
            run("decompress", sdc, "-o", back)
            assert load(back).getexif().get(0x010F) == wanted

    def test_a_look_that_the_model_does_not_have(self, run, sdc, tmp_path):
        status, _, err = run("decompress", sdc, "-o", tmp_path / "out.png", "--look", "natural")
        assert status == 2
        assert "--look faithful" in err
        assert not (tmp_path / "out.png").exists()

    @pytest.mark.parametrize(("suffix", "format"), [("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP"), ("TIF", "TIFF")])
    def test_decompressed_formats(self, run, sdc, tmp_path, suffix, format):
        output = tmp_path / f"out.{suffix}"
        status, out, _ = run("decompress", sdc, "-o", output, "--json")
        assert status == 0
        assert load(output).format == format
        row = json.loads(out)
        assert row.pop("seconds") > 0
        width, height = load(output).size
        assert row == {
            "input": str(sdc),
            "output": str(output),
            "bytes": output.stat().st_size,
            "width": width,
            "height": height,
            "model": "tiny",
            "look": "faithful",
            "whole": True,
        }
        if format != "JPEG":
            off = pixels(output).astype(int) - pixels(GOLDEN / "tiny-high.png")
            assert np.abs(off).max() <= 1  # drawing isn't exact: processors may differ in a few values

    def test_frames_that_are_left_out_are_noted(self, run, tmp_path):
        frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
        frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
        status, _, err = run("compress", tmp_path / "a.gif", *TINY)
        assert status == 0
        assert err == f"sdviewer: note: {tmp_path / 'a.gif'}: Only the first of 2 frames is used.\n"


class TestSeveralImages:
    def test_go_on_past_a_bad_one(self, run, photo, tmp_path):
        bad = tmp_path / "bad.jpg"
        bad.write_bytes(b"no picture")
        missing = tmp_path / "missing.png"
        status, out, err = run("compress", bad, missing, photo, "-d", tmp_path / "new" / "out", "--json", *TINY)
        rows = json.loads(out)
        assert status == 2
        assert [row["input"] for row in rows] == [str(bad), str(missing), str(photo)]
        assert [row.get("status") for row in rows] == [2, 2, None]
        assert err.splitlines() == [f"sdviewer: {row['error']}" for row in rows[:2]]
        assert Path(rows[2]["output"]) == tmp_path / "new" / "out" / "photo.sdc"
        assert names(tmp_path / "new" / "out") == ["photo.sdc"]

    def test_status_is_that_of_the_first_failure(self, run, photo, sdc, tmp_path):
        huge = tmp_path / "huge.ppm"
        huge.write_bytes(b"P6 20000 20000 255 ")
        status, out, err = run("compress", photo, huge, sdc, *TINY)
        assert status == 2
        assert out.startswith(f"{photo.with_suffix('.sdc')}: ")
        assert len(out.splitlines()) == 1
        too_large, already = err.splitlines()
        assert f"{huge} is too large" in too_large
        assert f"{sdc} is a .sdc already" in already

    @pytest.mark.parametrize("overwrite", [(), ("--overwrite",)])
    def test_two_never_go_to_one_place(self, run, photo, tmp_path, overwrite):
        twin = tmp_path / "photo.bmp"
        Image.new("RGB", (16, 16)).save(twin)
        status, _, err = run("compress", photo, twin, *overwrite, *TINY)
        assert status == 2
        assert str(twin) in err
        assert (pipeline.inspect(photo.with_suffix(".sdc").read_bytes())).width == 96


def test_sizes_are_parsed_like_everywhere(run, photo):
    run("compress", photo, "--size", "0.9KiB", *TINY)
    assert 800 < photo.with_suffix(".sdc").stat().st_size <= files.parse_size("0.9KiB") == 921


def test_protected_text_makes_the_file_larger(run, tmp_path):
    image = Image.new("RGB", (420, 300), (196, 190, 180))
    ImageDraw.Draw(image).text((60, 150), "Harbour Street 27", (40, 40, 60), ImageFont.load_default(22))
    image.save(tmp_path / "sign.png")
    sizes = []
    for more in ([], ["--protect", "text"], ["--protect", "both"]):
        output = tmp_path / f"{len(sizes)}.sdc"
        assert run("compress", tmp_path / "sign.png", "-o", output, "--quality", "20", *more)[0] == 0
        sizes.append(output.stat().st_size)
    assert sizes[0] < sizes[1] == sizes[2]

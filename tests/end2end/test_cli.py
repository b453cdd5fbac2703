"""The command line as a script uses it: files, JSON, sentences on stderr, exit statuses."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import types
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import sdviewer
from sdviewer import cli
from sdviewer.codec import metrics, pipeline
from sdviewer.codec.errors import StorageError
from sdviewer.codec.types import Progress
from sdviewer.service import files

DATA = Path(__file__).parents[1] / "data"
PHOTO = DATA / "pictures" / "girl.png"
GOLDEN = DATA / "golden"
TINY = ("--model", "tiny")


@pytest.fixture(autouse=True)
def tiny_model(monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(GOLDEN / "models"))


@pytest.fixture
def run(capsys):
    """Runs a command line in this process; gives status, stdout and stderr, of which the latter is lines of ours."""

    def run(*argv: object) -> tuple[int, str, str]:
        status = cli.main([str(a) for a in argv])
        out, err = capsys.readouterr()
        assert all(line.startswith("sdviewer: ") for line in err.splitlines())
        return status, out, err

    return run


@pytest.fixture
def photo(tmp_path) -> Path:
    """A small photo in a folder of its own."""
    path = tmp_path / "photo.png"
    load(PHOTO).crop((150, 100, 246, 180)).save(path)
    return path


@pytest.fixture
def sdc(tmp_path) -> Path:
    path = tmp_path / "golden.sdc"
    path.write_bytes((GOLDEN / "tiny-high.sdc").read_bytes())
    return path


def process(*argv: object, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sdviewer", *map(str, argv)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


def load(path: Path) -> Image.Image:
    return Image.open(BytesIO(path.read_bytes()))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def pixels(path: Path) -> np.ndarray:
    return np.asarray(load(path).convert("RGB"))


def error_of(result: tuple[int, str, str]) -> tuple[int, str]:
    """Status and sentence of a command that failed: one line on stderr, nothing on stdout."""
    status, out, err = result
    assert out == ""
    assert len(err.splitlines()) == 1
    return status, err


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
            "model": "own",
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
        assert status == 3
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

    def test_a_fault_of_the_program_stops_one_image_only(self, run, photo, tmp_path, monkeypatch):
        second = tmp_path / "second.png"
        second.write_bytes(photo.read_bytes())
        encode = pipeline.encode
        faults = iter([ZeroDivisionError("oops"), None])

        def faulty(*args):
            if fault := next(faults):
                raise fault
            return encode(*args)

        monkeypatch.setattr(pipeline, "encode", faulty)
        status, out, err = run("compress", photo, second, *TINY)
        assert status == 1
        assert "fault in the program" in err
        assert "second.sdc" in out


class TestExistingFiles:
    def commands(self, photo: Path, sdc: Path, folder: Path) -> dict[str, tuple]:
        return {
            "compress": (photo, "-o", folder / "there.png", *TINY),
            "decompress": (sdc, "-o", folder / "there.png"),
            "compare": (photo, "-o", folder / "there.png", "--rivals", ""),
            "thumbnail": (sdc, folder / "there.png"),
        }

    @pytest.mark.parametrize("verb", ["compress", "decompress", "compare", "thumbnail"])
    def test_only_replaced_when_asked(self, run, photo, sdc, tmp_path, verb):
        there = tmp_path / "there.png"
        there.write_bytes(b"precious")
        arguments = self.commands(photo, sdc, tmp_path)[verb]
        status, err = error_of(run(verb, *arguments))
        assert status == 2
        assert "exists already" in err
        assert "--overwrite" in err
        assert there.read_bytes() == b"precious"
        assert run(verb, *arguments, "--overwrite")[0] == 0
        assert there.read_bytes() != b"precious"

    @pytest.mark.parametrize("verb", ["compress", "decompress", "compare", "thumbnail"])
    def test_never_lost_when_the_disk_is_full(self, run, photo, sdc, tmp_path, monkeypatch, verb):
        there = tmp_path / "there.png"
        there.write_bytes(b"precious")

        def full(descriptor):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            status, err = error_of(run(verb, *self.commands(photo, sdc, tmp_path)[verb], "--overwrite"))
        assert status == 5
        assert "disk is full" in err
        assert there.read_bytes() == b"precious"
        assert not list(tmp_path.glob(".sdviewer*"))

    def test_the_source_is_never_replaced(self, run, photo, sdc):
        before = photo.read_bytes(), sdc.read_bytes()
        png = sdc.with_suffix(".png")
        sdc.rename(png)
        for verb, arguments in (("compress", (photo, "-o", photo, *TINY)), ("decompress", (png, "-o", png))):
            status, err = error_of(run(verb, *arguments, "--overwrite"))
            assert status == 2
            assert "source itself" in err
        assert (photo.read_bytes(), png.read_bytes()) == before


class TestErrors:
    @pytest.mark.parametrize(
        ("argv", "sentence"),
        [
            (["compress"], "IMAGE"),
            (["compress", "a.png", "--quality", "101"], "from 0 to 100"),
            (["compress", "a.png", "--quality", "nan"], "from 0 to 100"),
            (["compress", "a.png", "--size", "five"], "is not a size"),
            (["compress", "a.png", "--size", "5kB", "--quality", "3"], "not allowed with"),
            (["compress", "a.png", "--effort", "max"], "invalid choice"),
            (["compress", "a.png", "b.png", "-o", "c.sdc"], "use -d"),
            (["compress", "a.png", "--qual", "3"], "nrecognized"),
            (["compress", "missing.png"], "missing.png doesn't exist"),
            (["compress", "."], "is a folder"),
            (["compress", "/"], "is a folder"),
            (["compare", "missing.png"], "missing.png doesn't exist"),
            (["compare", "missing.png", "--rivals", "bpg"], "no rival 'bpg'"),
            (["compare", "missing.png", "-o", "x.txt"], "suffix"),
            (["decompress", "missing.sdc"], "missing.sdc doesn't exist"),
            (["decompress", "x.sdc", "-o", "x.gif"], "suffix"),
            (["decompress", "."], "is a folder"),
            (["decompress", ""], "is a folder"),
            (["thumbnail", "x.sdc", "x.png", "--size", "0"], "from 1 to 4096"),
            (["info"], "FILE.sdc"),
            (["compress", "a\0b"], "null character"),
            (["models"], "COMMAND"),
            (["models", "bake"], "invalid choice"),
            (["--frobnicate"], "nrecognized"),
            (["--compare"], "needs a picture"),
            (["compres", "a.png"], "neither a command nor a file"),
        ],
    )
    def test_bad_input_and_usage(self, run, argv, sentence):
        status, err = error_of(run(*argv))
        assert status == 2
        assert sentence in err

    @pytest.mark.parametrize("verb", ["info", "decompress", "thumbnail"])
    @pytest.mark.parametrize("damage", ["cut", "flipped", "other", "empty", "newer"])
    def test_damaged_files(self, run, tmp_path, verb, damage):
        good = (GOLDEN / "tiny-high.sdc").read_bytes()
        flipped = bytearray(good)
        flipped[len(good) // 2] ^= 1
        newer = good[:4] + b"\x09" + good[5:]
        data = {"cut": good[:-10], "flipped": flipped, "other": b"\xff\xd8\xff", "empty": b"", "newer": newer}[damage]
        path = tmp_path / "bad.sdc"
        path.write_bytes(data)
        output = (tmp_path / "out.png",) if verb == "thumbnail" else ()
        status, out, err = run(verb, path, *output)
        assert status == 3
        assert len(err.splitlines()) == 1
        assert str(path) in err
        if verb == "info" and damage in ("cut", "flipped"):
            assert "DAMAGED" in out
        else:
            assert out == ""
        assert names(tmp_path) == ["bad.sdc"]

    def test_model_that_is_not_here(self, run, photo, sdc, monkeypatch):
        status, err = error_of(run("compress", photo, photo, "--model", "nonesuch"))
        assert status == 4
        assert "nonesuch" in err
        monkeypatch.delenv("SDVIEWER_MODELS")
        for verb, *more in (["decompress"], ["thumbnail", sdc.with_suffix(".png")]):
            status, err = error_of(run(verb, sdc, *more))
            assert status == 4
            assert pipeline.inspect(sdc.read_bytes()).model_id in err
        status, out, _ = run("info", sdc)
        assert status == 0
        assert "not on this machine" in out

    def test_smallest_size_is_named(self, run, photo):
        status, err = error_of(run("compress", photo, "--size", "60B", *TINY))
        assert status == 2
        assert str(photo) in err
        smallest = int(re.search(r"([\d,]+) bytes\.$", err.strip())[1].replace(",", ""))
        assert run("compress", photo, "--size", smallest, *TINY)[0] == 0
        assert photo.with_suffix(".sdc").stat().st_size == smallest

    @pytest.mark.parametrize("place", ["file/x.sdc", "missing/x.sdc", "/proc/x.sdc"])
    def test_impossible_places(self, run, photo, tmp_path, place):
        (tmp_path / "file").touch()
        status, err = error_of(run("compress", photo, "-o", tmp_path / place, *TINY))
        assert status == 5
        assert str(tmp_path / place) in err

    def test_impossible_folder(self, run, photo, tmp_path):
        (tmp_path / "file").touch()
        assert error_of(run("compress", photo, "-d", tmp_path / "file", *TINY))[0] == 2
        assert error_of(run("compress", photo, "-d", tmp_path / "file" / "below", *TINY))[0] == 5

    def test_one_line_whatever_the_name_is(self, run, tmp_path):
        path = tmp_path / "two\nlines\x1b[31m.sdc"
        path.write_bytes(b"no sdc")
        status, err = error_of(run("info", path))
        assert status == 3
        assert r"two\nlines\x1b[31m.sdc" in err

    @pytest.mark.parametrize(
        ("error", "status", "sentence"),
        [
            (MemoryError(), 5, "not enough memory"),
            (KeyboardInterrupt(), 130, "Interrupted"),
            (RuntimeError("a\nb"), 1, "fault in the program"),
            (StorageError("No room."), 5, "No room."),
        ],
    )
    def test_nothing_escapes(self, run, sdc, monkeypatch, error, status, sentence):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(pipeline, "decode", fail)
        got, err = error_of(run("decompress", sdc))
        assert got == status
        assert sentence in err


class TestInfo:
    def test_says_it_all(self, run, sdc):
        status, out, err = run("info", sdc)
        assert (status, err) == (0, "")
        size = load(GOLDEN / "tiny-high.png").size
        for part in (f"{size[0]} x {size[1]} pixels", f"{sdc.stat().st_size:,} bytes", "tiny", "all sections match"):
            assert part in out

    def test_json(self, run, sdc):
        info = json.loads(run("info", sdc, "--json")[1])
        nbytes = sdc.stat().st_size
        width, height = load(GOLDEN / "tiny-high.png").size
        assert (info["bytes"], info["width"], info["height"]) == (nbytes, width, height)
        assert info["bpp"] == 8 * nbytes / (width * height)
        assert (info["version"], info["model"], info["model_available"]) == (1, "tiny", True)
        assert (info["intact"], info["problem"], info["alpha"]) == (True, "", False)
        data = {s["name"]: s for s in info["sections"]}["picture data"]
        assert data["intact"]
        assert data["critical"]
        assert nbytes - 32 <= data["bytes"] <= nbytes

    def test_damage_in_json(self, run, sdc):
        sdc.write_bytes(sdc.read_bytes()[:-3])
        status, out, err = run("info", sdc, "--json")
        info = json.loads(out)
        assert status == 3
        assert not info["intact"]
        assert info["problem"] in err


class TestCompare:
    def test_every_codec_within_the_same_bytes(self, run, photo):
        status, out, err = run("compare", photo, "--size", "900", "--json")
        result = json.loads(out)
        assert (status, err) == (0, "")
        assert [row["codec"] for row in result["results"]] == ["sdc", "jpeg", "webp", "avif", "jxl"]
        assert (result["size"], result["width"], result["height"]) == (900, 96, 80)
        for row in result["results"]:
            assert row["reached"]
            assert 600 < row["bytes"] <= 900
            assert row["bpp"] == 8 * row["bytes"] / (96 * 80)
            assert 20 < row["psnr"] < 50
            assert 0.8 < row["ms_ssim"] <= 1
            assert -50 < row["ssimulacra2"] < 100
            assert row["seconds_encode"] > 0
            assert row["seconds_decode"] > 0

    def test_out_of_reach_is_said_with_the_smallest_size(self, run, photo):
        _, out, _ = run("compare", photo, "--size", "40", "--rivals", "jpeg", "--json")
        for row in json.loads(out)["results"]:
            assert not row["reached"]
            assert row["bytes"] > 40
        assert "40 bytes can't be reached" in run("compare", photo, "--size", "40", "--rivals", "jpeg")[1]

    def test_without_a_size_as_5_kb_for_512(self, run, photo):
        assert json.loads(run("compare", photo, "--rivals", "", "--json")[1])["size"] == round(5000 * 96 * 80 / 512**2)

    def test_equal_pictures_are_valid_json(self, run, tmp_path):
        Image.new("RGB", (64, 64), "white").save(tmp_path / "white.png")
        _, out, _ = run("compare", tmp_path / "white.png", "--size", "4kB", "--rivals", "webp", "--json")
        assert "Infinity" not in out
        webp = json.loads(out)["results"][1]
        assert webp["psnr"] is None
        assert webp["ms_ssim"] == 1

    def test_rival_that_cannot_hold_the_picture_is_left_out(self, run, tmp_path):
        Image.new("RGB", (16_500, 2), "teal").save(tmp_path / "wide.png")
        status, out, err = run("compare", tmp_path / "wide.png", "--rivals", "webp,jpeg", "--json")
        assert status == 0
        assert [row["codec"] for row in json.loads(out)["results"]] == ["sdc", "jpeg"]
        assert "WEBP can't hold" in err

    def test_sheet_shows_every_picture_pixel_for_pixel(self, run, photo, tmp_path):
        run("compare", photo, "-o", tmp_path / "sheet.png", "--rivals", "jpeg,avif", "--size", "900")
        sheet, original = pixels(tmp_path / "sheet.png"), pixels(photo)
        windows = np.lib.stride_tricks.sliding_window_view(sheet[..., 0], (1, 96))[:, :, 0]
        tops, lefts = np.nonzero((windows[..., :8] == original[0, :8, 0]).all(-1))
        assert any(np.array_equal(sheet[y : y + 80, x : x + 96], original) for y, x in zip(tops, lefts, strict=True))
        assert (sheet.std((0, 2)) > 0).mean() > 0.5

    def test_sheet_of_a_large_picture_stays_small(self, run, tmp_path):
        load(PHOTO).resize((3000, 40)).save(tmp_path / "wide.png")
        run("compare", tmp_path / "wide.png", "-o", tmp_path / "sheet.jpg", "--rivals", "jpeg")
        assert load(tmp_path / "sheet.jpg").width < 3000


class TestThumbnail:
    @pytest.mark.parametrize("size", [16, 96, 4096])
    def test_longer_side(self, run, sdc, tmp_path, size):
        width, height = load(GOLDEN / "tiny-high.png").size
        assert run("thumbnail", sdc, tmp_path / "t.png", "--size", size) == (0, "", "")
        with load(tmp_path / "t.png") as thumbnail:
            assert max(thumbnail.size) == min(size, max(width, height))
            small = np.asarray(load(GOLDEN / "tiny-high.png").resize(thumbnail.size, Image.Resampling.BOX))
            assert np.abs(np.asarray(thumbnail).astype(int) - small).mean() < 12

    def test_png_also_without_a_suffix(self, run, sdc, tmp_path):
        (tmp_path / "t.XYZ123").touch()
        assert run("thumbnail", sdc, tmp_path / "t.XYZ123", "--overwrite")[0] == 0
        assert load(tmp_path / "t.XYZ123").format == "PNG"

    def test_alpha_is_shown(self, run, tmp_path):
        image = load(PHOTO).crop((0, 0, 64, 64)).convert("RGBA")
        image.putalpha(Image.linear_gradient("L").resize((64, 64)))
        image.save(tmp_path / "a.png")
        run("compress", tmp_path / "a.png", *TINY)
        run("thumbnail", tmp_path / "a.sdc", tmp_path / "t.png", "--size", 8)
        alpha = np.asarray(load(tmp_path / "t.png"))[..., 3]
        assert alpha[0].max() < 64
        assert alpha[-1].min() > 192


def test_models_list(run):
    models = json.loads(run("models", "list", "--json")[1])
    by_name = {model["name"]: model for model in models}
    assert set(by_name) >= {"own", "tiny"}
    for model in models:
        weights = Path(model["path"]) / "model.safetensors"
        assert model["bytes"] == weights.stat().st_size
        assert re.fullmatch("[0-9a-f]{8}", model["id"])
        assert model["family"]
    text = run("models", "list")[1]
    assert all(model["id"] in text and model["path"] in text for model in models)


class TestWindow:
    @pytest.fixture(autouse=True)
    def app(self, monkeypatch):
        """Stands in for the window; remembers what it was asked to open."""
        opened = []
        app = types.ModuleType("sdviewer.app")
        app.run = lambda paths, compare, service: opened.append((paths, compare)) or 7
        monkeypatch.setitem(sys.modules, "sdviewer.app", app)
        monkeypatch.setattr(sdviewer, "app", app, raising=False)
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
        return opened

    def test_opens_what_is_named(self, run, app):
        assert run("a.png", "b/c.sdc", "missing.jpg")[0] == 7
        assert run()[0] == 7
        assert run("--compare", "a.png", "b.sdc")[0] == 7
        assert app == [(["a.png", "b/c.sdc", "missing.jpg"], False), ([], False), (["a.png", "b.sdc"], True)]

    def test_files_named_like_commands(self, run, app):
        run("./compress")
        assert app == [(["./compress"], False)]

    def test_without_a_display(self, run, app, monkeypatch):
        if not sys.platform.startswith("linux"):
            pytest.skip("there always is a display here")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        status, err = error_of(run("a.png"))
        assert status == 2
        assert "no display" in err
        assert app == []


class TestProcess:
    def test_version_and_help(self):
        assert process("--version").stdout == f"sdviewer {sdviewer.__version__}\n"
        for verb in ("", *cli.VERBS):
            result = process(*verb.split(), "--help")
            assert (result.returncode, result.stderr) == (0, "")
            assert "usage: sdviewer" in result.stdout
        assert all(verb in process("--help").stdout for verb in cli.VERBS)

    @pytest.mark.parametrize("argv", [["--version"], ["info", "FILE"], ["models", "list"], ["info", "--json", "FILE"]])
    def test_starts_without_anything_heavy(self, sdc, argv):
        script = (
            "import sys; from sdviewer import cli; status = cli.main(sys.argv[1:])\n"
            "heavy = {'onnxruntime', 'torch', 'PySide6', 'diffusers'} & set(sys.modules)\n"
            "sys.exit(f'{heavy}' if heavy else status)"
        )
        command = [sys.executable, "-c", script, *(str(sdc) if a == "FILE" else a for a in argv)]
        result = subprocess.run(command, capture_output=True, text=True)
        assert (result.returncode, result.stderr) == (0, "")

    def test_file_names_that_are_no_text(self, tmp_path):
        odd = os.path.join(os.fsencode(tmp_path), b"\xff.sdc")  # noqa: PTH118 (bytes)
        Path(os.fsdecode(odd)).write_bytes((GOLDEN / "tiny-low.sdc").read_bytes())
        for mode in ([], ["--json"]):
            command = [sys.executable, "-m", "sdviewer", "info", os.fsdecode(odd), *mode]
            result = subprocess.run(command, capture_output=True)
            assert (result.returncode, result.stderr) == (0, b"")
            assert mode or odd in result.stdout

    def test_nobody_reads_the_output(self, sdc):
        read, write = os.pipe()
        os.close(read)
        result = subprocess.run(
            [sys.executable, "-m", "sdviewer", "info", str(sdc)], stdout=write, stderr=subprocess.PIPE, text=True
        )
        os.close(write)
        assert (result.returncode, result.stderr) == (141, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_output_on_a_full_disk(self, sdc):
        with open("/dev/full", "w") as full:  # noqa: PTH123
            result = subprocess.run(
                [sys.executable, "-m", "sdviewer", "info", str(sdc)], stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert result.returncode == 5
        assert len(result.stderr.splitlines()) == 1
        assert "No space left" in result.stderr

    def test_interrupted(self, photo):
        """The signal comes in the middle of the work: when the file is about to be written."""
        script = (
            "import os, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in what a script starts with &
            "from sdviewer import cli\n"
            "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGINT)\n"
            "sys.exit(cli.main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", script, "compress", str(photo), *TINY]
        result = subprocess.run(command, capture_output=True, text=True, start_new_session=True)
        assert (result.returncode, result.stderr) == (128 + signal.SIGINT, "sdviewer: Interrupted.\n")
        assert names(photo.parent) == ["photo.png"]

    def test_progress_on_a_terminal_only(self, photo):
        silent = process("compress", photo, "-o", photo.with_name("1.sdc"), *TINY)
        assert (silent.returncode, silent.stderr) == (0, "")
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "sdviewer", "compress", str(photo), *TINY]
        subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, check=True)
        os.close(slave)
        shown = os.read(master, 100_000).decode()
        os.close(master)
        assert "\rphoto.png [" in shown
        assert "100%" in shown
        assert shown.rsplit("\r", 2)[1].strip() == ""  # and it is gone afterwards


def test_bar_of_long_names_and_odd_shares(monkeypatch, capsys):
    from sdviewer.cli.terminal import progress_bar

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    with progress_bar("x" * 200) as report:
        for share in (-1.0, 0.0, 0.5, 2.0):
            report(Progress(share, "working " * 20))
    lines = capsys.readouterr().err.split("\r")
    assert max(map(len, lines)) < 60


def test_sizes_are_parsed_like_everywhere(run, photo):
    run("compress", photo, "--size", "0.9KiB", *TINY)
    assert 800 < photo.with_suffix(".sdc").stat().st_size <= files.parse_size("0.9KiB") == 921

"""Commands that only look: info, compare, thumbnail, models."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from command_line import GOLDEN, PHOTO, TINY, load, pixels
from PIL import Image

from sdviewer.codec.container import sections as container


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

    def test_a_name_in_the_file_is_printable(self, run, sdc):
        box = container.read(sdc.read_bytes())
        name = json.dumps({"name": "\x1b]0;\ud800"}).encode()
        sdc.write_bytes(container.write(container.Container(box.header, {**box.sections, "n": name})))
        status, out, _ = run("info", sdc)
        assert status == 0
        assert "?]0;?" in out

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

    def test_a_page_holds_every_picture_and_its_figures(self, run, photo, tmp_path):
        page = tmp_path / "page.html"
        status, out, _ = run("compare", photo, "-o", page, "--rivals", "jpeg", "--size", "900", "--json")
        assert status == 0
        html = page.read_text("utf-8")
        assert html.count("data:image/png;base64,") == 3
        assert all(f"<td>{row['bytes']:,}</td>" in html for row in json.loads(out)["results"])
        assert run("compare", photo, "-o", page, "--rivals", "jpeg")[0] != 0  # it is there already

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
        assert re.fullmatch("own-1|[0-9a-f]{16}", model["id"])
        assert model["family"]
    text = run("models", "list")[1]
    assert all(model["id"] in text and model["path"] in text for model in models)

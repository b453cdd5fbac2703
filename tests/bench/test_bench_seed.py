"""The experiment of 2022 on small crops: every codec answers, a second run measures nothing again."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.bench.__main__ import main
from sdviewer.bench.seed import experiment, ways
from sdviewer.codec.diffusion import add as diffusion_add

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def arguments(tmp_path, monkeypatch) -> list[str]:
    monkeypatch.setenv("SDVIEWER_MODELS", "")
    monkeypatch.setattr(experiment, "SIDE", 128)
    monkeypatch.setattr(diffusion_add, "_CROP", 64)
    torch.set_num_threads(1)
    (tmp_path / "photos").mkdir()
    for name in ("city", "girl"):
        (tmp_path / "photos" / f"{name}.png").write_bytes((DATA / "pictures" / f"{name}.png").read_bytes())
    (tmp_path / "autoencoders").mkdir()
    (tmp_path / "autoencoders" / "taesd").symlink_to(DATA / "models" / "small-autoencoder")
    folders = ["--data", str(tmp_path / "photos"), "--autoencoders", str(tmp_path / "autoencoders")]
    return ["seed", *folders, "--out", str(tmp_path / "out" / "r.jsonl"), "--size", "900"]


def seconds_apart(table: str) -> list[list[str]]:
    return [line.split("|")[:-3] for line in table.splitlines()]


def test_each_photo_through_each_codec_once(arguments, tmp_path, capsys, monkeypatch):
    out, sheet = tmp_path / "out" / "r.jsonl", tmp_path / "sheet.png"
    assert main([*arguments, "--list"]) == 0
    codecs = capsys.readouterr().out.split("\n")[:-1]
    assert {"jpeg", "buehlmann2022", "buehlmann2022 plain", "sdc tae-sd1", "own", "own natural"} <= set(codecs)
    chosen = ["jpeg", "buehlmann2022", "buehlmann2022 plain", "sdc tae-sd1", "own natural"]
    arguments += ["--codecs", ",".join(chosen), "--sheet", str(sheet), "--pictures", "girl,city"]
    assert main(arguments) == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(r["codec"], r["image"]) for r in rows] == [(c, f"{n}.png") for n in ("city", "girl") for c in chosen]
    assert all(r["nbytes"] <= 900 or not r["reached"] for r in rows)
    assert rows[1]["settings"] != rows[2]["settings"]
    table = capsys.readouterr().out
    assert [line.split("|")[1].split("(")[0].strip() for line in table.splitlines()[2:]] == chosen
    mean = np.mean([r["psnr"] for r in rows if r["codec"] == "jpeg"])
    assert f"{mean:.2f}" in table
    with Image.open(sheet) as image:
        assert image.width > 6 * 256
    last = out.read_text().splitlines()[-1]
    out.write_text("\n".join(out.read_text().splitlines()[:-1]) + "\n" + last[:40])  # killed while it wrote
    asked, encode = [], ways.encode_sdc
    monkeypatch.setattr(ways, "encode_sdc", lambda *a, **k: asked.append(a[0].width) or encode(*a, **k))
    assert main(arguments) == 0
    assert asked == [64, 128]
    assert seconds_apart(capsys.readouterr().out) == seconds_apart(table)


def test_unknown_codecs_are_named(arguments, capsys):
    with pytest.raises(SystemExit):
        main([*arguments, "--codecs", "gif"])
    assert "gif" in capsys.readouterr().err

"""Everything for a lent graphics card, rehearsed on the processor: packed, run to its end, cut and joined."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from sdviewer.training import device  # noqa: E402
from sdviewer.training.card import collect, pack, plan  # noqa: E402
from sdviewer.training.own import export  # noqa: E402
from sdviewer.training.own.network import Config, OwnModel  # noqa: E402

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
SMALL = {"latent": 24, "groups": [8, 16], "eighth": 8, "sixteenth": 12, "quarter": 4, "levels": 3}
SMALL |= {"encoder_blocks": [1, 1], "decoder_blocks": [1, 1, 1], "hyper": 4, "features": 8, "context": 12}


@pytest.fixture(scope="module")
def packed(tmp_path_factory, perceptual) -> Path:
    base = tmp_path_factory.mktemp("card")
    (base / "train").mkdir()
    with Image.open(GOLDEN / "photo.png") as photo:
        photo.save(base / "train" / "rich.jpg", quality=95)
        photo.save(base / "train" / "poor.jpg", quality=5)
        photo.save(base / "train" / "kept.jpg", quality=100)
    export.export(OwnModel(Config.from_json(SMALL)), base / "model", {})
    options = {"data": base / "train", "model": base / "model", "perceptual": perceptual}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "is_kept_out", lambda photo: photo.name == "kept.jpg")
        pack.pack(**options, out=base / "all", limit=50)
    (base / "train" / "kept.jpg").unlink()
    assert sorted(p.name for p in (base / "all" / "photos").iterdir()) == ["poor.jpg", "rich.jpg"]
    less = (pack.size_of(base / "all") - 1) / (1 << 20)
    assert pack.pack(**options, out=base / "packed", limit=less) == 1
    assert [p.name for p in (base / "packed" / "photos").iterdir()] == ["rich.jpg"]
    return base / "packed"


def test_a_run_ends_before_its_time_and_comes_back_whole(packed, tmp_path):
    """In the packed folder, with the packed code."""
    natural = plan.PLAN[0]
    seconds = plan.SPARE + 10
    code = f"""
import sys
from pathlib import Path
from sdviewer.training.card import plan

assert Path(plan.__file__).is_relative_to(Path.cwd())
sys.exit(plan.run(plan.PLAN[0], Path("work"), "cpu", {seconds}))
"""
    subprocess.run([sys.executable, "-c", code], cwd=packed, check=True, timeout=120)
    work = packed / "work" / natural.name
    saved = torch.load(work / "natural.pt")
    assert saved["step"] > 0 and saved["seconds"] < seconds
    collect.cut(work, tmp_path / "parts", largest=10_000)
    assert max(p.stat().st_size for p in (tmp_path / "parts").glob("natural.pt.*")) == 10_000
    collect.join(tmp_path / "parts", tmp_path / "back")
    assert (tmp_path / "back" / "natural.pt").read_bytes() == (work / "natural.pt").read_bytes()


def test_a_part_that_is_missing_or_damaged_is_named(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "one").write_bytes(bytes(25))
    collect.cut(tmp_path / "results", tmp_path / "parts", largest=10)
    (tmp_path / "parts" / "one.001").write_bytes(bytes([1] * 10))
    with pytest.raises(SystemExit, match="one isn't what was cut up"):
        collect.join(tmp_path / "parts", tmp_path / "back")
    (tmp_path / "parts" / "one.001").unlink()
    with pytest.raises(SystemExit, match=r"one\.001 is missing"):
        collect.join(tmp_path / "parts", tmp_path / "back")


@pytest.mark.parametrize("planned", plan.PLAN, ids=lambda planned: planned.name)
@pytest.mark.parametrize("kind", ["cuda", "cpu"])
def test_every_planned_run_is_one_that_can_be_called(planned, kind, monkeypatch, capsys):
    """Its options are known to its module; a run that goes wrong at once would waste the card."""
    _, _, module, *called = plan.command(planned, Path("work"), kind, 1.0)
    monkeypatch.setattr(sys, "argv", ["training", *called, "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(module, run_name="__main__")
    known = capsys.readouterr().out.split()
    assert ended.value.code == 0
    assert all(option in known for option in called if option.startswith("--"))


def test_without_a_card_it_says_so():
    if torch.cuda.is_available():
        pytest.skip("there is a card")
    with pytest.raises(SystemExit, match="no graphics card"):
        device.prepare("cuda", 1)


def test_the_clock_counts_earlier_runs_and_ends_this_one(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(device.time, "monotonic", lambda: now[0])
    clock = device.Clock(until=2.0)
    now[0] += 50  # photos are read
    clock.start(30.0)
    now[0] += 69
    assert clock.here == 69 and clock.seconds == 99 and not clock.over
    assert clock.time_to_save() and not clock.time_to_save()
    now[0] += 1
    assert clock.over
    assert not device.Clock(until=None).over

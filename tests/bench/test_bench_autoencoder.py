"""Both halves by both ways, each in a process of its own: rows for all, and results that are nearly equal."""

import json
from pathlib import Path

import pytest

from sdviewer.bench.__main__ import main

pytest.importorskip("diffusers")


def test_both_halves_by_both_ways(capsys):
    small = Path(__file__).parents[1] / "data" / "models" / "small-autoencoder"
    assert main(["autoencoder", "--weights", str(small), "--size", "96x64", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    tasks = [(task, way) for task in ("encode", "decode") for way in ("ours", "diffusers")]
    assert [(row["task"], row["way"]) for row in found["rows"]] == tasks
    assert all(row["cpu"] > 0 and row["peak"] > row["memory"] >= 0 for row in found["rows"])
    assert 0 <= found["differences"]["encode"] < 1e-3  # none where the layers are too narrow for another way
    assert found["differences"]["decode"] < 0.5

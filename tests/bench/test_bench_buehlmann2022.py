"""The benchmark against `buehlmann2022`: on latents, and where our bytes stand between two rate points."""

import json

import numpy as np
import pytest

pytest.importorskip("pillow_jxl")

from sdviewer.bench import buehlmann2022 as bench


def test_latents(tmp_path, capsys):
    x = np.random.default_rng(0).standard_normal((4, 20, 24)) ** 3
    np.save(tmp_path / "one.npy", (5 * (x + np.roll(x, 1, 1) + np.roll(x, 1, 2))).astype(np.float32))
    assert bench.main(["--latents", str(tmp_path), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["diffused"] for row in rows] == [True, False]
    assert rows[0]["decibels"] < rows[1]["decibels"]
    assert rows[0]["own"] < rows[1]["own"]
    assert bench.main(["--latents", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("mean of 1") == 2


def test_model_of_another_kind_is_refused(tmp_path, capsys):
    assert bench.main(["--model", "own", "--data", str(tmp_path)]) == 2
    assert "four channels" in capsys.readouterr().err


def test_bytes_between_rate_points():
    curve = lambda rate: (100 * 2**rate, 10.0 * rate)  # noqa: E731
    assert bench._bytes_at(curve, 35.0) == pytest.approx(100 * 2**3.5)
    assert bench._bytes_at(curve, 30.0) == pytest.approx(800)
    assert np.isnan(bench._bytes_at(curve, -1.0))

"""The benchmark of the lab's maps, on a small picture."""

from __future__ import annotations

from sdviewer.bench.window import maps


def test_each_map_has_a_row(capsys):
    assert maps.main(["--size", "96x64", "--spread"]) == 0
    first, *rows = capsys.readouterr().out.splitlines()
    assert first.startswith("96 x 64 pixels")
    assert len(rows) == 6
    assert all("s of processor" in row for row in rows)

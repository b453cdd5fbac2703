"""Somebody gives others what the panes show."""

from __future__ import annotations

import re

import pytest
from hands import is_final
from PIL import Image

from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source
from sdviewer.gui.lab.evidence import evidence_commands

JPEG = Source("jpeg")


@pytest.fixture
def compared(opened, until):
    opened.session.comparison.set_sources([ORIGINAL, SDC, JPEG])
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    return opened


def save(window, path, monkeypatch):
    monkeypatch.setattr(evidence_commands, "ask_where", lambda *_: path)
    window.actions_["lab_evidence"].trigger()


def test_the_panes_are_saved_as_one_page(compared, tmp_path, until, monkeypatch):
    path = tmp_path / "evidence.html"
    save(compared, path, monkeypatch)
    until(lambda: compared.banner.text.startswith("Saved:"))
    html = path.read_text("utf-8")
    assert re.search(r'const names = \["Original", "SDC", "JPEG"\]', html)
    sdc = compared.session.comparison.variant(SDC)
    assert f"<td>{sdc.nbytes:,}</td>" in html
    assert "img1.png" in html


def test_or_as_one_picture(compared, tmp_path, until, monkeypatch):
    path = tmp_path / "evidence.png"
    save(compared, path, monkeypatch)
    until(lambda: compared.banner.text.startswith("Saved:"))
    with Image.open(path) as sheet:
        assert min(sheet.size) > 200


def test_where_nothing_is_compared_there_is_no_evidence(opened):
    assert not opened.actions_["lab_evidence"].isEnabled()


def test_who_names_no_file_writes_none(compared, tmp_path, monkeypatch):
    save(compared, None, monkeypatch)
    assert not compared.session.tasks.running("evidence")

"""Where the small decoder of Stable Diffusion's latents draws, the larger one is offered: once, and not in vain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from sdviewer.gui.compare.variants import SDC, State
from sdviewer.gui.models.finer_offer import LARGER, FinerOffer
from sdviewer.gui.widgets.banner import Banner


@pytest.fixture
def wanted(session, codec, settings, qtbot):
    session.banner, names = Banner(), []
    qtbot.addWidget(session.banner)
    FinerOffer(session.comparison, codec, settings, session.tasks, session.banner, names.append)
    return names


def opened(session, codec, path, photo, until, model_id="sd1"):
    codec.add(path, photo, sdc=True)
    codec.files[path] = replace(codec.files[path], info=replace(codec.files[path].info, model_id=model_id))
    session.open([path])
    until(lambda: session.comparison.document and session.comparison.document.path == path)
    until(lambda: session.comparison.variant(SDC).state is State.FINAL and not session.tasks.running("finer"))


def test_it_is_offered_once(session, codec, wanted, tmp_path, photo, until):
    opened(session, codec, tmp_path / "a.sdc", photo, until)
    assert "TAESD" in session.banner.text
    session.banner.findChildren(QPushButton)[0].click()
    assert wanted == [LARGER]
    session.banner.clear()
    opened(session, codec, tmp_path / "b.sdc", photo, until)
    assert not session.banner.text


def test_not_where_another_model_draws_or_one_is_here(session, codec, wanted, tmp_path, photo, until):
    opened(session, codec, tmp_path / "a.sdc", photo, until, "own-1")
    codec.drawers_here = ("sd1", "taesd")
    opened(session, codec, tmp_path / "b.sdc", photo, until)
    assert not session.banner.text and not session.settings.get("models/finer_offered")


def test_it_goes_with_the_picture(session, codec, wanted, tmp_path, photo, until):
    opened(session, codec, tmp_path / "a.sdc", photo, until)
    assert session.banner.text
    opened(session, codec, tmp_path / "b.sdc", photo, until, "own-1")
    assert not session.banner.text

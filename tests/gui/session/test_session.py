"""What is open, what is compared, and that only what is current is ever shown. No widgets."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import numpy as np
import pytest

from sdviewer.codec.errors import FormatError
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.session.session import Session

JPEG = Source("jpeg")


@pytest.fixture
def folder(tmp_path, codec, photo):
    """Three photos, named so that their natural order isn't that of their letters."""
    for shade, name in enumerate(("img1.png", "img2.png", "img10.png")):
        codec.add(tmp_path / name, Picture(photo.pixels // (shade + 1), format="PNG"))
    return tmp_path


def state(session: Session, source: Source) -> State | None:
    variant = session.comparison.variant(source)
    return variant and variant.state


def shown(session: Session) -> str:
    document = session.comparison.document
    return document.name if document else ""


def test_a_file_is_shown_among_its_neighbours_in_natural_order(session, folder, until):
    session.open([folder / "img2.png"])
    until(lambda: len(session.browser.paths) == 3)
    assert [p.name for p in session.browser.paths] == ["img1.png", "img2.png", "img10.png"]
    until(lambda: shown(session) == "img2.png")
    session.browser.step(1)
    until(lambda: shown(session) == "img10.png")
    session.browser.step(1)  # stops at the end
    assert session.browser.index == 2


def test_the_picture_is_there_before_its_folder_is_listed(session, codec, folder, until):
    order = []
    session.comparison.document_changed.connect(lambda: order.append("picture"))
    session.browser.listed.connect(lambda: len(session.browser.paths) > 1 and order.append("folder"))
    codec.hold("open")
    session.open([folder / "img1.png"])
    until(lambda: "folder" in order)
    assert codec.asked[0] == ("open", folder / "img1.png")  # it was asked for first, whatever came first
    codec.release("open")
    until(lambda: "picture" in order)


def test_neighbours_are_read_ahead_and_then_shown_without_reading(session, codec, folder, until):
    session.open([folder / "img1.png"])
    until(lambda: (folder / "img10.png",) in codec.asked_for("preload"))
    until(lambda: not session.tasks.running("preload"))
    session.browser.step(1)
    until(lambda: shown(session) == "img2.png")
    until(lambda: not session.tasks.running("open"))
    assert codec.asked_for("open") == [(folder / "img1.png",)]


def test_of_two_pictures_asked_for_only_the_later_one_appears(session, codec, folder, until):
    names = []
    session.comparison.document_changed.connect(lambda: names.append(shown(session)))
    codec.hold("open")
    session.open([folder / "img1.png"])
    until(lambda: codec.asked_for("open"))
    session.open([folder / "img2.png"])
    until(lambda: (folder / "img2.png",) in codec.asked_for("open"))
    codec.release("open")
    until(lambda: shown(session) == "img2.png")
    until(lambda: not session.tasks.running("open"))
    assert set(names) == {"img2.png"}


def test_an_sdc_shows_its_preview_and_then_its_final_pixels(session, codec, tmp_path, photo, until):
    codec.hold("final")
    session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: state(session, SDC) is State.PREVIEW)
    assert session.comparison.document.size == (96, 64)  # of the whole picture, though the preview is half of it
    codec.release("final")
    until(lambda: state(session, SDC) is State.FINAL)


def test_a_damaged_sdc_keeps_its_preview_and_says_what_is_wrong(session, codec, tmp_path, photo, until):
    path = codec.add(tmp_path / "a.sdc", photo, sdc=True)
    codec.errors[path] = FormatError("The checksum of the picture data is wrong.")
    session.open([path])
    until(lambda: state(session, SDC) is State.FAILED)
    variant = session.comparison.variant(SDC)
    assert variant.picture is not None and "checksum" in variant.message


def test_a_missing_file_says_so_and_browsing_goes_on(session, codec, folder, until):
    (folder / "img5.png").write_bytes(b"not a picture")
    codec.errors[folder / "img5.png"] = FormatError("It is no picture.")
    session.open([folder / "img5.png"])
    until(lambda: state(session, ORIGINAL) is State.FAILED and len(session.browser.paths) == 4)
    assert "no picture" in session.comparison.variant(ORIGINAL).message
    session.browser.step(1)
    until(lambda: state(session, ORIGINAL) is State.FINAL)


def test_compressing_gives_scores_and_a_rival_of_the_same_size(session, codec, folder, until):
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    session.comparison.compress()
    session.comparison.set_sources([ORIGINAL, SDC, JPEG])
    until(lambda: all((v := session.comparison.variant(s)) and v.scores for s in (SDC, JPEG)))
    sdc, jpeg = session.comparison.variant(SDC), session.comparison.variant(JPEG)
    assert codec.asked_for("rival") == [("jpeg", sdc.nbytes, "own")]
    assert jpeg.budget == sdc.nbytes == len(sdc.data) and jpeg.reached
    assert jpeg.nbytes <= sdc.nbytes


def test_options_win_in_the_order_in_which_they_were_set(session, codec, folder, until):
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    session.comparison.compress()
    until(lambda: state(session, SDC) is State.FINAL)
    for size in (700, 600, 500):
        session.comparison.set_options(EncodeOptions(size=size))
    until(lambda: session.comparison.variant(SDC).nbytes == 500)
    until(lambda: not session.tasks.running("encode"))
    assert codec.asked_for("encode")[-1] == (EncodeOptions(size=500),)
    assert len(codec.asked_for("encode")) == 2  # those in between were never begun


def test_while_the_next_options_are_encoded_the_old_picture_stays(session, codec, folder, until):
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    session.comparison.compress()
    until(lambda: state(session, SDC) is State.FINAL)
    codec.hold("encode")
    session.comparison.set_options(EncodeOptions(size=500))
    until(lambda: len(codec.asked_for("encode")) == 2)
    variant = session.comparison.variant(SDC)
    assert variant.state is State.WORKING and variant.image is not None
    codec.release("encode")
    until(lambda: state(session, SDC) is State.FINAL)


def test_a_rival_that_cannot_get_so_small_says_so(session, codec, folder, until):
    codec.unreachable.add("jpeg")
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    session.comparison.set_sources([ORIGINAL, JPEG])
    until(lambda: state(session, JPEG) is State.FINAL)
    variant = session.comparison.variant(JPEG)
    assert not variant.reached and variant.nbytes > variant.budget


def test_two_folders_are_stepped_through_together(session, codec, folder, photo, tmp_path_factory, until):
    other = tmp_path_factory.mktemp("other")
    for name in ("img1.png", "img2.png"):
        codec.add(other / name, Picture(np.flipud(photo.pixels).copy()))
    session.compare_files(folder, other)
    source = Source("folder", other)
    until(lambda: state(session, source) is State.FINAL)
    assert session.comparison.variant(source).path == other / "img1.png"
    session.browser.step(1)
    until(lambda: (v := session.comparison.variant(source)) is not None and v.path == other / "img2.png")


@pytest.mark.parametrize("name", ["absolute", "signed", "amplified", "heat"])
def test_maps_stand_for_what_is_compared_with_the_original(session, folder, until, name):
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    session.comparison.compress()
    session.comparison.set_map(name)
    until(lambda: session.comparison.map_of(SDC) is not None)
    assert session.comparison.map_of(SDC).size == (96, 64)
    assert session.comparison.map_of(ORIGINAL) is None
    session.comparison.set_map("")
    assert session.comparison.map_of(SDC) is None


def test_rotation_turns_every_pane(session, folder, until):
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    session.comparison.compress()
    until(lambda: state(session, SDC) is State.FINAL)
    session.comparison.set_turn(session.comparison.turn.rotated(1))
    until(lambda: session.comparison.variant(SDC).image.size == (64, 96))
    assert session.comparison.variant(ORIGINAL).image.size == (64, 96)


def test_stopping_ends_an_encode_and_keeps_what_was_there(session, codec, folder, until):
    session.open([folder / "img1.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    codec.hold("encode")
    session.comparison.compress()
    until(lambda: codec.asked_for("encode"))
    session.comparison.stop()
    assert not session.tasks.running("encode")
    assert state(session, ORIGINAL) is State.FINAL and state(session, SDC) is State.FAILED


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_name_that_is_no_text_opens_but_is_not_remembered(session, codec, settings, tmp_path, photo, until):
    path = codec.add(tmp_path / os.fsdecode(b"not-utf8-\xff.png"), photo)
    session.open([path])
    until(lambda: state(session, ORIGINAL) is State.FINAL)
    assert settings.get("recent") == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights of their own there")
def test_a_link_is_opened_in_its_own_folder_and_nothing_is_written_there(session, codec, tmp_path, photo, until):
    real = codec.add(tmp_path / "real.png", photo)
    folder = tmp_path / "links"
    folder.mkdir()
    for name in ("a link.png", "b.png"):
        (folder / name).symlink_to(real)
        codec.files[folder / name] = replace(codec.files[real], path=folder / name)
    before = folder.stat().st_mtime_ns
    session.open([folder / "a link.png"])
    until(lambda: state(session, ORIGINAL) is State.FINAL and len(session.browser.paths) == 2)
    assert session.comparison.document.path == folder / "a link.png"
    assert folder.stat().st_mtime_ns == before

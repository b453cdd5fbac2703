"""Nothing stays on screen that belonged to what was there before. No widgets."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State, scores_text
from sdviewer.gui.pictures.images import UPRIGHT

JPEG = Source("jpeg")


@pytest.fixture
def folder(tmp_path, codec, photo):
    """A photo, a `.sdc`, and another photo."""
    codec.add(tmp_path / "a.png", photo)
    codec.add(tmp_path / "b.sdc", photo, sdc=True)
    codec.add(tmp_path / "c.png", Picture(photo.pixels // 2))
    return tmp_path


def final(session, *sources):
    comparison = session.comparison
    return lambda: all(
        comparison.variant(s) is not None and comparison.variant(s).state is State.FINAL for s in sources
    )


def name(session) -> str:
    return session.comparison.document.name if session.comparison.document else ""


def test_another_original_is_measured_anew_and_so_are_rivals_made(session, codec, folder, until):
    comparison = session.comparison
    session.open([folder / "b.sdc"])
    until(final(session, SDC))
    comparison.set_original(folder / "c.png")
    comparison.set_sources([ORIGINAL, SDC, JPEG])
    until(lambda: final(session, JPEG)() and comparison.variant(SDC).scores and comparison.variant(JPEG).scores)
    wrong, measured = comparison.variant(JPEG).picture, len(codec.asked_for("scores"))
    codec.hold("scores")
    comparison.set_original(folder / "a.png")
    until(lambda: comparison.original.picture is codec.files[folder / "a.png"].picture)
    assert comparison.variant(SDC).scores is None
    until(lambda: final(session, JPEG)() and comparison.variant(JPEG).picture is not wrong)
    codec.release("scores")
    until(lambda: comparison.variant(SDC).scores and comparison.variant(JPEG).scores)
    assert len(codec.asked_for("scores")) >= measured + 2


def test_distances_follow_the_quick_scores_where_their_weights_are(session, codec, folder, until):
    comparison = session.comparison
    codec.distances_here = {"lpips_alex": 0.1234, "dists": 0.2}
    session.open([folder / "b.sdc"])
    until(final(session, SDC))
    comparison.set_original(folder / "a.png")
    until(lambda: (scores := comparison.variant(SDC).scores) is not None and scores.dists is not None)
    text = scores_text(comparison.variant(SDC))
    assert "PSNR" in text and "0.123" in text and "DISTS" in text and "VGG" not in text


def test_a_map_follows_the_pane_that_it_is_made_against(session, folder, until):
    """Without an original that is the first pane, which may be given another picture."""
    comparison, file = session.comparison, Source("file", folder / "c.png")
    session.open([folder / "b.sdc"])
    until(final(session, SDC))
    comparison.set_sources([SDC, file])
    comparison.set_map("absolute")
    until(lambda: comparison.map_of(file) is not None)
    before = comparison.map_of(file)
    comparison.set_natural(True)
    until(lambda: comparison.map_of(file) not in (None, before))


def test_after_a_sdc_between_photos_the_first_pane_shows_the_photo_again(session, codec, folder, photo, until):
    other = folder / "other"
    other.mkdir()
    for path in ("a.png", "b.png", "c.png"):
        codec.add(other / path, photo)
    session.compare_files(folder, other)
    until(lambda: name(session) == "a.png" and len(session.browser.paths) == 3)
    for wanted in ("b.sdc", "c.png"):
        session.browser.step(1)
        until(lambda wanted=wanted: name(session) == wanted and final(session, session.comparison.sources[0])())
    assert session.comparison.sources == [ORIGINAL, Source("folder", other)]
    assert codec.asked_for("encode") == []


def test_a_chosen_sdc_pane_stays_from_photo_to_photo(session, folder, until):
    (folder / "b.sdc").unlink()
    session.open([folder / "a.png"])
    until(lambda: final(session, ORIGINAL)() and len(session.browser.paths) == 2)
    session.comparison.set_sources([SDC, JPEG])
    session.browser.step(1)
    until(lambda: name(session) == "c.png")
    assert session.comparison.sources == [SDC, JPEG]


def test_a_file_beside_a_photo_goes_with_it_and_that_is_said(session, folder, until):
    said: list[str] = []
    session.notice.connect(said.append)
    (folder / "b.sdc").unlink()
    session.open([folder / "a.png"])
    until(lambda: final(session, ORIGINAL)() and len(session.browser.paths) == 2)
    session.comparison.set_sources([ORIGINAL, Source("file", folder / "c.png")])
    session.browser.step(1)
    until(lambda: name(session) == "c.png")
    assert session.comparison.sources == [ORIGINAL]
    assert any("c.png" in text for text in said)


def test_the_next_photo_is_compared_with_the_file_of_its_own_name(
    session, codec, folder, photo, until, tmp_path_factory
):
    other = tmp_path_factory.mktemp("other")
    for file in ("a.sdc", "c.sdc"):
        codec.add(other / file, photo, sdc=True)
    (folder / "b.sdc").unlink()
    session.compare_files(folder / "a.png", other / "a.sdc")
    until(lambda: final(session, Source("file", other / "a.sdc"))() and len(session.browser.paths) == 2)
    session.browser.step(1)
    until(final(session, Source("file", other / "c.sdc")))
    assert name(session) == "c.png" and session.comparison.sources[1].path == other / "c.sdc"


def test_turning_never_brings_back_pixels_that_were_replaced(session, codec, folder, until, monkeypatch):
    """An encode ends while the pictures are turned."""
    comparison = session.comparison
    session.open([folder / "a.png"])
    until(final(session, ORIGINAL))
    comparison.set_sources([ORIGINAL, SDC])
    until(final(session, SDC))
    codec.hold("encode")  # which the turned photo asks for
    gate, image = asyncio.Event(), session.loader.image

    async def slow(picture, turn=UPRIGHT):
        if turn != UPRIGHT and picture is not newest:
            await gate.wait()
        return await image(picture, turn)

    newest = Picture(np.full_like(comparison.original.picture.pixels, 77))
    monkeypatch.setattr(session.loader, "image", slow)
    comparison.set_turn(UPRIGHT.rotated(1))
    until(lambda: session.tasks.running("turn"))
    session.tasks._loop.run_until_complete(put_newer(session, newest))
    gate.set()
    until(lambda: not session.tasks.running("turn"))
    shown = comparison.variant(SDC)
    assert shown.picture is newest and shown.turn == comparison.turn
    assert shown.image.value(3, 3) == (77, 77, 77)


async def put_newer(session, picture: Picture) -> None:
    from dataclasses import replace

    comparison = session.comparison
    image = await session.loader.image(picture, comparison.turn)
    comparison.put(replace(comparison.variant(SDC), picture=picture, image=image, turn=comparison.turn))


def test_mirroring_keeps_zoom_and_place_and_rotating_fits_anew(session, folder, until):
    comparison = session.comparison
    session.open([folder / "a.png"])
    until(final(session, ORIGINAL))
    changes = []
    comparison.document_changed.connect(lambda: changes.append(comparison.turn))
    comparison.set_turn(comparison.turn.flipped(True))
    until(lambda: comparison.primary.turn == comparison.turn and not session.tasks.running("turn"))
    assert changes == []
    comparison.set_turn(comparison.turn.rotated(1))
    until(lambda: changes)


def test_a_picture_that_is_turned_while_it_is_decoded_comes_turned(session, codec, folder, until):
    comparison = session.comparison
    codec.hold("final")
    session.open([folder / "b.sdc"])
    until(lambda: comparison.primary is not None and comparison.primary.state is State.PREVIEW)
    comparison.set_turn(UPRIGHT.rotated(1))
    until(lambda: comparison.primary.turn == comparison.turn)
    seen, changes = [], []
    comparison.changed.connect(lambda: seen.append(comparison.primary.image.size))
    comparison.document_changed.connect(lambda: changes.append(1))
    codec.release("final")
    until(final(session, SDC))
    assert seen[-1] == (64, 96)
    assert all(width < height for width, height in seen)
    assert changes == []  # zoom and place stay


def test_maps_of_transparent_pictures_show_what_is_seen(session, codec, folder, photo, until):
    """Colours below full transparency don't count, as they don't in the scores."""
    hidden = Picture(np.full_like(photo.pixels, 200), np.zeros(photo.pixels.shape[:2], np.uint8))
    codec.add(folder / "t.png", hidden)
    codec.add(folder / "white.png", Picture(np.full_like(photo.pixels, 255)))
    comparison, white = session.comparison, Source("file", folder / "white.png")
    session.open([folder / "t.png"])
    until(final(session, ORIGINAL))
    comparison.set_sources([ORIGINAL, white])
    comparison.set_map("absolute")
    until(lambda: comparison.map_of(white) is not None)
    assert comparison.map_of(white).value(5, 5) == (0, 0, 0)


def test_any_chosen_file_of_the_same_size_is_measured_and_it_says_against_what(session, codec, folder, photo, until):
    """Without an original that is the first pane; as soon as there is one, it counts."""
    comparison, file = session.comparison, Source("file", folder / "c.png")
    session.open([folder / "b.sdc"])
    until(final(session, SDC))
    comparison.set_sources([SDC, file])
    until(lambda: (v := comparison.variant(file)) is not None and v.scores is not None)
    assert scores_text(comparison.variant(file)).replace("\u00a0", " ").endswith("against SDC")
    assert comparison.variant(SDC).scores is None
    comparison.set_original(folder / "a.png")
    until(lambda: comparison.variant(SDC).scores is not None and comparison.variant(file).against is None)
    assert "against" not in scores_text(comparison.variant(file)) and comparison.variant(file).scores is not None

"""The panel with the options of the encoder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hands import is_final
from queue_hands import LEFT

from sdviewer.codec.errors import ScoreError
from sdviewer.codec.own.effort import expected_seconds, note_seconds
from sdviewer.codec.types import EncodeOptions, Picture, Progress, Scores
from sdviewer.gui.compare.variants import SDC, Source, State, state_text
from sdviewer.gui.compress.encode_options import size_for
from sdviewer.gui.toolkit.countdown import foreseen
from sdviewer.gui.toolkit.texts import duration_text
from sdviewer.gui.view.pane import Layout


def encoding(window, photos, codec, until):
    """The panel and the comparison while a photo is being encoded, until the codec is released."""
    comparison = window.session.comparison
    codec.hold("encode")
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    until(lambda: codec.asked_for("encode"))
    return window.compress_panel, comparison


def test_a_size_out_of_reach_offers_the_smallest(window, photos, codec, qtbot, until):
    """Of the `.sdc`, and of a rival in a pane."""
    panel, comparison = window.compress_panel, window.session.comparison
    codec.smallest = 765
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    panel.target.by_size.setChecked(True)
    panel.target.size_kb.setValue(0.5)
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Use the smallest: 765 B"
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(SDC).state is State.FINAL)
    assert comparison.variant(SDC).nbytes == 770 and not panel._smallest.isVisible()
    codec.unreachable.add("webp")
    comparison.set_source(1, Source("webp"))
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Compare at 1.3 kB, the smallest WebP"
    codec.unreachable.clear()
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(Source("webp")).reached and comparison.variant(SDC).nbytes == 1300)
    assert not panel._smallest.isVisible()


def test_the_metrics_are_those_of_the_look_that_is_shown(window, photos, codec, until, monkeypatch):
    async def scores(original, picture):
        dark = picture.pixels.mean() < 0.4 * original.pixels.mean()  # as the fake's natural look is
        return Scores(17.5 if dark else 31.25, 0.9, 50.0)

    monkeypatch.setattr(codec, "scores", scores)
    panel, comparison = window.compress_panel, window.session.comparison
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    until(lambda: "31.25" in panel._result.text())
    comparison.set_natural(True)
    until(lambda: "17.50" in panel._result.text())
    assert "31.25" not in panel._result.text()
    comparison.set_natural(False)
    until(lambda: "31.25" in panel._result.text())


def test_how_long_each_effort_takes_is_said_before_it_starts(window, photos, until):
    panel, comparison = window.compress_panel, window.session.comparison
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    until(panel.effort.isVisible)
    pixels = comparison.original.width * comparison.original.height
    for row, (effort, name) in enumerate((("fast", "Fast"), ("balanced", "Balanced"), ("best", "Best"))):
        seconds = expected_seconds(pixels, effort, False)
        taken = f"about {duration_text(round(seconds))}" if seconds >= 1 else "under 1 s"
        assert panel.effort.itemText(row) == f"{name}: {taken}"
    window.session.settings.set("compress/model", "another")  # of which nothing is known
    until(lambda: panel.effort.itemText(1) == "Balanced")


def test_another_target_does_not_move_the_picture(window, photos, until, monkeypatch):
    """Though some take 'about 12 s' and others 'under 1 s'."""
    long = {(False, False): 1, (True, False): 12, (False, True): 0.1}
    monkeypatch.setattr("sdviewer.gui.compress.panel.expected_seconds", lambda _, effort, *target: long[target])
    panel, target = window.compress_panel, window.compress_panel.target
    window.session.open(photos[:1])
    until(lambda: window.session.comparison.original is not None)
    window.actions_["compress"].trigger()
    until(lambda: panel.isVisible() and panel.effort.itemText(2) == "Best: about 1.0 s")
    widths = set()
    for button, text in (
        (target.by_quality, "about 1.0 s"),
        (target.by_size, "about 12 s"),
        (target.by_score, "under 1 s"),
    ):
        button.setChecked(True)
        until(lambda text=text: panel.effort.itemText(2) == f"Best: {text}")
        widths.add(panel.minimumSizeHint().width())
    assert len(widths) == 1


def test_what_took_long_is_said_to_take_long_the_next_time(window, photos, codec, until, monkeypatch):
    monkeypatch.setattr("sdviewer.codec.own.effort._slowness", {})
    panel, comparison = window.compress_panel, window.session.comparison
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    until(lambda: panel.effort.itemText(1) == "Balanced: under 1 s")
    usual = expected_seconds(10**6, "balanced", False)
    note_seconds(10**6, "balanced", False, False, 1000 * usual)
    window.session.settings.set("compress/effort", "balanced")
    seconds = 1000 * usual * photo_megapixels(comparison)
    until(lambda: panel.effort.itemText(1) == f"Balanced: about {duration_text(round(seconds))}")
    heard: list = []
    report = foreseen(heard.append, comparison.original.picture, comparison.options)
    report(Progress(0.0, "encoding"))
    assert seconds - 5 < heard[0].details["seconds"] <= seconds


def photo_megapixels(comparison) -> float:
    return comparison.original.width * comparison.original.height / 1e6


def test_a_photo_says_what_compressing_would_give_and_the_button_gives_it(window, photos, codec, settings, until):
    """Dropped, pressed, and it lies beside JPEG of the same bytes."""
    action, comparison = window.actions_["compress"], window.session.comparison
    assert action.iconText() == "Compress"
    window.session.open(photos[:1])
    until(lambda: action.iconText() == "Compress: about 1.0 kB")
    settings.set("compress/quality", 30.0)
    until(lambda: action.iconText() == "Compress: about 500 B")
    button = window.toolbar.widgetForAction(action)
    assert button.text() == "Compress: about 500 B" and button.isVisible()
    button.click()
    jpeg = Source("jpeg")
    until(lambda: comparison.variant(jpeg) is not None and comparison.variant(jpeg).state is State.FINAL)
    assert comparison.sources == [SDC, jpeg] and window.view.layout_mode is Layout.SPLIT
    assert comparison.variant(jpeg).budget == comparison.variant(SDC).nbytes
    assert action.iconText() == "Compress"
    window.session.comparison.close_document()
    assert window.session.forecast.nbytes is None
    window.session.comparison.set_sources([])
    window.session.open(photos[:1])
    until(lambda: action.iconText() == "Compress: about 500 B")
    window.session.open([photos[0].parent / "old.sdc"])  # there is nothing to be compressed
    until(lambda: window.session.comparison.document.name == "old.sdc")
    assert action.iconText() == "Compress" and not action.isEnabled()


def test_the_target_is_in_proportion_to_each_picture(window, tmp_path, photos, codec, settings, until):
    """5 kB for 512 x 512; what was typed for one photo isn't asked of the next."""
    panel, comparison = window.compress_panel, window.session.comparison
    codec.add(tmp_path / "square.png", Picture(np.zeros((512, 512, 3), np.uint8)))
    window.session.open([tmp_path / "square.png"])
    until(lambda: comparison.original is not None)
    assert settings.get("compress/size") == 5000 and panel.target.size_kb.value() == 5.0
    panel.target.size_kb.setValue(12)
    assert settings.get("compress/size") == 12_000
    window.session.open(photos[:1])
    until(lambda: comparison.document.name == "1.png")
    assert settings.get("compress/size") == 300  # the least that is asked for


@pytest.mark.parametrize(
    ("width", "height", "nbytes"), [(512, 512, 5000), (6000, 4000, 460_000), (1920, 1080, 40_000), (8, 8, 300)]
)
def test_sizes_in_proportion(width, height, nbytes):
    assert size_for(width, height) == nbytes


def test_what_is_out_of_reach_is_said_before_anybody_waits(window, photos, codec, settings, until):
    panel = window.compress_panel
    codec.smallest = 2300
    window.session.open(photos[:1])
    until(lambda: window.session.forecast.smallest == 2300)
    codec.hold("encode")
    window.actions_["compress"].trigger()
    assert not panel.target.reach.isVisibleTo(panel)
    panel.target.by_size.setChecked(True)
    panel.target.size_kb.setValue(0.5)
    assert panel.target.reach.isVisibleTo(panel)
    assert panel.target.reach.text() == "Too small for this picture: at full size it takes at least about 2.3 kB."
    panel.target.size_kb.setValue(2.5)
    assert not panel.target.reach.isVisibleTo(panel)
    codec.release("encode")


def test_below_the_smallest_size_a_smaller_picture_is_offered_and_labelled(window, photos, codec, qtbot, until):
    panel, comparison = window.compress_panel, window.session.comparison
    codec.smallest = 1600
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    panel.target.by_size.setChecked(True)
    panel.target.size_kb.setValue(0.4)
    until(lambda: panel._shrink.isVisible())
    assert panel._shrink.text() == "Shrink the picture to 33 × 22"
    codec.smallest = 300
    qtbot.mouseClick(panel._shrink, LEFT)
    until(lambda: comparison.variant(SDC).state is State.FINAL)
    variant = comparison.variant(SDC)
    assert variant.nbytes == 400 and variant.picture.pixels.shape == (64, 96, 3)
    assert state_text(variant) == "shrunk to 33 × 22"
    assert panel._shrink.text() == "Back to the full size"
    qtbot.mouseClick(panel._shrink, LEFT)
    until(lambda: comparison.variant(SDC).state is State.FINAL and comparison.variant(SDC).shrunk is None)
    assert not panel._shrink.isVisible()


def test_as_good_as_a_score_or_a_jpeg(window, photos, codec, settings, qtbot, until):
    panel, comparison = window.compress_panel, window.session.comparison
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    target = panel.target
    target.by_size.setChecked(True)
    target.by_score.setChecked(True)
    target.score.setValue(50)
    assert not settings.get("compress/by_size") and settings.get("compress/by_score")

    def last() -> EncodeOptions:
        return codec.asked_for("encode")[-1][0] if codec.asked_for("encode") else EncodeOptions()

    until(lambda: last().score == 50)
    target.like.setCurrentIndex(target.like.findText("JPEG of quality 80"))
    target.like.activated.emit(target.like.currentIndex())
    assert not target.score.isVisibleTo(target)
    until(lambda: last().like_jpeg == 80)
    assert last().score is None
    target.by_quality.setChecked(True)
    until(lambda: last() == EncodeOptions())


def test_after_a_stop_it_is_said_what_is_shown(window, photos, codec, settings, until):
    panel, comparison = encoding(window, photos, codec, until)
    window.status.stop_requested.emit()
    assert state_text(comparison.variant(SDC)) == "stopped"
    assert panel._result.text().startswith("Stopped before there was a result.")
    codec.release("encode")
    panel.target.quality.setValue(50)
    until(lambda: comparison.variant(SDC).state is State.FINAL)
    codec.hold("encode")
    panel.target.quality.setValue(80)
    until(lambda: comparison.variant(SDC).state is State.WORKING and len(codec.asked_for("encode")) == 3)
    window.status.stop_requested.emit()
    assert state_text(comparison.variant(SDC)) == "stopped; this is the one before"
    assert "what is shown is the one before" in panel._result.text() and "quality 50" in panel._result.text()
    codec.release("encode")


def test_a_score_out_of_reach_offers_the_best_there_is(window, photos, codec, settings, qtbot, until, monkeypatch):
    panel, comparison, encode = window.compress_panel, window.session.comparison, codec.encode

    async def best_is_74(picture, options, progress=None):
        if options.score is not None:
            raise ScoreError("A score of 90 can't be reached; the best for this picture is 74.2.", 74.2)
        return await encode(picture, options, progress)

    monkeypatch.setattr(codec, "encode", best_is_74)
    settings.set("compress/by_score", True)
    settings.set("compress/score", 90.0)
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Use the best: SSIMULACRA2 74" and "74.2" in panel._result.text()
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(SDC).state is State.FINAL)
    assert panel.target.by_quality.isChecked() and codec.asked_for("encode")[-1][0].quality == 100
    assert not panel._smallest.isVisible()


def test_a_target_that_is_more_than_the_best_quality_takes_is_said(window, photos, codec, settings, until, monkeypatch):
    panel, comparison, encode = window.compress_panel, window.session.comparison, codec.encode

    async def at_most_700(picture, options, progress=None):
        encoded = await encode(picture, options, progress)
        return replace(encoded, data=encoded.data[:700], quality=100.0) if options.size > 700 else encoded

    monkeypatch.setattr(codec, "encode", at_most_700)
    settings.set("compress/by_size", True)
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    settings.set("compress/size", 5_000_000)
    window.actions_["compress"].trigger()
    until(lambda: is_final(window, SDC) and comparison.variant(SDC).nbytes == 700)
    assert "That is the best quality: it needs no more bytes." in panel._result.text()
    settings.set("compress/size", 600)
    until(lambda: is_final(window, SDC) and comparison.variant(SDC).nbytes == 600)
    assert "best quality" not in panel._result.text()


def test_an_offer_for_one_target_is_gone_while_another_is_computed(window, photos, codec, settings, until):
    panel, comparison = window.compress_panel, window.session.comparison
    codec.smallest = 765
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    settings.set("compress/by_size", True)
    settings.set("compress/size", 700)
    window.actions_["compress"].trigger()
    until(lambda: panel._smallest.isVisible() and panel._shrink.isVisible())
    codec.hold("encode")
    settings.set("compress/size", 5000)
    until(lambda: codec.asked_for("encode")[-1][0].size == 5000)
    assert not panel._smallest.isVisible() and not panel._shrink.isVisible()
    codec.release("encode")
    until(lambda: is_final(window, SDC))


def test_what_was_stopped_can_be_compressed_after_all(window, photos, codec, qtbot, until):
    panel, _ = encoding(window, photos, codec, until)
    assert not panel._again.isVisible()
    window.status.stop_requested.emit()
    until(panel._again.isVisible)
    codec.release("encode")
    qtbot.mouseClick(panel._again, LEFT)
    until(lambda: is_final(window, SDC))
    assert not panel._again.isVisible()


def test_a_file_that_grows_is_said_to_grow(window, photos, codec, settings, until):
    """Of a photo of 5,000 bytes."""
    panel = window.compress_panel
    window.session.open(photos[:1])
    until(lambda: window.session.comparison.original is not None)
    window.actions_["compress"].trigger()
    until(lambda: "1/5.0 of the file's 5.0 kB" in panel._result.text())
    settings.set("compress/by_size", True)
    settings.set("compress/size", 15_500)
    until(lambda: "Larger than the file: 3.1 times its 5.0 kB" in panel._result.text())
    assert "1/" not in panel._result.text()
    settings.set("compress/size", 5_100)
    until(lambda: "About as large as the file, 5.0 kB" in panel._result.text())

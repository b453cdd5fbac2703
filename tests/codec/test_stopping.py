"""Work that is stopped ends at the step that it is at, wherever that is, and a network between two of its layers."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from sdviewer.codec import onnx_session, pipeline, registry, rival_pipeline
from sdviewer.codec.analysis import efficiency, hallucination, rate_map
from sdviewer.codec.analysis.codecs import curve
from sdviewer.codec.errors import CancelledError
from sdviewer.codec.recent_latents import RecentLatents
from sdviewer.codec.types import EncodeOptions, Picture, StopToken
from sdviewer.service import loading


class Counting(StopToken):
    """Stops at a look of this number, from 1 on."""

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.looks, self._at = 0, at

    def check(self) -> None:
        self.looks += 1
        if self.looks == self._at:
            self.stop()
        super().check()


@pytest.fixture(scope="module")
def picture() -> Picture:
    values = np.random.default_rng(1).integers(0, 256, (8, 8, 3), np.uint8)
    return Picture(np.ascontiguousarray(values.repeat(40, 0).repeat(60, 1)))  # 480 x 320


@pytest.fixture(scope="module")
def files(picture: Picture) -> dict[str, bytes]:
    return {model: pipeline.encode(picture, EncodeOptions(model)).data for model in ("own", "sd1")}


def encode(**options):
    return lambda picture, files, stop: pipeline.encode(picture, EncodeOptions(**options), stop=stop)


JOBS = {
    "encode": encode(),
    "encode at a size": encode(size=3000),
    "encode for a score": encode(score=30.0),
    "encode by an autoencoder": encode(model="sd1"),
    "decode": lambda picture, files, stop: pipeline.decode(files["own"], stop=stop),
    "decode with texture": lambda picture, files, stop: pipeline.decode(files["own"], stop=stop, look="natural"),
    "decode an autoencoder's": lambda picture, files, stop: pipeline.decode(files["sd1"], stop=stop),
    "preview": lambda picture, files, stop: pipeline.preview(files["own"], stop),
    "thumbnail": lambda picture, files, stop: pipeline.thumbnail(files["own"], 64, stop),
    "expect": lambda picture, files, stop: loading.expect(picture, EncodeOptions(), stop),
    "rates": lambda picture, files, stop: rate_map.rates(files["own"], stop),
    "detail": lambda picture, files, stop: hallucination.compare_detail(picture.pixels, picture.pixels, stop),
    "blocks": lambda picture, files, stop: efficiency.block_errors(picture.pixels, picture.pixels, 64, stop),
    "a point of a chart": lambda picture, files, stop: curve.rival_point(curve.plan(("jpeg",))[0], picture, stop),
    "a rival": lambda picture, files, stop: rival_pipeline.encode_at_size("jpeg", picture, 4000, stop),
}


@pytest.mark.parametrize("name", JOBS)
def test_it_ends_at_the_look_that_follows_the_stop(name, picture, files, monkeypatch):
    monkeypatch.setattr("sdviewer.codec.decoding._recent", RecentLatents(0))  # so that each time all is done
    every = Counting()
    JOBS[name](picture, files, every)
    assert every.looks >= 1
    for at in sorted({1, (1 + every.looks) // 2, every.looks}):
        stop = Counting(at)
        with pytest.raises(CancelledError):
            JOBS[name](picture, files, stop)
        assert stop.stopped


def test_a_network_ends_between_two_layers(picture):
    """It is stopped while it draws: what it has left undone is most of it, so that this comes in time."""
    model = registry.load("own")
    model.warm()
    taken = {"latent": np.zeros((1, model.channels, 48, 48), np.float32)}
    for entry in model._synthesis.get_inputs()[1:]:
        taken[entry.name] = np.zeros([1 if isinstance(side, str) else side for side in entry.shape], np.float32)
    stop, begun = StopToken(), threading.Event()

    class Slow:
        """The session, as its caller sees it, with the stop on its way."""

        def run(self, outputs, inputs, options):
            begun.set()
            while not options.terminate:
                pass
            return model._synthesis.run(outputs, inputs, options)

    def ask():
        begun.wait()
        stop.stop()

    thread = threading.Thread(target=ask)
    thread.start()
    with pytest.raises(CancelledError):
        onnx_session.run(Slow(), taken, stop)
    thread.join()
    assert len(onnx_session.run(model._synthesis, taken, StopToken())) == 1  # it lives on


def test_what_comes_after_the_stop_is_told_at_once():
    stop, called = StopToken(), []
    stop.stop()
    with stop.calling(lambda: called.append(1)):
        assert called == [1]
    stop.stop()
    assert called == [1]

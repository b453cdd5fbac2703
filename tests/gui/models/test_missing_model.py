"""A `.sdc` of a model that isn't here, with the real codec and a small autoencoder: preview, offer, model, picture."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import registry
from sdviewer.codec.types import EncodeOptions
from sdviewer.gui.compare.variants import SDC, State
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.paths import resource
from sdviewer.service import store
from sdviewer.service.codec_service import CodecService

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "user_folder", lambda: tmp_path / "models")
    registry.forget()
    yield tmp_path / "models"
    registry.forget()


@pytest.fixture
def autoencoder(tmp_path):
    """A diffusers folder of a small network with random weights."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    widths, blocks = (16, 16, 16), (1, 1, 1)
    diffusers.AutoencoderTiny(
        encoder_block_out_channels=widths,
        decoder_block_out_channels=widths,
        num_encoder_blocks=blocks,
        num_decoder_blocks=blocks,
    ).save_pretrained(tmp_path / "small-vae")
    return tmp_path / "small-vae"


@pytest.fixture
def window(qapp, qtbot, settings, loop, models):
    session = Session(CodecService(), settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    yield window
    loop.run_until_complete(asyncio.wait_for(session.close(), 60))


def test_the_picture_is_decoded_as_soon_as_its_model_comes(window, models, autoencoder, tmp_path, until):
    from sdviewer.codec import pipeline
    from sdviewer.codec.pictures.reader import read_picture

    with Image.open(resource("samples/dog.jpg")) as image:
        image.convert("RGB").resize((96, 64)).save(tmp_path / "dog.png")
    photo = read_picture(tmp_path / "dog.png")
    info = store.add(autoencoder)
    encoded = pipeline.encode(photo, EncodeOptions(model=info.name))
    (tmp_path / "dog.sdc").write_bytes(encoded.data)
    store.remove(info.name)

    comparison, stages = window.session.comparison, []
    comparison.progress.connect(lambda progress: progress and stages.append(progress.stage))
    window.session.open([tmp_path / "dog.sdc"])
    until(lambda: info.model_id in window.banner.text, 60)
    assert f"small-vae ({info.model_id}, " in window.banner.text
    preview = comparison.variant(SDC)
    assert preview.picture is not None and preview.picture.width <= 96

    window.session.library.add([autoencoder])
    until(lambda: comparison.variant(SDC).state is State.FINAL, 60)
    assert window.banner.text == ""
    assert np.array_equal(comparison.variant(SDC).picture.pixels, encoded.picture.pixels)
    assert stages[0] == "loading" and "drawing" in stages
    assert [model.name for model in window.session.library.installed] == ["own", "sd1", "small-vae"]

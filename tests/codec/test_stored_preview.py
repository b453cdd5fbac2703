"""Previews in files: written if wished for and the picture is large, read without a model, ignored where bad."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import decoding, pipeline, registry
from sdviewer.codec.container import sections as container
from sdviewer.codec.errors import FormatError, ModelError
from sdviewer.codec.pictures import stored_preview
from sdviewer.codec.types import EncodeOptions, Picture


@pytest.fixture(scope="module", autouse=True)
def large_begins_early():
    """So that little has to be coded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_preview, "FROM_PIXELS", 100_000)
        yield


@pytest.fixture(scope="module")
def photo() -> Picture:
    """0.12 megapixels, smooth."""
    small = np.random.default_rng(1).integers(0, 256, (9, 12, 3), np.uint8)
    large = Image.fromarray(small).resize((400, 300), Image.Resampling.BICUBIC)
    return Picture(np.asarray(large), space="display-p3")


@pytest.fixture(scope="module")
def data(photo: Picture) -> bytes:
    return pipeline.encode(photo, EncodeOptions(preview=True)).data


def without(data: bytes) -> bytes:
    box = container.read(data)
    return container.write(replace(box, sections={tag: body for tag, body in box.sections.items() if tag != "p"}))


def with_preview(data: bytes, preview: bytes) -> bytes:
    box = container.read(data)
    return container.write(replace(box, sections={**box.sections, "p": preview}))


def encoded(image: Image.Image, format: str) -> bytes:
    image.save(file := BytesIO(), format)
    return file.getvalue()


def test_it_is_written_only_where_it_is_wished_for_and_the_picture_is_large(photo: Picture, data: bytes) -> None:
    assert without(data) == pipeline.encode(photo).data
    small = Picture(np.ascontiguousarray(photo.pixels[:, :300]))
    for picture, options in ((small, EncodeOptions()), (photo, EncodeOptions(size=5000))):
        data = pipeline.encode(picture, replace(options, preview=True)).data
        assert "p" not in container.read(data).sections


def test_a_size_holds_with_a_preview(photo: Picture) -> None:
    data = pipeline.encode(photo, EncodeOptions(size=50_000, preview=True)).data
    assert len(data) <= 50_000 and len(container.read(data).sections["p"]) <= 50_000 / 16


def test_it_is_the_first_section_and_small(data: bytes) -> None:
    first = decoding.inspect(data).sections[0]
    assert first.name == "preview" and first.nbytes < 8000 and not first.critical


def test_thumbnails_are_taken_from_it(photo: Picture, data: bytes, monkeypatch) -> None:
    monkeypatch.setattr(registry, "load_info", None)
    small = decoding.thumbnail(data, 256)
    assert (small.width, small.height, small.space) == (256, 192, "display-p3")
    expected = np.asarray(Image.fromarray(photo.pixels).resize((256, 192), Image.Resampling.LANCZOS))
    assert np.abs(small.pixels.astype(int) - expected).mean() < 6


def test_a_larger_thumbnail_is_drawn(data: bytes) -> None:
    assert max((found := decoding.thumbnail(data, 300)).width, found.height) >= 300


def test_without_the_model_it_is_what_is_shown(data: bytes, monkeypatch) -> None:
    def missing(*_: object) -> None:
        raise ModelError("The model isn't here.")

    monkeypatch.setattr(registry, "load_info", missing)
    assert decoding.preview(data).width == 256
    with pytest.raises(ModelError):
        decoding.preview(without(data))
    with pytest.raises(ModelError):
        decoding.decode(data)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"RIFF no picture",
        encoded(Image.new("RGB", (513, 4)), "WEBP"),
        encoded(Image.new("RGB", (300, 300)), "PNG"),
        encoded(Image.effect_noise((512, 512), 100).convert("RGB"), "JPEG")[:3000],
        encoded(Image.new("RGB", (30, 30)), "WEBP") + bytes(66_000),
    ],
    ids=["empty", "no picture", "too wide", "another format", "cut off", "too many bytes"],
)  # fmt: skip
def test_one_that_is_none_is_ignored(data: bytes, bad: bytes) -> None:
    odd = with_preview(data, bad)
    assert np.array_equal(decoding.decode(odd).pixels, decoding.decode(data).pixels)
    assert stored_preview.read(bad, "srgb") is None
    assert max((small := decoding.thumbnail(odd, 128)).width, small.height) >= 128


def test_others_may_be_jpeg_and_alpha_stays(data: bytes) -> None:
    jpeg = with_preview(data, encoded(Image.new("RGB", (300, 200), "red"), "JPEG"))
    assert decoding.thumbnail(jpeg, 256).width == 300
    clear = Picture(np.full((400, 400, 3), 90, np.uint8), np.zeros((400, 400), np.uint8))
    made = stored_preview.made(clear)
    found = stored_preview.read(made, "srgb")
    assert found.alpha is not None and not found.alpha.any()


def test_before_the_picture_a_damaged_one_stops_a_decoder_that_wants_all(data: bytes) -> None:
    at = data.index(b"WEBP")
    hurt = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    with pytest.raises(FormatError, match="section 'preview' is damaged"):
        decoding.decode(hurt)
    assert np.array_equal(decoding.decode(hurt, partial=True).pixels, decoding.decode(data).pixels)

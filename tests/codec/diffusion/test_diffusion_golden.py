"""Files of foreign models (coder 1) that must decode for ever: symbols exactly, pixels but for the last bit.

Made from the pictures in tests/data by `python tests/codec/test_diffusion_golden.py` with the small autoencoder; making
them anew is only right when the format changes before its release. `_read` is written from `resources/sdc-format.md`.
"""

import os
import struct
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.container import sections as container
from sdviewer.codec.latents.coder import decode_latents
from sdviewer.codec.types import EncodeOptions, Picture

DATA = Path(__file__).parents[2] / "data"
GOLDEN = DATA / "golden"
PINNED = {"small-wide": 16071311, "small-high": 3538826685, "small-alpha": 181607122}


@dataclass
class Read:
    """What the format's description says of a payload."""

    factor: int
    latent: np.ndarray
    preview: np.ndarray
    crc: int


def _read(box: container.Container) -> Read:
    data, head = box.sections["D"], box.header
    count, factor = data[0], 1 << data[1]
    sigma = [2 ** (byte / 16 - 8) for byte in data[2 : 2 + count]]
    base = struct.unpack_from("<3h", data, 2 + count)
    weights = np.array(struct.unpack_from(f"{3 * count}b", data, 8 + count)).reshape(3, count)
    shape = (count, -(-head.height // factor), -(-head.width // factor))
    stated = int.from_bytes(data[8 + 4 * count : 12 + 4 * count], "little")
    q = decode_latents(data[12 + 4 * count :], shape)
    step = 3 * (1 / 30) ** (head.rate / 255)
    latent = q * np.array(sigma)[:, None, None] * step
    preview = np.array(base)[:, None, None] + step * np.einsum("kc,chw->khw", weights, q)
    crc = zlib.crc32(struct.pack(f"<{q.size}i", *q.ravel().tolist()))
    assert crc == stated
    return Read(factor, latent, np.clip(np.round(preview), 0, 255).transpose(1, 2, 0), crc)


@pytest.mark.parametrize("name", PINNED)
def test_symbols_and_preview_by_the_description(name):
    data = (GOLDEN / f"{name}.sdc").read_bytes()
    box = container.read(data)
    read = _read(box)
    assert box.header.identity.latents
    assert read.crc == PINNED[name]
    assert np.abs(pipeline.preview(data).pixels - read.preview).max() <= 1


@pytest.mark.parametrize("name", PINNED)
def test_pixels(name, small_models, monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(small_models))
    monkeypatch.setenv("SDVIEWER_DEVICE", "cpu")
    data = (GOLDEN / f"{name}.sdc").read_bytes()
    picture = pipeline.decode(data)
    expected = np.asarray(Image.open(GOLDEN / f"{name}.png"))
    assert np.abs(picture.pixels.astype(int) - expected[..., :3]).max() <= 2
    if name == "small-alpha":
        assert np.array_equal(picture.alpha, expected[..., 3])


def test_pixels_by_the_description(small_models):
    torch = pytest.importorskip("torch")
    diffusers = pytest.importorskip("diffusers")
    module = diffusers.AutoencoderTiny.from_pretrained(DATA / "models" / "small-autoencoder", torch_dtype=torch.float32)
    read = _read(container.read((GOLDEN / "small-wide.sdc").read_bytes()))
    with torch.inference_mode():
        drawn = module.decode(torch.from_numpy(read.latent.astype(np.float32))[None]).sample[0].permute(1, 2, 0).numpy()
    expected = np.asarray(Image.open(GOLDEN / "small-wide.png")).astype(int)
    pixels = np.clip(np.round((drawn + 1) * 127.5), 0, 255)[: expected.shape[0], : expected.shape[1]]
    assert np.abs(pixels - expected).max() <= 2


def _make() -> None:
    from sdviewer.codec.diffusion import add as diffusion_add
    from sdviewer.codec.types import StopToken

    photo = np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))
    city, girl = (np.asarray(Image.open(DATA / "pictures" / f"{n}.png").convert("RGB")) for n in ("city", "girl"))
    alpha = np.tile(np.linspace(0, 255, 90).astype(np.uint8), (61, 1))
    pictures = {
        "small-wide": (Picture(city[:130, :250]), 55),
        "small-high": (Picture(girl[:, :120]), 15),
        "small-alpha": (Picture(photo[:61, :90], alpha), 80),
    }
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "small"
        folder.mkdir()
        source = DATA / "models" / "small-autoencoder"
        diffusion_add.make_folder(source, folder, "tests/small-autoencoder", StopToken(), lambda _: None)
        os.environ["SDVIEWER_MODELS"] = root
        for name, (picture, quality) in pictures.items():
            encoded = pipeline.encode(picture, EncodeOptions(model="small", quality=quality))
            (GOLDEN / f"{name}.sdc").write_bytes(encoded.data)
            planes = [encoded.picture.pixels] + ([] if picture.alpha is None else [alpha[..., None]])
            Image.fromarray(np.concatenate(planes, 2)).save(GOLDEN / f"{name}.png")
            print(name, len(encoded.data), _read(container.read(encoded.data)).crc)


if __name__ == "__main__":
    sys.exit(_make())

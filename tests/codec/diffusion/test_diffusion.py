"""Pictures through autoencoders of diffusers with random weights: small networks of every class."""

import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline, registry
from sdviewer.codec.container import sections as container
from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion.model import DiffusionModel, mean_colours, pad
from sdviewer.codec.diffusion.payload import ForeignReader, Side, code_deviations, step, write_payload
from sdviewer.codec.errors import CancelledError, FormatError, LimitsError, ModelError, SdcError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
PHOTO = Path(__file__).parents[2] / "data" / "golden" / "photo.png"
NAMES = ("kl", "tiny", "dc")


def quiet(_: float) -> None:
    pass


def build(name: str):
    torch.manual_seed(5)
    if name == "kl":
        return diffusers.AutoencoderKL(
            block_out_channels=(8, 16),
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            norm_num_groups=4,
        ).eval()
    if name == "tiny":
        return diffusers.AutoencoderTiny(
            encoder_block_out_channels=(8, 8, 8),
            decoder_block_out_channels=(8, 8, 8),
            num_encoder_blocks=(1, 2, 1),
            num_decoder_blocks=(2, 1, 1),
        ).eval()
    blocks = ("ResBlock", "EfficientViTBlock")
    return diffusers.AutoencoderDC(
        latent_channels=8,
        attention_head_dim=8,
        encoder_block_types=blocks,
        decoder_block_types=blocks,
        encoder_block_out_channels=(8, 16),
        decoder_block_out_channels=(8, 16),
        encoder_layers_per_block=(1, 1),
        decoder_layers_per_block=(1, 1),
        encoder_qkv_multiscales=((), (5,)),
        decoder_qkv_multiscales=((), (5,)),
        decoder_norm_types="rms_norm",
        decoder_act_fns="silu",
    ).eval()


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """A folder with the three models, as the user would have added them."""
    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("models")
    crop, diffusion_add._CROP = diffusion_add._CROP, 64
    for name in NAMES:
        source, target = root / f".{name}", root / name
        target.mkdir()
        build(name).save_pretrained(source)
        diffusion_add.make_folder(source, target, f"somebody/{name}", StopToken(), quiet)
    diffusion_add._CROP = crop
    return root


@pytest.fixture
def here(models, monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(models))
    return models


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(np.asarray(Image.open(PHOTO).convert("RGB"))[:61, :90])


@pytest.mark.parametrize("name", NAMES)
def test_pixels_equal_those_of_diffusers(here, photo, name):
    """Finely quantised, the whole way gives what diffusers' own encode and decode give."""
    module = build(name)
    model = registry.load(name)
    pixels = photo.pixels[:60, :88]
    with torch.inference_mode():
        x = torch.from_numpy(pixels.transpose(2, 0, 1)[None].astype(np.float32)) / 127.5 - 1
        encoded = module.encode(x)
        latent = encoded.latent_dist.mode() if name == "kl" else encoded.latents if name == "tiny" else encoded.latent
        expected = module.decode(latent).sample[0].numpy().transpose(1, 2, 0)
    ours = model.analyse(pixels, StopToken(), quiet)
    assert np.allclose(ours[..., :-3], latent[0].numpy().transpose(1, 2, 0), atol=1e-5)
    _, quantised = model.payload(ours, 255, StopToken())
    drawn = model.synthesise(quantised, 60, 88, StopToken(), quiet)
    assert np.abs(drawn - np.clip((expected + 1) * 127.5, 0, 255)).mean() < 2


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_was_decoded_from_what_is_written(here, photo, name):
    sizes = []
    for quality in (0, 50, 100):
        encoded = pipeline.encode(photo, EncodeOptions(model=name, quality=quality))
        assert encoded.picture.pixels.shape == photo.pixels.shape
        assert np.array_equal(pipeline.decode(encoded.data).pixels, encoded.picture.pixels)
        sizes.append(len(encoded.data))
    assert sizes == sorted(sizes)
    assert sizes[2] > 2 * sizes[0]


def test_size_is_met_from_below(small_models, photo, monkeypatch):
    """With weights that were trained: sizes of a random network's latents jump from one rate point to the next."""
    monkeypatch.setenv("SDVIEWER_MODELS", str(small_models))
    encoded = pipeline.encode(photo, EncodeOptions(model="small", size=250))
    assert 0.95 * 250 <= len(encoded.data) <= 250


@pytest.mark.parametrize("size", [(1, 1), (1, 33), (30, 2)])
def test_any_shape(here, photo, size):
    picture = Picture(np.ascontiguousarray(photo.pixels[: size[0], : size[1]]))
    encoded = pipeline.encode(picture, EncodeOptions(model="tiny"))
    assert encoded.picture.pixels.shape == (*size, 3)
    assert pipeline.preview(encoded.data).pixels.size


@pytest.mark.parametrize("name", NAMES)
def test_preview_needs_no_model_and_no_torch(here, photo, name, monkeypatch):
    data = pipeline.encode(photo, EncodeOptions(model=name, quality=70)).data
    monkeypatch.delenv("SDVIEWER_MODELS")
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "sdviewer.codec.diffusion.network.autoencoder", None)
    preview = pipeline.preview(data).pixels
    factor = -(-photo.height // preview.shape[0])
    small = mean_colours(pad(photo.pixels, factor), factor)
    assert preview.shape == small.shape
    assert np.array_equal(pipeline.thumbnail(data, 256).pixels, preview)
    flat = np.sqrt(((small - small.mean((0, 1))) ** 2).mean())
    assert np.sqrt(((preview - small) ** 2).mean()) < flat  # of a random latent, colours are no linear function


@pytest.mark.parametrize("rate", [255, 100])
def test_sketch_finds_colours_that_are_a_linear_function(photo, rate):
    """Three channels that carry the colours, mixed and moved far from zero, and one of noise.

    Sending rounded numbers costs less than a level against the best linear function of the coded latent.
    """
    colours = mean_colours(pad(photo.pixels, 4), 4)
    random = np.random.default_rng(2)
    mixed = (colours - 128) @ [[0.03, 0.05, -0.01], [0.06, -0.04, -0.04], [0.01, -0.01, 0.05]] + [3, -2, 10]
    latent = np.concatenate([mixed, random.normal(0, 1, (*mixed.shape[:2], 1))], axis=2).astype(np.float32)
    deviations = code_deviations(latent.reshape(-1, 4).std(0))
    _, quantised = write_payload(latent, colours, deviations, 4, rate)
    sketch = ForeignReader().sketch(quantised, photo.height, photo.width)
    x = np.concatenate([quantised.values, np.ones((*colours.shape[:2], 1))], axis=2).reshape(-1, 5)
    best = x @ np.linalg.lstsq(x, colours.reshape(-1, 3))[0]
    error, least = (np.sqrt(((c - colours.reshape(-1, 3)) ** 2).mean()) for c in (sketch.reshape(-1, 3), best))
    assert error < least + 1
    assert rate < 255 or error < 2


def test_missing_model_is_named_with_its_size(here, photo, monkeypatch):
    data = pipeline.encode(photo, EncodeOptions(model="kl")).data
    nbytes = (here / "kl" / "model.safetensors").stat().st_size
    assert pipeline.inspect(data).model_name == "somebody/kl"
    monkeypatch.delenv("SDVIEWER_MODELS")
    with pytest.raises(ModelError, match="sdviewer models get somebody/kl") as caught:
        pipeline.decode(data)
    assert caught.value.model_id == pipeline.inspect(data).model_id
    assert registry.read_label(container.read(data).sections["n"])[:2] == ("somebody/kl", nbytes)


@pytest.mark.parametrize(
    "label", [b"", b"[]", b"{}", b"\xff", b'{"name":3,"size":"x"}', b'{"name":"a\\u0007","size":-1}']
)
def test_strange_labels_do_no_harm(label):
    name, nbytes, model_id = registry.read_label(label)
    assert (name + model_id).isprintable()
    assert nbytes == 0


def test_own_model_needs_no_label(photo):
    assert "n" not in container.read(pipeline.encode(photo).data).sections


def test_damaged_payloads_never_raise_anything_else(here, photo):
    box = container.read(pipeline.encode(photo, EncodeOptions(model="tiny")).data)
    random = np.random.default_rng(4)
    good = box.sections["D"]
    payloads = [random.integers(0, 256, n, dtype=np.uint8).tobytes() for n in (0, 1, 3, 40, 500)]
    payloads += [good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :] for at in range(0, len(good), 7)]
    for payload in payloads:
        broken = container.write(container.Container(box.header, {"D": payload}))
        for function in (pipeline.preview, pipeline.decode):
            with suppress(SdcError):  # a change of the colours or of a unit still gives a picture
                function(broken)


def test_changed_symbols_are_noticed(here, photo):
    box = container.read(pipeline.encode(photo, EncodeOptions(model="tiny")).data)
    payload = bytearray(box.sections["D"])
    payload[len(payload) // 2 + 20] ^= 16
    with pytest.raises(FormatError):
        pipeline.preview(container.write(container.Container(box.header, {"D": bytes(payload)})))


def test_coder_and_model_must_fit(here, photo):
    box = container.read(pipeline.encode(photo, EncodeOptions(model="tiny")).data)
    own = registry.load("own").identity
    with pytest.raises(FormatError):
        pipeline.decode(container.write(container.Container(replace(box.header, identity=own), box.sections)))
    other = registry.load("dc").identity
    with pytest.raises(ModelError, match="doesn't fit"):
        pipeline.decode(container.write(container.Container(replace(box.header, identity=other), box.sections)))


def test_side_information_comes_back():
    side = Side(
        8,
        np.array([0, 128, 255], np.uint8),
        np.array([-300, 5, 700], np.int16),
        np.arange(-4, 5, dtype=np.int8).reshape(3, 3),
    )
    data = side.to_bytes()
    assert data.hex() == "03030080ffd4fe0500bc02fcfdfeff0001020304"
    again = Side.from_bytes(data + b"rest")
    assert again.factor == 8
    assert np.array_equal(again.deviations, side.deviations)
    assert np.array_equal(again.base, side.base)
    assert np.array_equal(again.weights, side.weights)
    assert Side.from_bytes(data).steps(0) == pytest.approx([3 / 256, 3, 3 * 2 ** (127 / 16)])


def test_steps_are_geometric_and_deviations_near():
    assert [step(0), step(255)] == pytest.approx([3, 0.1])
    assert step(100) / step(101) == pytest.approx(step(7) / step(8))
    sigma = np.geomspace(0.01, 200, 50).astype(np.float32)
    assert np.abs(np.log2(np.exp2(code_deviations(sigma) / 16.0 - 8) / sigma)).max() <= 1 / 32 + 1e-6


def test_quantised_latent_is_within_a_step():
    random = np.random.default_rng(0)
    latent = random.normal(0, [1, 5, 0.3], (6, 7, 3)).astype(np.float32)
    deviations = code_deviations(np.array([1, 5, 0.3], np.float32))
    data, written = write_payload(latent, np.full((6, 7, 3), 99, np.float32), deviations, 4, 120)
    read = ForeignReader().read_payload(data, 23, 28, 120, StopToken())
    assert np.array_equal(read.values, written.values)
    steps = Side.from_bytes(read.side).steps(120)
    assert (np.abs(read.values * steps - latent) < 1.0001 * steps).all()
    assert (np.abs(read.values * steps - latent) <= 0.5001 * steps).mean() > 0.8
    assert np.array_equal(np.unique(ForeignReader().sketch(read, 23, 28)), [99])


def test_numbers_without_meaning_are_refused():
    latent = np.full((2, 2, 3), np.nan, np.float32)
    with pytest.raises(LimitsError):
        write_payload(latent, np.zeros((2, 2, 3), np.float32), np.full(3, 128, np.uint8), 8, 100)


def test_stop_and_progress(here, photo):
    model = registry.load("kl")
    seen = []
    model.analyse(photo.pixels, StopToken(), seen.append)
    assert seen == sorted(seen)
    assert seen[0] == 0  # said when the network is loaded
    assert seen[-1] == 1
    assert len(seen) > 10
    stop = StopToken()

    def report(share: float) -> None:
        if share > 0.5:
            stop.stop()

    with pytest.raises(CancelledError):
        model.analyse(photo.pixels, stop, report)
    model.analyse(photo.pixels, StopToken(), quiet)  # and it still works


def test_device_that_is_not_here_is_refused(here, photo, monkeypatch):
    monkeypatch.setenv("SDVIEWER_DEVICE", "abacus")
    with pytest.raises(ModelError, match=r"abacus.*cpu"):
        DiffusionModel(here / "tiny").analyse(photo.pixels, StopToken(), quiet)


def test_missing_package_is_named(here, photo, monkeypatch):
    monkeypatch.setitem(sys.modules, "diffusers", None)
    for name in ("autoencoder", "build"):
        monkeypatch.delitem(sys.modules, f"sdviewer.codec.diffusion.network.{name}", raising=False)
    with pytest.raises(ModelError, match=r"needs the package diffusers.*pip install"):
        DiffusionModel(here / "tiny").analyse(photo.pixels, StopToken(), quiet)


@pytest.mark.parametrize("name", NAMES)
def test_the_search_for_a_size_runs_each_half_of_the_network_once(here, photo, name, monkeypatch):
    network, calls = registry.load(name)._network, []
    for half in ("encode", "decode"):
        run = getattr(network, half)
        monkeypatch.setattr(network, half, lambda *a, half=half, run=run: calls.append(half) or run(*a))
    smallest = len(pipeline.encode(photo, EncodeOptions(model=name, quality=0)).data)
    calls.clear()
    pipeline.encode(photo, EncodeOptions(model=name, size=smallest + 200))
    assert calls == ["encode", "decode"]

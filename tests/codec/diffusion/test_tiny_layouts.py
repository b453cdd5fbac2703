"""Tiny autoencoders, and those of FLUX.2, under all the names that they are published with."""

from pathlib import Path

import numpy as np
import pytest
from layout_hands import STOP, Tensors, add, close, expected, flux2_names, latent_of, quiet, refused

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
load_file = pytest.importorskip("safetensors.torch").load_file
save_file = pytest.importorskip("safetensors.torch").save_file

pytestmark = pytest.mark.usefixtures("small_samples")


def test_tiny_without_a_configuration(tmp_path):
    torch.manual_seed(3)
    module = diffusers.AutoencoderTiny(
        encoder_block_out_channels=(8, 8, 8),
        decoder_block_out_channels=(8, 8, 8),
        num_encoder_blocks=(1, 3, 2),
        num_decoder_blocks=(2, 3, 1),
        latent_channels=5,
    ).eval()
    save_file(module.state_dict(), tmp_path / "tiny.safetensors")
    assert close(latent_of(add(tmp_path / "tiny.safetensors", tmp_path / "model")), expected(module))


def save_halves(module, folder: Path, name: str) -> None:
    """As TAESD's authors do: layers numbered, and the clamp before the decoder counted as the first one."""
    for half, first in (("encoder", 0), ("decoder", 1)):
        tensors = getattr(module, half).layers.state_dict()
        numbered = {f"{int(n.split('.')[0]) + first}.{n.split('.', 1)[1]}": t for n, t in tensors.items()}
        save_file(numbered, folder / f"{name}_{half}.safetensors")


def small_tiny():
    torch.manual_seed(3)
    widths = {"encoder_block_out_channels": (8, 8), "decoder_block_out_channels": (8, 8)}
    return diffusers.AutoencoderTiny(**widths, num_encoder_blocks=(1, 2), num_decoder_blocks=(2, 1)).eval()


@pytest.mark.parametrize("given", ["taesdxl_encoder", "taesdxl_decoder"])
def test_tiny_in_two_files(tmp_path, given):
    torch.manual_seed(3)
    module = diffusers.AutoencoderTiny(
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        num_encoder_blocks=(1, 2),
        num_decoder_blocks=(2, 1),
    ).eval()
    save_halves(module, tmp_path, "taesdxl")
    module.save_pretrained(tmp_path / "vae")
    model = add(tmp_path / f"{given}.safetensors", tmp_path / "model")
    assert close(latent_of(model), expected(module))
    assert model.model_id == add(tmp_path / "vae", tmp_path / "same").model_id


def test_half_of_a_tiny_is_refused(tmp_path):
    save_halves(diffusers.AutoencoderTiny(), tmp_path, "taesd")
    (tmp_path / "taesd_decoder.safetensors").unlink()
    refused(tmp_path / "taesd_encoder.safetensors", tmp_path, "other one, taesd_decoder.safetensors")
    (tmp_path / "model").rmdir()
    (tmp_path / "taesd_encoder.safetensors").rename(tmp_path / "half.safetensors")
    refused(tmp_path / "half.safetensors", tmp_path, "one half of a TAESD")


def test_batch_normalisation_counts_are_no_reason_to_refuse(tmp_path):
    """The published AutoencoderDC has them, as 64-bit integers."""
    torch.manual_seed(3)
    module = diffusers.AutoencoderDC(
        latent_channels=8,
        encoder_block_types="ResBlock",
        decoder_block_types="ResBlock",
        encoder_block_out_channels=(8, 16),
        decoder_block_out_channels=(8, 16),
        encoder_layers_per_block=(1, 1),
        decoder_layers_per_block=(1, 1),
        encoder_qkv_multiscales=((), ()),
        decoder_qkv_multiscales=((), ()),
        decoder_norm_types="batch_norm",
    ).eval()
    module.save_pretrained(tmp_path / "vae")
    assert close(latent_of(add(tmp_path / "vae", tmp_path / "model")), expected(module))


@pytest.mark.parametrize(
    "names", ["taesd_encoder. taesd_decoder.", "encoder. decoder.", "x.VAE_Encoder. x.VAE_Decoder."]
)
def test_tiny_with_both_halves_in_one_file(tmp_path, names):
    module = small_tiny()
    save_halves(module, tmp_path, "taesd")
    tensors = {"vae_scale": torch.ones(()), "unet.conv.weight": torch.ones(2)}
    for half, prefix in zip(("encoder", "decoder"), names.split(), strict=True):
        tensors |= {prefix + n: t for n, t in load_file(tmp_path / f"taesd_{half}.safetensors").items()}
    save_file(tensors, tmp_path / "both.safetensors")
    assert close(latent_of(add(tmp_path / "both.safetensors", tmp_path / "model")), expected(module))


def test_halves_find_each_other_by_names_with_capitals(tmp_path):
    module = small_tiny()
    save_halves(module, tmp_path, "taesd")
    for half in ("encoder", "decoder"):
        (tmp_path / f"taesd_{half}.safetensors").rename(tmp_path / f"TAESD_{half.title()}.safetensors")
    assert close(latent_of(add(tmp_path / "TAESD_Encoder.safetensors", tmp_path / "model")), expected(module))


@pytest.mark.parametrize("narrow", [None, (32, 32)])
def test_flux2(tmp_path, narrow):
    """The folder of diffusers, the one file of it, and the authors' own names; the decoder as wide, or not."""
    kind = getattr(diffusers, "AutoencoderKLFlux2", None)
    if kind is None:
        pytest.skip("this diffusers doesn't know FLUX.2")
    torch.manual_seed(7)
    module = kind(
        block_out_channels=(32, 64),
        decoder_block_out_channels=narrow,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1,
    ).eval()
    module.save_pretrained(tmp_path / "vae")
    save_file(module.state_dict(), tmp_path / "one.safetensors")
    save_file(
        flux2_names({n: t for n, t in module.state_dict().items() if n[:3] != "bn."}), tmp_path / "ae.safetensors"
    )
    models = [add(tmp_path / name, tmp_path / f"model {name}") for name in ("vae", "one.safetensors", "ae.safetensors")]
    assert len({model.model_id for model in models}) == 1
    assert all(close(latent_of(model), expected(module)) for model in models)


def run_row(tensors: Tensors, x, strided: tuple[int, ...], ups: tuple[int, ...], relus: tuple[int, ...]):
    """A half of a tiny autoencoder, straight from the tensors of its file; which layers have none is said."""
    f = torch.nn.functional
    for index in range(1 + max(int(n.split(".")[0]) for n in tensors)):
        own = {n.split(".", 1)[1]: t.float() for n, t in tensors.items() if n.startswith(f"{index}.")}
        if "conv.0.weight" in own:
            if "pool.0.weight" in own:
                y = f.conv2d(x, own["pool.0.weight"])
                y = f.group_norm(y, 4, own["pool.1.weight"], own["pool.1.bias"]).relu()
                x = x + f.conv2d(y, own["pool.3.weight"])
            y = x
            for layer in (0, 2, 4):
                y = f.conv2d(y, own[f"conv.{layer}.weight"], own[f"conv.{layer}.bias"], padding=1)
                y = y.relu() if layer < 4 else y
            x = (y + (f.conv2d(x, own["skip.weight"]) if "skip.weight" in own else x)).relu()
        elif "weight" in own:
            x = f.conv2d(x, own["weight"], own.get("bias"), stride=1 + (index in strided), padding=1)
        elif index in ups:
            x = f.interpolate(x, scale_factor=2)
        elif index in relus:
            x = x.relu()
    return x


def check_rows(path: Path, tmp_path: Path, encoder: Tensors, decoder: Tensors, strided, ups, relus) -> None:
    model = add(path, tmp_path / "model")
    pixels = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    with torch.inference_mode():
        x = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1), np.float32))[None] / 255
        z = run_row(encoder, x, strided, (), relus)
        drawn = run_row(decoder, torch.tanh(z / 3) * 3, (), ups, (2,))
    latent = model.analyse(pixels, STOP, quiet)[..., :-3]
    assert close(latent, z[0].numpy().transpose(1, 2, 0))
    ours = model.draw(latent, 64, 96, STOP, quiet)
    assert np.abs(ours - np.clip(255 * drawn[0].numpy().transpose(1, 2, 0), 0, 255)).max() < 0.6


def test_taef2_as_published(tmp_path):
    """Its blocks look at the whole map; real weights."""
    folder = Path(__file__).parents[4] / "shared" / "data" / "autoencoders"
    if not folder.is_dir():
        pytest.skip("no real weights here")
    halves = [load_file(folder / f"taef2_{half}.safetensors") for half in ("encoder", "decoder")]
    check_rows(folder / "taef2_decoder.safetensors", tmp_path, *halves, (2, 6, 10), (6, 11, 16), ())


def test_a_row_of_layers_with_other_strides_and_widths(tmp_path):
    """As TAESANA: two strided convolutions with activations first, and a decoder that grows narrower."""
    torch.manual_seed(3)

    def conv(index, c_in, c_out, bias=True):
        tensors = {f"{index}.weight": torch.randn(c_out, c_in, 3, 3) / (3 * c_in**0.5)}
        return tensors | ({f"{index}.bias": torch.randn(c_out) / 9} if bias else {})

    def block(index, c_in, c_out):
        tensors = {}
        for layer, width in ((0, c_in), (2, c_out), (4, c_out)):
            tensors |= {f"{index}.{n}": t for n, t in conv(f"conv.{layer}", width, c_out).items()}
        return tensors | ({f"{index}.skip.weight": torch.randn(c_out, c_in, 1, 1) / 4} if c_in != c_out else {})

    encoder = (
        conv(0, 3, 8) | conv(2, 8, 16) | block(4, 16, 16) | conv(5, 16, 16, False) | block(6, 16, 16) | conv(7, 16, 6)
    )
    decoder = conv(1, 6, 24) | block(3, 24, 24) | conv(5, 24, 16, False) | block(6, 16, 16) | conv(8, 16, 8, False)
    decoder |= block(9, 8, 12) | conv(11, 12, 12, False) | block(12, 12, 12) | conv(13, 12, 3)
    save_file(encoder, tmp_path / "taesana_encoder.safetensors")
    save_file(decoder, tmp_path / "taesana_decoder.safetensors")
    check_rows(tmp_path / "taesana_encoder.safetensors", tmp_path, encoder, decoder, (0, 2, 5), (4, 7, 10), (1, 3))

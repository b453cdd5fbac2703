"""One autoencoder in every layout that is about: the same pixels from each, and the same id. And what is refused."""

import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion.layouts.files import read_weights
from sdviewer.codec.diffusion.model import DiffusionModel
from sdviewer.codec.errors import InputError, ModelError, SdcError
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
load_file = pytest.importorskip("safetensors.torch").load_file
save_file = pytest.importorskip("safetensors.torch").save_file
from sdviewer.codec.diffusion.network import winograd  # noqa: E402

STOP = StopToken()
PIXELS = np.random.default_rng(1).integers(0, 256, (16, 24, 3), dtype=np.uint8)

Tensors = dict


def quiet(_: float) -> None:
    pass


@pytest.fixture(autouse=True)
def small_samples(monkeypatch):
    """Convolutions are diffusers' own, so that results can be told to be equal."""
    torch.set_num_threads(1)
    monkeypatch.setattr(diffusion_add, "_CROP", 32)
    monkeypatch.setattr(winograd, "available", lambda: False)


def build_kl(**more):
    torch.manual_seed(7)
    module = diffusers.AutoencoderKL(
        block_out_channels=(32, 64),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        **more,
    )
    return module.eval()


@pytest.fixture(scope="module")
def kl():
    return build_kl()


def ldm_names(tensors: Tensors) -> Tensors:
    """Diffusers' names to those of latent diffusion models, the other way than the program goes."""
    out = {}
    for name, tensor in tensors.items():
        name = re.sub(r"^decoder\.up_blocks\.(\d+)", lambda m: f"decoder.up.{1 - int(m[1])}", name)
        for new, old in (
            ("down_blocks", "down"),
            ("resnets", "block"),
            ("mid_block.block.0", "mid.block_1"),
            ("mid_block.block.1", "mid.block_2"),
            ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
            ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"),
            ("mid_block.attentions.0.to_", "mid.attn_1."),
            ("downsamplers.0", "downsample"),
            ("upsamplers.0", "upsample"),
            ("conv_shortcut", "nin_shortcut"),
            ("conv_norm_out", "norm_out"),
        ):
            name = name.replace(new, old)
        if "attn_1" in name and "norm" not in name and name.endswith("weight"):
            tensor = tensor[:, :, None, None]
        out[name] = tensor.contiguous()
    return out


def former_names(tensors: Tensors) -> Tensors:
    pairs = (("to_q", "query"), ("to_k", "key"), ("to_v", "value"), ("to_out.0", "proj_attn"))
    out = {}
    for name, tensor in tensors.items():
        for new, old in pairs:
            name = name.replace(f"attentions.0.{new}", f"attentions.0.{old}")
        out[name] = tensor
    return out


def under(prefix: str, tensors: Tensors) -> Tensors:
    """Inside a checkpoint, with other tensors around."""
    others = {
        "model.diffusion_model.input_blocks.0.0.weight": torch.ones(2, 3),
        "cond_stage_model.transformer.encoder.x.weight": torch.ones(4),
        "model_ema.decay": torch.ones(1),
    }
    return {**others, **{prefix + name: tensor for name, tensor in tensors.items()}}


def attention_of_diffusers(tensors: Tensors) -> Tensors:
    """As some programs save: names of latent diffusion models, but diffusers' own for the attention."""
    out = {}
    for name, tensor in ldm_names(tensors).items():
        name = re.sub(r"attn_1\.([qkv])\.", r"attn_1.to_\1.", name)
        name = name.replace("attn_1.proj_out", "attn_1.to_out.0").replace("attn_1.norm", "attn_1.group_norm")
        out[name] = tensor
    return out


def flux2_names(tensors: Tensors) -> Tensors:
    """As its authors have them, with the statistics of latents."""
    out = {"bn.running_mean": torch.ones(16), "bn.num_batches_tracked": torch.tensor(3)}
    for name, tensor in ldm_names(tensors).items():
        name = re.sub("^quant_conv", "encoder.quant_conv", name)
        out[re.sub("^post_quant_conv", "decoder.post_quant_conv", name)] = tensor
    return out


FILES = {
    "diffusers": lambda t: t,
    "former": former_names,
    "ldm": ldm_names,
    "ldm with loss": lambda t: ldm_names(t) | {"loss.logvar": torch.ones(1)},
    "checkpoint": lambda t: under("first_stage_model.", ldm_names(t)),
    "comfy": lambda t: under("vae.", ldm_names(t)),
    "diffusers in a checkpoint": lambda t: under("first_stage_model.", t),
    "attention of diffusers": attention_of_diffusers,
    "flux2": flux2_names,
    "any prefix": lambda t: under("state_dict.model.", ldm_names(t)),
}


def add(path: Path, folder: Path) -> DiffusionModel:
    folder.mkdir()
    diffusion_add.make_folder(path, folder, "test", STOP, quiet)
    return DiffusionModel(folder)


def expected(module) -> np.ndarray:
    with torch.inference_mode():
        pixels = torch.from_numpy(np.ascontiguousarray(PIXELS.transpose(2, 0, 1), np.float32))
        encoded = module.encode(pixels[None] / 127.5 - 1)
        latent = encoded.latents if hasattr(encoded, "latents") else getattr(encoded, "latent", None)
        latent = encoded.latent_dist.mode() if latent is None else latent
        return latent[0].numpy().transpose(1, 2, 0)


def close(latent: np.ndarray, other: np.ndarray) -> bool:
    """Equal but for rounding: the sums are made in another order."""
    return np.allclose(latent, other, rtol=1e-5, atol=1e-5 * other.std())


def latent_of(model: DiffusionModel) -> np.ndarray:
    return model.analyse(PIXELS, STOP, quiet)[..., :-3]


@pytest.fixture(scope="module")
def kl_id(kl, tmp_path_factory) -> str:
    root = tmp_path_factory.mktemp("kl")
    kl.save_pretrained(root / "vae")
    return add(root / "vae", root / "model").model_id


@pytest.mark.parametrize("layout", FILES)
def test_single_files(kl, kl_id, tmp_path, layout):
    save_file(FILES[layout](kl.state_dict()), tmp_path / "file.safetensors")
    model = add(tmp_path / "file.safetensors", tmp_path / "model")
    assert close(latent_of(model), expected(kl))
    assert model.model_id == kl_id


def test_ldm_names_are_those_that_diffusers_knows(kl):
    """The names that this test writes are real: diffusers' own converter takes them to its own."""
    single_file = pytest.importorskip("diffusers.loaders.single_file_utils")
    back = single_file.convert_ldm_vae_checkpoint(ldm_names(kl.state_dict()), dict(kl.config))
    assert {n: t.shape for n, t in back.items()} == {n: t.shape for n, t in kl.state_dict().items()}
    assert all(torch.equal(t, back[n]) for n, t in kl.state_dict().items())


@pytest.mark.parametrize("place", ["vae", "."])
def test_folders(kl, kl_id, tmp_path, place):
    kl.save_pretrained(tmp_path / "pipeline" / place)
    model = add(tmp_path / "pipeline", tmp_path / "model")
    assert close(latent_of(model), expected(kl))
    assert model.model_id == kl_id


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_short_numbers(kl, tmp_path, dtype):
    half = build_kl().to(dtype)
    half.save_pretrained(tmp_path / "vae", variant="fp16")
    assert close(latent_of(add(tmp_path / "vae", tmp_path / "model")), expected(half.float()))


@pytest.mark.parametrize(
    "more",
    [
        {"latent_channels": 16, "use_quant_conv": False, "use_post_quant_conv": False, "layers_per_block": 2},
        {"mid_block_add_attention": False},
    ],
)
def test_kinds_of_kl_without_a_configuration(tmp_path, more):
    module = build_kl(**more)
    save_file(ldm_names(module.state_dict()), tmp_path / "ae.safetensors")
    assert close(latent_of(add(tmp_path / "ae.safetensors", tmp_path / "model")), expected(module))


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


@pytest.mark.parametrize("dtype", [torch.float8_e4m3fn, torch.float8_e5m2, torch.float64])
def test_other_numbers(kl, tmp_path, dtype):
    """Weights in eight bits, biases in 32, as it is done; and in 64."""
    tensors = {n: t.to(dtype) if n.endswith("weight") else t for n, t in kl.state_dict().items()}
    save_file(tensors, tmp_path / "vae.safetensors")
    other = build_kl()
    other.load_state_dict({n: t.float() for n, t in tensors.items()})
    assert close(latent_of(add(tmp_path / "vae.safetensors", tmp_path / "model")), expected(other))


def test_the_shapes_decide_beside_a_stray_configuration(kl, kl_id, tmp_path):
    build_kl(latent_channels=8).save_pretrained(tmp_path / "stray")
    save_file(ldm_names(kl.state_dict()), tmp_path / "stray" / "vae.safetensors")
    assert add(tmp_path / "stray" / "vae.safetensors", tmp_path / "model").model_id == kl_id


@pytest.mark.parametrize("more", [{"variant": "non_ema"}, {"max_shard_size": "50KB"}])
def test_other_files_of_a_folder(kl, kl_id, tmp_path, more):
    kl.save_pretrained(tmp_path / "vae", **more)
    assert add(tmp_path / "vae", tmp_path / "model").model_id == kl_id


def test_one_part_of_weights_that_were_cut_stands_for_all(kl, kl_id, tmp_path):
    kl.save_pretrained(tmp_path / "vae", max_shard_size="50KB")
    part = sorted((tmp_path / "vae").glob("*-of-*.safetensors"))[3]
    assert add(part, tmp_path / "model").model_id == kl_id
    sorted((tmp_path / "vae").glob("*-of-*.safetensors"))[5].unlink()
    with pytest.raises(InputError, match="doesn't exist"):
        add(tmp_path / "vae", tmp_path / "other")


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


def test_what_cannot_be_used_is_refused_for_a_true_reason(tmp_path):
    videos = {"encoder.conv1.weight": torch.ones(2, 3, 3, 3, 3), "decoder.conv1.weight": torch.ones(2, 3, 3, 3, 3)}
    save_file(videos, tmp_path / "wan.safetensors")
    refused(tmp_path / "wan.safetensors", tmp_path, "autoencoder of videos")
    (tmp_path / "model").rmdir()
    save_file({"decoder.stages.1.op_list.0.main.conv.conv.bias": torch.ones(2)}, tmp_path / "dc.safetensors")
    refused(tmp_path / "dc.safetensors", tmp_path, "DC-AE with its authors' names")
    (tmp_path / "model").rmdir()
    (tmp_path / "wan").mkdir()
    (tmp_path / "wan" / "config.json").write_text('{"_class_name": "AutoencoderKLWan"}')
    refused(tmp_path / "wan", tmp_path, "class 'AutoencoderKLWan', which can't be used")


def refused(path: Path, tmp_path: Path, match: str, error: type[SdcError] = ModelError) -> None:
    """Refused, and before any weights were copied."""
    with pytest.raises(error, match=match):
        add(path, tmp_path / "model")
    assert not list((tmp_path / "model").iterdir())


@pytest.mark.parametrize("name", ["model.ckpt", "model.pt", "pytorch_model.bin", "renamed.safetensors"])
def test_pickles_are_refused_with_the_way_out(tmp_path, name):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}.")
    refused(tmp_path / name, tmp_path, "pickle.*safetensors")


def test_folder_with_pickles_only(kl, tmp_path):
    kl.save_pretrained(tmp_path / "vae", safe_serialization=False)
    refused(tmp_path / "vae", tmp_path, "pickle")


def test_other_things_are_refused(kl, tmp_path):
    (tmp_path / "text.safetensors").write_bytes(b"no tensors at all, only words")
    refused(tmp_path / "text.safetensors", tmp_path, "not a .safetensors")
    (tmp_path / "model").rmdir()
    save_file({"lora_unet.alpha": torch.ones(3)}, tmp_path / "lora.safetensors")
    refused(tmp_path / "lora.safetensors", tmp_path, "no autoencoder.*lora_unet")
    (tmp_path / "model").rmdir()
    refused(tmp_path / "nothing.safetensors", tmp_path, "doesn't exist", InputError)
    (tmp_path / "model").rmdir()
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", tmp_path, "not a diffusers folder")


@pytest.mark.parametrize("keep", [0, 7, 8, 100, 0.5, 0.999])
def test_cut_off_files_are_refused(kl, tmp_path, keep):
    save_file(kl.state_dict(), tmp_path / "whole")
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(data[: keep if isinstance(keep, int) else int(keep * len(data))])
    refused(tmp_path / "cut.safetensors", tmp_path, "safetensors")


def test_other_network_than_the_configuration_says(kl, tmp_path):
    kl.save_pretrained(tmp_path / "vae")
    config = json.loads((tmp_path / "vae" / "config.json").read_text())
    (tmp_path / "vae" / "config.json").write_text(json.dumps(config | {"latent_channels": 8}))
    refused(tmp_path / "vae", tmp_path, "doesn't hold the network")


@pytest.mark.parametrize("more", [{"block_out_channels": "x"}, {"norm_num_groups": 7}, {"block_out_channels": [1] * 3}])
def test_configurations_that_make_no_network(kl, tmp_path, more):
    kl.save_pretrained(tmp_path / "vae")
    config = json.loads((tmp_path / "vae" / "config.json").read_text())
    (tmp_path / "vae" / "config.json").write_text(json.dumps(config | more))
    refused(tmp_path / "vae", tmp_path, "configuration")


def test_missing_and_foreign_tensors(kl, tmp_path):
    tensors = kl.state_dict()
    del tensors["decoder.conv_out.bias"]
    save_file(tensors | {"encoder.secret.weight": torch.ones(2)}, tmp_path / "vae.safetensors")
    refused(tmp_path / "vae.safetensors", tmp_path, r"2 of \d+")


def test_weights_without_meaning(kl, tmp_path):
    broken = {name: tensor * torch.nan for name, tensor in kl.state_dict().items()}
    save_file(broken, tmp_path / "vae.safetensors")
    with pytest.raises(ModelError, match="without meaning"):
        add(tmp_path / "vae.safetensors", tmp_path / "model")
    assert not (tmp_path / "model" / "config.json").exists()


def test_integers_are_refused(kl, tmp_path):
    save_file({n: t.to(torch.int8) for n, t in kl.state_dict().items()}, tmp_path / "vae.safetensors")
    refused(tmp_path / "vae.safetensors", tmp_path, "I8")


def test_only_the_autoencoder_is_copied(kl, tmp_path):
    save_file(under("first_stage_model.", ldm_names(kl.state_dict())), tmp_path / "all.safetensors")
    weights = read_weights(tmp_path / "all.safetensors")
    assert weights.shapes == {n: tuple(t.shape) for n, t in kl.state_dict().items()}
    assert weights.nbytes == sum(4 * t.numel() for t in kl.state_dict().values())

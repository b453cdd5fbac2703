"""One autoencoder in every layout that is about: the same pixels from each, and the same id. And what is refused."""

import json
import re
import zipfile

import pytest
from layout_hands import Tensors, add, close, expected, flux2_names, latent_of, ldm_names, refused

from sdviewer.codec.diffusion.layouts.files import read_weights
from sdviewer.codec.errors import InputError, ModelError

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
save_file = pytest.importorskip("safetensors.torch").save_file

pytestmark = pytest.mark.usefixtures("small_samples")


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

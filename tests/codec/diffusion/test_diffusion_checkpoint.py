"""The U-Net and the text encoder of a whole checkpoint: a small one, as the latent diffusion models keep it."""

import json
import re

import numpy as np
import pytest

from sdviewer.cli import main
from sdviewer.codec import notices, registry
from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion import cleanup as diffusion_cleanup
from sdviewer.codec.diffusion import cleanup_checkpoint as diffusion_checkpoint
from sdviewer.codec.errors import ModelError
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
transformers = pytest.importorskip("transformers")
from safetensors.torch import load_file, save_file  # noqa: E402

BLOCKS = {
    "down_blocks.0.resnets.0": "input_blocks.1.0",
    "down_blocks.0.attentions.0": "input_blocks.1.1",
    "down_blocks.0.downsamplers.0.conv": "input_blocks.2.0.op",
    "down_blocks.1.resnets.0": "input_blocks.3.0",
    "mid_block.resnets.0": "middle_block.0",
    "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
    "up_blocks.0.resnets.0": "output_blocks.0.0",
    "up_blocks.0.resnets.1": "output_blocks.1.0",
    "up_blocks.0.upsamplers.0.conv": "output_blocks.1.1.conv",
    "up_blocks.1.resnets.0": "output_blocks.2.0",
    "up_blocks.1.attentions.0": "output_blocks.2.1",
    "up_blocks.1.resnets.1": "output_blocks.3.0",
    "up_blocks.1.attentions.1": "output_blocks.3.1",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
INSIDE = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}


def ldm_name(name):
    new, old = next((n, o) for n, o in BLOCKS.items() if name.startswith(n + "."))
    rest = name.removeprefix(new)
    if "resnets" in new:
        rest = re.sub(r"^\.(\w+)", lambda m: "." + INSIDE[m[1]], rest)
    return "model.diffusion_model." + old + rest


@pytest.fixture(scope="module")
def unet():
    torch.manual_seed(1)
    network = diffusers.UNet2DConditionModel(
        layers_per_block=1,
        block_out_channels=(32, 64),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=64,
        attention_head_dim=8,
    )
    return shaken(network)


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(2)
    sizes = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 1}
    words = {"vocab_size": 20, "bos_token_id": 18, "eos_token_id": 19, "max_position_embeddings": 7}
    return shaken(transformers.CLIPTextModel(transformers.CLIPTextConfig(**sizes, **words)))


@pytest.fixture(scope="module")
def checkpoint(unet, encoder, tmp_path_factory):
    """All three networks in one file."""
    folder = tmp_path_factory.mktemp("checkpoints")
    torch.manual_seed(3)
    widths = {"block_out_channels": (32, 32), "layers_per_block": 1}
    kinds = {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}
    tensors = {f"first_stage_model.{n}": t for n, t in diffusers.AutoencoderKL(**widths, **kinds).state_dict().items()}
    tensors |= {ldm_name(n): t for n, t in unet.state_dict().items()}
    prefix = "cond_stage_model.transformer.text_model."
    tensors |= {prefix + n.removeprefix("text_model."): t for n, t in encoder.state_dict().items()}
    tensors[prefix + "embeddings.position_ids"] = torch.arange(7)[None]
    save_file({n: t.contiguous() for n, t in tensors.items()}, folder / "whole.safetensors")
    return folder / "whole.safetensors"


def test_the_unet_is_the_one_that_was_written(checkpoint, unet):
    found = diffusion_checkpoint.unet(checkpoint).eval()
    tensors = found.state_dict()
    assert tensors.keys() == unet.state_dict().keys()
    assert all(torch.equal(tensors[name], tensor) for name, tensor in unet.state_dict().items())
    inputs = torch.randn(1, 4, 16, 24), torch.tensor(21), torch.randn(1, 7, 64)
    with torch.inference_mode():
        assert torch.allclose(found(*inputs).sample, unet(*inputs).sample, atol=1e-5)


def test_the_empty_prompt_is_what_the_encoder_makes_of_it(checkpoint, encoder):
    with torch.inference_mode():
        expected = encoder(torch.tensor([[18] + [19] * 6])).last_hidden_state
    assert torch.allclose(diffusion_checkpoint.empty_prompt(checkpoint), expected, atol=1e-6)


def test_a_model_from_a_checkpoint_has_the_natural_look(checkpoint, add):
    model = add(checkpoint)
    assert model.looks == ("faithful", "natural")
    assert model.scaling == 0.18215
    latent = np.random.default_rng(0).normal(0, 5, (10, 14, 4)).astype(np.float32)
    once, again = (diffusion_cleanup.clean_up(latent, 0.18215, checkpoint, StopToken(), quiet) for _ in range(2))
    assert np.array_equal(once, again)
    assert 0.01 < np.abs(once - latent).mean() / 5 < 0.5


def test_it_has_only_the_faithful_one_once_the_checkpoint_is_gone(checkpoint, add, tmp_path):
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(checkpoint.read_bytes())
    model = add(copy)
    copy.unlink()
    assert model.looks == ("faithful",)


@pytest.mark.parametrize("kind", ["text encoder", "inpainting"])
def test_a_unet_that_cannot_be_used_is_named_when_the_model_is_added(checkpoint, add, tmp_path, kind):
    tensors = load_file(checkpoint)
    if kind == "inpainting":
        tensors["model.diffusion_model.input_blocks.0.0.weight"] = torch.zeros(32, 9, 3, 3)
    else:  # that of Stable Diffusion XL has other names
        tensors = {n.replace("cond_stage_model", "conditioner.embedders.0"): t for n, t in tensors.items()}
    save_file(tensors, tmp_path / "other.safetensors")
    with notices.collect() as said:
        model = add(tmp_path / "other.safetensors")
    assert said == [diffusion_checkpoint.NOT_THIS_ONE]
    assert model.looks == ("faithful",)


def test_the_command_line_says_it(checkpoint, tmp_path, monkeypatch, capsys):
    tensors = {n: t for n, t in load_file(checkpoint).items() if not n.startswith("cond_stage_model.")}
    save_file(tensors, tmp_path / "other.safetensors")
    monkeypatch.setattr(diffusion_add, "_CROP", 32)
    monkeypatch.setattr(registry, "user_folder", lambda: tmp_path / "models")
    assert main(["models", "add", str(tmp_path / "other.safetensors")]) == 0
    said = capsys.readouterr()
    assert "MB) is ready: --model other" in said.out
    assert f"note: {diffusion_checkpoint.NOT_THIS_ONE}" in said.err


def test_an_autoencoder_alone_is_not_a_matter_for_a_notice(checkpoint, add, tmp_path):
    tensors = {n: t for n, t in load_file(checkpoint).items() if n.startswith("first_stage_model.")}
    save_file(tensors, tmp_path / "alone.safetensors")
    with notices.collect() as said:
        add(tmp_path / "alone.safetensors")
    assert said == []


def test_a_checkpoint_that_has_changed_is_an_error(checkpoint, tmp_path):
    tensors = load_file(checkpoint)
    del tensors["model.diffusion_model.input_blocks.1.0.in_layers.2.weight"]
    save_file(tensors, tmp_path / "changed.safetensors")
    with pytest.raises(ModelError, match=r"can't use the pipeline in .*changed"):
        diffusion_cleanup.clean_up(
            np.zeros((8, 8, 4), np.float32), 1.0, tmp_path / "changed.safetensors", StopToken(), quiet
        )


@pytest.fixture
def add(tmp_path, monkeypatch):
    """Adds a file as a model, and loads it."""
    monkeypatch.setattr(diffusion_add, "_CROP", 32)
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path / "models"))

    def add(path):
        folder = tmp_path / "models" / path.stem
        folder.mkdir(parents=True)
        diffusion_add.make_folder(path, folder, path.name, StopToken(), quiet)
        assert json.loads((folder / "config.json").read_text())["autoencoder"]["_class_name"] == "AutoencoderKL"
        return registry.load(path.stem)

    return add


def shaken(network):
    """No two normalisations are alike any more, so that swapping them shows."""
    with torch.no_grad():
        for tensor in network.parameters():
            tensor += 0.02 * torch.randn_like(tensor)
    return network.eval()


def quiet(_: float) -> None:
    pass

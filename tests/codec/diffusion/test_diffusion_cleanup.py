"""The generative clean-up with a small pipeline of random weights, and with a network that knows the noise."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from sdviewer.codec import pipeline as codec
from sdviewer.codec import rival_pipeline
from sdviewer.codec.diffusion import add as diffusion_add
from sdviewer.codec.diffusion import cleanup as diffusion_cleanup
from sdviewer.codec.diffusion.cleanup import clean_up, is_pipeline
from sdviewer.codec.diffusion.network.windows import windows
from sdviewer.codec.errors import CancelledError, ModelError
from sdviewer.codec.types import EncodeOptions, Picture, StopToken

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
transformers = pytest.importorskip("transformers")

SEED = ("buehlmann2022", "buehlmann2022-unet")


def quiet(_: float) -> None:
    pass


def save_unet(folder, **options):
    torch.manual_seed(3)
    sizes = {"sample_size": 8, "layers_per_block": 1, "block_out_channels": (8, 16), "norm_num_groups": 4}
    kinds = {
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
        "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
    }
    diffusers.UNet2DConditionModel(
        **sizes, **kinds, **{"cross_attention_dim": 8, "attention_head_dim": 2} | options
    ).save_pretrained(folder)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """A folder as diffusers keeps pipelines of Stable Diffusion, very small."""
    root = tmp_path_factory.mktemp("pipeline")
    save_unet(root / "unet")
    diffusers.DDIMScheduler(
        beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, steps_offset=1, set_alpha_to_one=False
    ).save_pretrained(root / "scheduler")
    config = transformers.CLIPTextConfig(
        vocab_size=9, hidden_size=8, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2
    )
    transformers.CLIPTextModel(config).save_pretrained(root / "text_encoder")
    tokens = root / "tokenizer"
    tokens.mkdir()
    tokens.joinpath("vocab.json").write_text(json.dumps({"!": 0, "<|startoftext|>": 7, "<|endoftext|>": 8}))
    special = {"bos_token": {"content": "<|startoftext|>"}, "eos_token": "<|endoftext|>", "pad_token": "!"}
    tokens.joinpath("special_tokens_map.json").write_text(json.dumps(special))
    return root


@pytest.fixture(scope="module")
def latent():
    return np.random.default_rng(0).normal(0, 5, (10, 14, 4)).astype(np.float32)


def test_changes_a_little_and_always_alike(pipeline, latent):
    seen = []
    once, again = (clean_up(latent, 0.18215, pipeline, StopToken(), seen.append) for _ in range(2))
    assert np.array_equal(once, again)
    assert once.dtype == np.float32
    assert 0.01 < np.abs(once - latent).mean() / 5 < 0.5
    assert seen == [0.5, 1.0] * 2


def test_noise_that_is_known_is_taken_away(latent, monkeypatch):
    scheduler = diffusers.DDIMScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
    noise = torch.randn((1, 4, 10, 14), generator=torch.Generator().manual_seed(0))

    def unet(part, time, prompt):
        assert part.shape == noise.shape
        return SimpleNamespace(sample=noise)

    unet.dtype = torch.float32
    monkeypatch.setattr(diffusion_cleanup, "_load", lambda *_: (unet, scheduler, torch.zeros(1)))
    monkeypatch.setattr(scheduler.config, "clip_sample", False)
    assert np.allclose(clean_up(latent, 0.18215, None, StopToken(), quiet), latent, atol=1e-3)


def test_windows_cover_everything_once():
    count = np.zeros((150, 70), int)
    for (rows, columns), (core_rows, core_columns) in windows(150, 70, 64, 8):
        assert rows.stop - rows.start <= 80
        count[rows, columns][core_rows, core_columns] += 1
    assert (count == 1).all()


def test_large_latents_go_in_windows(pipeline, monkeypatch):
    monkeypatch.setattr(diffusion_cleanup, "WINDOW", 8)
    monkeypatch.setattr(diffusion_cleanup, "HALO", 4)
    latent = np.random.default_rng(1).normal(0, 5, (12, 20, 4)).astype(np.float32)
    cleaned = clean_up(latent, 0.18215, pipeline, StopToken(), quiet)
    assert cleaned.shape == latent.shape
    assert np.isfinite(cleaned).all()


def test_stops_between_steps(pipeline, latent):
    stop = StopToken()

    def report(_: float) -> None:
        stop.stop()

    with pytest.raises(CancelledError):
        clean_up(latent, 0.18215, pipeline, stop, report)


def test_what_it_cannot_use_is_named(pipeline, latent, tmp_path):
    assert is_pipeline(pipeline)
    assert not is_pipeline(tmp_path)
    with pytest.raises(ModelError, match=r"can't use the pipeline in .*unet"):
        clean_up(latent, 1.0, tmp_path, StopToken(), quiet)
    with pytest.raises(ModelError, match="only those of Stable Diffusion 1 and 2"):
        clean_up(latent[..., :3], 1.0, pipeline, StopToken(), quiet)


def test_a_model_from_a_pipeline_draws_both_ways(pipeline, tmp_path, monkeypatch):
    folder = tmp_path / "models" / "small"
    folder.mkdir(parents=True)
    blocks = {"encoder_block_out_channels": (8,) * 3, "decoder_block_out_channels": (8,) * 3}
    counts = {"num_encoder_blocks": (1, 1, 1), "num_decoder_blocks": (1, 1, 1)}
    diffusers.AutoencoderTiny(**blocks, **counts).save_pretrained(pipeline / "vae")
    monkeypatch.setattr(diffusion_add, "_CROP", 64)
    diffusion_add.make_folder(pipeline, folder, "somebody/small", StopToken(), quiet)
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path / "models"))
    pixels = np.random.default_rng(2).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    data = codec.encode(Picture(pixels), EncodeOptions(model="small")).data
    assert codec.looks(data) == ("faithful", "natural")
    faithful, natural = (codec.decode(data, look=look).pixels for look in ("faithful", "natural"))
    assert natural.shape == faithful.shape
    assert not np.array_equal(natural, faithful)
    again = codec.decode(data, look="natural")
    assert np.array_equal(natural, again.pixels)
    assert any("invented detail" in notice for notice in again.notices)

    seed, with_unet = (rival_pipeline.encode_at_size(name, Picture(pixels), 2000, model="small") for name in SEED)
    assert (seed.codec, with_unet.codec) == SEED
    assert seed.data == with_unet.data
    assert not np.array_equal(seed.picture.pixels, with_unet.picture.pixels)
    assert "generative" in with_unet.settings
    assert "generative" not in seed.settings

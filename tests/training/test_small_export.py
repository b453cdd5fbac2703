"""A small autoencoder of a latent space as a model of the program: exported, written with, drawn with."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
from sdviewer.codec import pipeline, registry  # noqa: E402
from sdviewer.codec.analysis.redrawing import round_trip  # noqa: E402
from sdviewer.codec.container import sections as container  # noqa: E402
from sdviewer.codec.diffusion import small as codec  # noqa: E402
from sdviewer.codec.errors import ModelError  # noqa: E402
from sdviewer.codec.identity import TRANSFORM, latents  # noqa: E402
from sdviewer.codec.types import EncodeOptions, Picture, StopToken  # noqa: E402
from sdviewer.training.latent_space import export  # noqa: E402
from sdviewer.training.latent_space.network import Small, SmallConfig  # noqa: E402

PHOTO = Path(__file__).parents[1] / "data" / "golden" / "photo.png"
CONFIG = SmallConfig(encoder=(8, 16), encoder_blocks=(2, 4), decoder=(8, 16), decoder_blocks=(4, 5))
UNITS = {"deviations": [0.8, 0.9, 1.0, 1.1], "scale": 2.0}


def made(seed: int, folder: Path, config: SmallConfig = CONFIG) -> Small:
    torch.manual_seed(seed)
    net = Small(config)
    for p in net.parameters():  # what begins at zero too
        p.data += 0.02 * torch.randn_like(p)
        p.data = p.data.half().float()
    torch.save({"config": config.to_json(), "average": net.state_dict()}, folder / "small.pt")
    (folder / "units.json").write_text(json.dumps(UNITS))
    return net


def exported(folder: Path, name: str, space: str = "sd1") -> Path:
    arguments = [str(folder / "small.pt"), space, str(folder / "units.json"), str(folder / "models" / name)]
    assert export.main(arguments) == 0
    return folder / "models" / name


@pytest.fixture
def models(tmp_path, monkeypatch) -> Path:
    for seed, name in enumerate(("one", "two")):
        made(seed, tmp_path)
        exported(tmp_path, name)
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path / "models"))
    registry.forget()
    return tmp_path / "models"


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    part = np.asarray(Image.open(PHOTO).convert("RGB"))
    return np.ascontiguousarray(part[: part.shape[0] // 8 * 8, : part.shape[1] // 8 * 8])


def quiet(_: float) -> None:
    pass


def test_both_halves_do_what_they_did_in_training(tmp_path, pixels):
    net = made(0, tmp_path)
    network = codec.SmallNetwork(exported(tmp_path, "one"))
    x = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255
    with torch.inference_mode():
        latent = net.encoder(x)[0].permute(1, 2, 0).numpy()
        drawn = (net.decoder(torch.from_numpy(latent).permute(2, 0, 1)[None])[0] * 255).round().clamp(0, 255)
    assert np.abs(network.encode(pixels, StopToken(), quiet) - latent).max() < 1e-3
    ours = network.decode(latent, StopToken(), quiet)
    assert np.abs(ours.astype(int) - drawn.permute(1, 2, 0).numpy().astype(int)).max() <= 1


def test_windows_give_what_the_whole_gives(tmp_path, pixels, monkeypatch):
    made(0, tmp_path)
    network = codec.SmallNetwork(exported(tmp_path, "one"))
    pixels = np.tile(pixels, (3, 3, 1))[:408, :392]
    latent = network.encode(pixels, StopToken(), quiet)
    drawn = network.decode(latent, StopToken(), quiet)
    monkeypatch.setattr(codec, "SIDE", 16)
    assert np.abs(network.encode(pixels, StopToken(), quiet) - latent).max() < 1e-4
    again = network.decode(latent, StopToken(), quiet)
    assert np.abs(again.astype(int) - drawn.astype(int)).max() <= 1


def test_any_model_of_the_space_draws_the_file(models, pixels):
    data = pipeline.encode(Picture(pixels), EncodeOptions("one", 60.0)).data
    assert pipeline.inspect(data).model_id == "sd1"
    first, *others = pipeline.drawers(data)
    assert {"one", "two"} <= {first, *others}
    one, two = (pipeline.decode(data, drawer=name) for name in ("one", "two"))
    assert not np.array_equal(one.pixels, two.pixels)
    assert np.array_equal(pipeline.decode(data, drawer=first).pixels, pipeline.decode(data).pixels)
    with pytest.raises(ModelError, match=r"'own' can't draw this file, whose latents are of sd1; take .*one"):
        pipeline.decode(data, drawer="own")


def test_more_effort_is_said_to_be_of_no_use(models, pixels):
    for options in (EncodeOptions("one", 60.0), EncodeOptions("one", size=600)):
        slow = pipeline.encode(Picture(pixels), replace(options, effort="balanced"))
        assert slow.data == pipeline.encode(Picture(pixels), options).data
        assert any("gets no better by effort" in notice for notice in slow.notices)


def test_a_transform_of_the_channels_of_squares_is_found(models, tmp_path):
    from safetensors.numpy import load_file

    from sdviewer.training.latent_space import transform

    out = tmp_path / "transforms.safetensors"
    assert transform.main(["one", "--photos", str(PHOTO.parent), "--out", str(out)]) == 0
    tables = load_file(out)
    assert set(tables) == {"sd1.matrix", "sd1.mean"} and tables["sd1.mean"].shape == (16,)
    basis = tables["sd1.matrix"] / np.tile(registry.load("one").units, 4)[:, None]
    assert np.allclose(basis.T @ basis, np.eye(16), atol=1e-4)


@pytest.mark.parametrize("size", [(9, 15), (53, 77), (64, 64)])
def test_pictures_of_any_size_go_through_the_transform_coder(tmp_path, monkeypatch, pixels, size):
    made(0, tmp_path, replace(CONFIG, channels=16))
    (tmp_path / "units.json").write_text(json.dumps({"deviations": [0.6] * 16}))
    exported(tmp_path, "many", "sd3")
    monkeypatch.setenv("SDVIEWER_MODELS", str(tmp_path / "models"))
    registry.forget()
    part = Picture(np.ascontiguousarray(pixels[: size[0], : size[1]]))
    encoded = pipeline.encode(part, EncodeOptions("many", 95.0))
    assert container.read(encoded.data).header.identity == latents("sd3", "", TRANSFORM)
    assert encoded.picture.pixels.shape == part.pixels.shape
    exact = pipeline.encode(part, EncodeOptions("many", 100.0)).picture.pixels
    coarse = pipeline.encode(part, EncodeOptions("many", 0.0)).picture.pixels
    apart = [np.abs(x.astype(float) - exact).mean() for x in (encoded.picture.pixels, coarse)]
    assert apart[0] < 4 < apart[1]  # as drawn from the latent itself, nearly
    trip = round_trip(encoded.data, part.pixels, StopToken(), quiet)
    assert np.abs(trip.astype(float) - exact).mean() < 4
    preview = pipeline.preview(encoded.data)
    assert (preview.height, preview.width) == (-(-size[0] // 16), -(-size[1] // 16))

"""The codecs of the experiment: a picture and a number of bytes in, an answer and the decoded picture out."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ...codec import registry
from ...codec.rivals.at_size import RIVALS
from ...codec.types import Effort, Picture, StopToken
from ..worker import Answer, encode_rival, encode_sdc, peak_megabytes

Way = Callable[[Picture, int], tuple[Answer, Picture]]

SPACES = {"taesd": "sd1", "taesdxl": "sdxl", "taesd3": "sd3", "taef1": "flux1", "taef2_decoder.safetensors": "flux2"}
"""What is looked for in the folder of autoencoders, and the latent space that it is of."""
OLD, OLD_PLAIN = "buehlmann2022", "buehlmann2022 plain"
"""His way, with error diffusion as in 2022 and without."""


def add_models(autoencoders: Path | None, folder: Path) -> list[str]:
    """Add what is in a folder of autoencoders, once, as models in `folder`, and let the registry know of them.

    Their names are those of the latent spaces, 'tae-sd1' and so on. Raises SdcError where one can't be used.
    """
    from ...codec.diffusion.add import make_folder

    names = []
    for found, space in SPACES.items() if autoencoders else ():
        assert autoencoders is not None
        source, target = autoencoders / found, folder / f"tae-{space}"
        if not source.exists():
            continue
        names.append(target.name)
        if not (target / "config.json").exists():
            target.mkdir(parents=True, exist_ok=True)
            (target / "model.safetensors").unlink(missing_ok=True)
            make_folder(source, target, target.name, StopToken(), lambda _: None)
    os.environ["SDVIEWER_MODELS"] = os.pathsep.join([str(folder), os.environ.get("SDVIEWER_MODELS", "")])
    return names


def ways(added: list[str], effort: Effort) -> dict[str, Way]:
    """By name, in the table's order; models that the program comes with or that the user has stand for themselves."""
    found: dict[str, Way] = {name: partial(encode_rival, name) for name in RIVALS}
    if "tae-sd1" in added:
        found[OLD] = partial(_as_in_2022, True)
        found[OLD_PLAIN] = partial(_as_in_2022, False)
    shipped = [m.name for m in registry.available() if m.family == "diffusion" and m.name not in added]
    for model in (*shipped, *added):
        found[f"sdc {model}"] = partial(encode_sdc, effort=effort, model=model)
    found["own"] = partial(encode_sdc, effort=effort)
    found["own natural"] = partial(encode_sdc, effort=effort, look="natural")
    return found


def _as_in_2022(dither: bool, picture: Picture, size: int) -> tuple[Answer, Picture]:
    from ...codec.diffusion.buehlmann2022 import encode_at_size

    result = encode_at_size(picture, registry.load("tae-sd1"), size, dither=dither)
    seconds = result.seconds_encode, result.seconds_decode
    return Answer(len(result.data), result.reached, result.settings, *seconds, peak_megabytes()), result.picture

"""Pixels, and what a network makes of them and back."""

import numpy as np
from PIL import Image
from test_diffusion import PHOTO, quiet

from sdviewer.codec.types import StopToken

STOP = StopToken()
PIXELS = np.asarray(Image.open(PHOTO).convert("RGB"))[:48, :80]


def both(network):
    latent = network.encode(PIXELS, STOP, quiet)
    return latent, network.decode(latent, STOP, quiet)

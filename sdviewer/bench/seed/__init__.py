"""The experiment that this program grew from, measured: `python -m sdviewer.bench seed --data DIR --out FILE ...`.

In 2022 Matthias Bühlmann stored photos of 512x512 pixels as Stable Diffusion's latents in 4.98 kB, beside JPEG and WebP
of that size. Here the middle of every photo goes through every codec of today at this size: the rivals, his own way
(with and without error diffusion), `.sdc` with each latent space that there is an autoencoder of, and our own model.

In: photos, a folder with autoencoders; out: a file with one JSON object a line, one for each photo and codec, that a
later run goes on with, a table on stdout and, if asked for, a sheet of pictures. Open `experiment` first; `ways` has
the codecs, `sheet` draws.
"""

from .experiment import main

__all__ = ["main"]

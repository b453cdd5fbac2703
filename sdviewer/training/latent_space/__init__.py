"""The recipe of a small autoencoder for the latent space of a larger one.

    python -m sdviewer.training.latent_space.encode AUTOENCODER PHOTOS DATA         latents beside pixels, once
    python -m sdviewer.training.latent_space.run --data DATA --autoencoder AUTOENCODER --perceptual DIR --out OUT

`encode` fills a folder that `coded` cuts squares from, as the codec gives latents back; `run` is the loop, which writes
a checkpoint that it resumes from; `network` the two halves; `metric` says what an error in the latents does to pixels.
"""

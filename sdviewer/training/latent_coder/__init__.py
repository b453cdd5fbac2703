"""The recipe of the learned coder of a latent space (`codec.diffusion.learned`).

    python -m sdviewer.training.latent_space.encode AUTOENCODER PHOTOS DATA         latents beside pixels, once
    python -m sdviewer.training.latent_coder.run --data DATA --autoencoder AUTOENCODER --units CONFIG
        --perceptual DIR --out OUT
    python -m sdviewer.training.latent_coder.export OUT/coder.pt FOLDER

`network` has the analysis, the synthesis and, for training alone, what the bits are taken for; `run` is
the loop: bits + LPIPS + squared error of what the autoencoder draws of rounded latents.
"""

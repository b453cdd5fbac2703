"""The recipe of the own model: `python -m sdviewer.training --data DIR --out DIR`.

`photos` reads the training pictures once into memory and cuts random squares from them; `principal` computes the linear
codec that the networks start from; `optimiser` steps; `stages` says what is minimised when; `run` is the loop, which
writes a checkpoint that it resumes from and a curve (`curve.jsonl`); `export` turns a checkpoint into the files that
ship in `resources/models`, with what `tables` and `sketch` find, and `restore` those into a model to train on.
`natural` trains the second decoder, `latent_space` a small autoencoder of Stable Diffusion's latents, `latent_coder`
the networks around their coder. `perceptual` has LPIPS and its networks' features as part of a loss; `device` says
where a training runs and for how long, and `card` prepares one on a graphics card that is lent for some minutes.
"""

"""Stable Diffusion's autoencoders as models of the codec, and Bühlmann's experiment of 2022.

In: a folder that `add` made from whatever the user had (`layouts` knows the ways in which weights are kept); out: a
`codec.model.Model`. Open `model` first: `network` runs the autoencoder in tiles, `learned` moves latents before they
are rounded and after, `payload` codes them in steps that `gains` measured, `cleanup` draws with U-Net steps. torch and
diffusers are imported only here, late. Called by `registry`, `rival_pipeline` and, to add models, the service.
"""

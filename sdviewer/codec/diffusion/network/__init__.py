"""An autoencoder at work: which device, in which pieces, within which memory.

In: pixels or latents of any size; out: the other. Open `autoencoder` first; `tiles` and `steps` compute layer by layer
in pieces with the same result as in one, `winograd` convolves faster, `scratch` keeps on the disk what memory can't
hold, `devices` chooses where.
Called by `diffusion` only.
"""

"""The model that ships with the program: a learned transform, its integer prior, and the refinement of latents.

In: pixels (h, w, 3) uint8 to a latent, a latent to a payload, and back, as `codec.model.Model` says. Open `model`
first; `patches` cuts and joins, `quantise` rounds, `refine*` searches a better latent with torch (optional). Called by
`registry` and `pipeline` only, and by `training`, which makes its weights.
"""

"""The universal coder of Stable Diffusion's latents: any number of channels, no training for a family needed.

In: int32 symbols (h, w, channels); out: a payload, and back. Open `coder` first: `wavefront` orders the symbols in
passes, `network` (trained, integers) or `linear` (fitted to each file) predicts, `tables` makes probabilities of that;
`quantise` chooses symbols for an encoder. Called by `diffusion`.
"""

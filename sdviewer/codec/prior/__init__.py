"""The hyperprior in integers: what the symbols of a learned latent probably are, alike on every machine.

In: a latent's hyper symbols and what is decoded so far; out: for each symbol a row of `entropy`'s tables, and bytes by
them. Open `integer_prior` first; `integer_layers` computes its convolutions, `checkerboard` orders the passes,
`symbol_tables` and `symbols` code. Called by the models that were trained here; floats never decide about a symbol.
"""

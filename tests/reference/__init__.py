"""A second decoder of `.sdc`, written from `resources/sdc-format.md`: numpy, Pillow for WebP, nothing of the program.

Slow and clear. `decoder` reads the file and puts the picture together, `range_coder` turns bytes into symbols, `own`
and `latents` say which symbols there are, `drawing` draws.
"""

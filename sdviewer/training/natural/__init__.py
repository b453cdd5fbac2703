"""The recipe of the second decoder, which draws the same bitstream with texture: `python -m sdviewer.training.natural`.

Open `run` first; `texture` is the distance that is minimised, `network` the decoder's trained half.
"""

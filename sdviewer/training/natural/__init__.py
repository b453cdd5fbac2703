"""The recipe of the second decoder, which draws the same bitstream with texture: `python -m sdviewer.training.natural`.

Open `run` first; `objective` is what is minimised, `texture` its largest part, `network` the decoder's trained half.
"""

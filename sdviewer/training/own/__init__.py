"""The recipe of the own model: analysis, prior and synthesis trained together, then the decoder alone, then export.

Open `run` first (`python -m sdviewer.training`); `stages` says what is minimised when, `network` is the model in
floats, `export` makes ONNX graphs and integers of it. May import the codec; nothing imports it.
"""

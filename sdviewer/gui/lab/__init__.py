"""The lab: what a codec did to the picture that is open, for people who must know.

Each room in it is one subject: `maps` (lost and invented detail, rates, latents, where the loss came from), `rectangle`
(metrics of one), `chart` (rate against distortion, a table of all codecs), `blind` (blind tests), `evidence` (folders
against folders, what is given to others), `risk` (small text and faces, and what protects them). `menu.py` puts their
actions into the menu Lab; `context.py` says what of the window they are given. What they compute lies in
`codec.analysis`.
"""

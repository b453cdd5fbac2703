"""The bytes of a `.sdc` file, version 1.0: signature, header, tagged sections, parts. `resources/sdc-format.md` is the
text.

In: a header and sections as bytes; out: one file, and back. Open `sections` first: it writes, reads and inspects whole
files. `signature` tells damage by transfers, `header` has what must be known before decoding, `blocks` packs
metadata, `parts` lists the streams of large pictures, `varint` writes numbers. Called by
`pipeline` and the models, and for a look at a file by the service. Knows no model and no pixel.
"""

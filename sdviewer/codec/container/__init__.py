"""The bytes of a `.sdc` file: header, tagged sections, checksums. `resources/sdc-format.md` is the text.

In: a header and sections as bytes; out: one file, and back. Open `sections` first; `varint` writes its numbers. Called
by `pipeline`, and for a look at a file's header by the service. Knows no model and no pixel.
"""

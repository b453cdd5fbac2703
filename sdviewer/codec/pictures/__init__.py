"""Files to pixels and back: JPEG, PNG, WebP, TIFF, HEIF, AVIF, JPEG XL and what else Pillow reads.

In: bytes or a path; out: `types.Picture`, uint8 RGB of a known space, with alpha and metadata, or an InputError that
names the file. Open `reader` first: `source` opens a file and knows its format, `colour` makes 8 bits of what was
decoded, `exif` reads and mends metadata. `writer` goes the other way, `images` has what is done with a picture in
between, `alpha` codes the alpha plane of a `.sdc`. Called by `pipeline`, `rivals` and the service; knows no model.
"""

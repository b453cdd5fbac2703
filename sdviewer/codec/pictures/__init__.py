"""Files to pixels and back: JPEG, PNG, WebP, TIFF, HEIF, AVIF, JPEG XL and what else Pillow reads.

In: bytes or a path; out: `types.Picture`, uint8 sRGB with alpha and metadata, or an InputError that names the file.
Open `files` first; `colour` applies profiles, `exif` reads and mends metadata, `alpha` codes the alpha plane of a
`.sdc`. Called by `pipeline`, `rivals` and the service; knows no model.
"""

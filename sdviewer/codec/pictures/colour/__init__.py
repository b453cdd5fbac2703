"""From whatever a decoder gave to 8 bits of a well-known space.

`stated` says what counts for a file: a profile, numbers or nothing. `arrays` goes through the picture in stripes: what
is sRGB, Display P3, Adobe RGB or BT.2020 keeps its numbers, the rest is converted to sRGB by `icc` or by `coded` (with
`tone` for HDR); `depth` gives it samples of more than 8 bits.
"""

"""From whatever a decoder gave to sRGB with 8 bits.

`stated` says what counts for a file: a profile, numbers or nothing. `arrays` goes through the picture in stripes and
converts each, by `icc` or by `coded` (with `tone` for HDR); `depth` gives it samples of more than 8 bits.
"""

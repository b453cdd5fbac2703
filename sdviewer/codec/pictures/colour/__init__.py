"""From whatever a decoder gave to sRGB with 8 bits. Open `arrays` first; `icc` applies embedded profiles."""

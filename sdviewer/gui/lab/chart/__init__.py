"""Metrics of a rectangle, and rate against distortion for the picture that is open."""

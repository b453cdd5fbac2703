"""Blind tests: labels and sizes are hidden until the answer is given."""

"""Figures for comparison: `python -m sdviewer.bench --data DIR` measures every codec on the same pictures in one run.

`codecs` reads the options, asks one process per codec (`worker`) for a file of at most the budget and its decoded
pixels, scores them here while the worker rests, and prints means; `bd_rate` sums curves up. Other benchmarks are
subcommands, see `__main__`.
"""

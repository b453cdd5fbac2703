"""From a size that was asked for to settings that meet it.

In: a function that encodes at a rung of a ladder, and a budget in bytes; out: the highest rung that fits. Open `ladder`
first; `budget` does it for a `.sdc`, where refinement and thrift between two rate points come in. Called by `pipeline`,
`rivals` and the benchmark.
"""

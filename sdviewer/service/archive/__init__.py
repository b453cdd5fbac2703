"""Many photos at once: over the cores of this machine, or over many machines.

`plan` makes a `Task` of each photo (folders recursively, outputs mirrored, what is current left out), `task` does one,
wherever it is, and `places` reads and writes for it, files and URLs alike. `pool` sends tasks to processes, each an
instance of `process` with a model of its own; `cluster` sends the same tasks to Dask. `results` gives what came of
them, in order, and counts.

A process or a machine that dies loses nothing: what it had begun is done once more, and what it left half is deleted.
"""

"""Strangers' bytes against every door of the program: `python -m tests.fuzz --minutes N [TARGET ...]`.

`targets` says what is fed and what may come of it (a result, or an error of ours); `mutate` makes new inputs out of the
seeds, which are small files in `tests/data` and some that are made here; `coverage` counts the lines that were reached.
What breaks the rule is kept in `tests/out/fuzz` and becomes a test.
"""

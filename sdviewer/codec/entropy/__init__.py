"""Integers to bytes and back, to equal results everywhere.

In: int32 symbols, and for each the row of an integer table (`tables`); out: the bytes of a range coder (`range_coder`,
constriction's). Called by `prior`, `latents` and the models. Integers only: nothing here may depend on a machine's
floats.
"""

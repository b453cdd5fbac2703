"""Figures of the window as a user meets it: start, opening, frames a second, blocks, memory, thumbnails.

In: pictures that `run` makes; out: a table or JSON. Open `run` first (`python -m sdviewer.bench gui`); `start` is one
cold start in a process of its own with a `probe` in it, `running` and `thumbnails` measure a window that is open;
`cage` is what decoding in a child costs. Nothing imports it. `run` needs a display with a window manager.
"""

"""The picture area: up to four panes painted with one transform, and what the mouse and the keys do there.

In: `Pane`s (an image or a message each), a layout, zoom commands; out: signals for what the user asks for. It computes
nothing. Open `compare_view` (what the user does) first; `picture_view` says what is painted, `viewport` is zoom and pan
as plain numbers, `painting` draws (the divider, too), `maps` computes difference maps. Called by `compare` and above.
"""

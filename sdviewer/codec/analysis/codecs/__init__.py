"""All codecs on one picture: at the same bytes as a table and a sheet, over their rates as curves.

In: a picture, and which codecs; out: frozen rows and points with the files' bytes and their metrics. Open `table` first
(every codec in at most so many bytes), then `curve` (one codec at many rates, and bytes at the same quality). Called by
the command line and, a step at a time, by the window's charts.
"""

"""The current picture and its variants: original, `.sdc`, rivals at the same bytes, other files; scores and maps.

In: a path to show, `Source`s for the panes, encoder options; out: `Variant`s as they come, announced by `changed`.
Open `comparison` (what the user does) first, then `state` (what is known) and `variants` (the values). `producers` make
variants, `measuring` scores them, `document_loader` opens; `view_presenter` and `pane_headers` show them.
Called by `browse`, `compress`, `information`, `models` and above; knows neither folders nor the queue.
"""

"""Compressing: the panel with the encoder's options, and the queue of many photos.

In: settings, paths; out: settings that the session encodes by, and files that the service's queue writes. Open `panel`
for one picture; for many `queue` (the state), `queue_commands` (what actions do) and `queue_panel` (what is seen, with
`queue_model`, `queue_view` and `queue_delegate` as Qt's table). What is to be saved as soon as it is compressed is in
`pending_saves`, and shown by `save_rows`. Called by `session`, `dialogs` and above; the list of models is handed to the
panel as a widget.
"""

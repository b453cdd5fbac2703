"""Widgets that would do in any program: banner, docks, bars and layouts that fit a narrow window, file dialogs.

In: texts, QActions, widgets to be laid out; out: signals, and the paths that the user chose. Open `banner` for messages
above the picture, `panels` for docks, `file_dialogs` for asking for files, `panel_keys` for who gets a key. Called by
every room above; knows nothing of pictures.
"""

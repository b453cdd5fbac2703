"""The models on this machine: listing, downloading, adding, checking, and getting the one that a `.sdc` needs.

In: what the user wants, paths, a name on the hub; out: `ModelLibrary`'s signals (`changed`, `added`, `failed`), and the
settings for model and device. Open `model_library` first: all state and work, without widgets. `models_dialog` shows
it, `model_chooser` is its list in the compress panel, `model_commands` offers what is missing. Called by `session`,
`commands` and `shell`.
"""

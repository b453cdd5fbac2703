"""What every part of the window stands on: texts, actions, settings, tasks, theme, icons.

In: settings, errors of the codec, files of `resources/`; out: text in the user's language (`texts.tr`), QActions made
of `Spec`s (`actions`), asyncio tasks of which per purpose the latest wins (`tasks`), colours (`theme`). Open `tasks`
and `actions` first. Called by every room; knows none of them, and no widget.
"""

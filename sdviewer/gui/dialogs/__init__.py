"""The program's own dialogs: settings, shortcuts, the command palette, about.

In: the settings or the actions, and the window to stand before; out: changed settings, a triggered action. Each file is
one dialog, imported when it is first opened. Open `settings_dialog` first: a new setting gets its row there. Called by
`commands.dialog_commands` only.
"""

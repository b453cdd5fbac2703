"""What the user can do: the table of all actions, and the handlers that they call.

In: parts of the session, view and banner, given to each handler by `shell.handlers`; out: rows (`Spec`) for menus, tool
bar, palette and shortcuts. Open `action_table` first: it leads to `file_actions`, `view_actions` and `compare_actions`,
where a new action gets its row, and to the handlers (`*_commands`), one method per action. `chosen_files` says which
files a command is about. Called by `shell` only. What concerns queue and models lies in their rooms.
"""

"""The window itself: everything else is built, given what it needs, and wired together here.

In: a `Session` and a `Theme`; out: `MainWindow`, its `closed` and `first_painted`. Open `main_window` first; `handlers`
makes what actions call, `menus`, `tool_bar` and `status_bar` are the bars, `empty_state` is seen before anything is
open, `drop_zones` while files are dragged. `single_instance` hands files to a running window. Called by `app` only.
"""

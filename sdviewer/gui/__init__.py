"""The window. It shows and asks; whatever takes longer than a frame runs in the service's threads.

From a path to the screen: `MainWindow` (drop, dialog, another start) calls `Session.open`; `Browser` says which picture
is meant (`moved`) before it reads the folder; `Comparison.show` loads it through `Loader` (a cache in decoded bytes)
and announces the document; `ViewBinding` turns its variants into panes, and `CompareView` paints them.

Comparing: `Comparison.ensure` starts what the panes need. `Producers` encode, search rivals and load other files,
`Measuring` computes scores and maps; each result is `put` and announced by `changed`. Every coroutine is a task in
`Tasks`, one per purpose, the latest wins.

What the user can do stands in `action_table`; the handlers are `Commands` and `FileCommands`. Panels (`CompressPanel`,
`Inspector`) are docks that listen to the session and change settings. All texts pass `texts.tr`.
"""

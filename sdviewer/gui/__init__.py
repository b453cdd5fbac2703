"""The window. It shows and asks; whatever takes longer than a frame runs in the service's threads.

From a path to the screen: `MainWindow` (drop, dialog, another start) calls `Session.open`; `Browser` says which picture
is meant (`moved`) before it reads the folder; `Comparison.show` loads it through `Loader` (a cache in decoded bytes)
and announces the document; `ViewBinding` turns its variants into panes, and `CompareView` paints them.

Comparing: `Comparison.ensure` starts what the panes need. `Producers` encode, search rivals and load other files,
`Measuring` computes scores and maps; each result is `put` and announced by `changed`. Every coroutine is a task in
`Tasks`, one per purpose, the latest wins.

The folder: `FolderWatch` tells the browser when files come and go. `Gallery` keeps strip and grid in step with the
browser; both are a `ThumbnailView` of one `ThumbnailModel`, for which `ThumbnailLoader` fetches what is in view.

Many photos: `CompressQueue` runs the service's `Queue` and shows it through `QueueModel` in the `QueuePanel`, where
rows are refreshed ten times a second at most, however fast they change.

Models: `ModelLibrary` lists, downloads and adds them, whether the `ModelsDialog` is open or not. When a `.sdc` stops at
its preview (`Comparison.undecoded`), `ModelCommands` offers to get what is missing; as soon as it is `added`,
`Comparison.retry` decodes the picture.

What the user can do stands in `action_table`; the handlers are `Commands`, `FileCommands` and `QueueCommands`. Panels
(`CompressPanel`, `Inspector`, `QueuePanel`) are docks that listen to the session and change settings. All
texts pass `texts.tr`, and what the codec and the service say `error_texts.sentence`.

Colour: pictures are sRGB; `Loader.image` makes them what the screen shows, through its profile (`screen_colour`) where
one is known, on a worker thread. Readouts and measures keep to the pictures' own values.

The start: `cli.window` prepares the service for the first file before Qt is imported, so that a `.sdc` is decoded
meanwhile; `Session.warm` loads the rest after the first paint, and what holds up Python's threads with it. Garbage is
collected in the window's thread alone (`garbage`).
"""

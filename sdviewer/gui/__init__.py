"""The window. It shows and asks; whatever takes longer than a frame runs in the service's threads.

Rooms, each of which imports only from those after it: `shell` (the window), `commands` (actions and their handlers),
`session` (the state without the window) and `dialogs`, then `animation`, `browse`, `compress`, `information` and
`models` beside each other, `compare`, `view`, `pictures`, `widgets`, `toolkit`. Objects get what they use in their
constructors: session parts, never the window. Who is above listens to signals of who is below.

From a path to the screen: `MainWindow` (drop, dialog, another start) calls `Session.open`; `browse.browser` says which
picture is meant (`moved`) before it reads the folder; `Comparison.show` has `compare.document_loader` load it through
`pictures.loader` (a cache in decoded bytes) and announces the document; `compare.view_presenter` turns its variants
into panes, and `view.compare_view` paints them.

Comparing: `Comparison.ensure` starts what the panes need. `compare.producers` encode, search rivals and load other
files, `compare.measuring` computes scores and maps; each result is `put` into `compare.state` and announced by
`changed`. Every coroutine is a task in `toolkit.tasks`, one per purpose, the latest wins.

The folder: `browse.folder_watch` tells the browser when files come and go. `browse.gallery` keeps strip and grid in
step with the browser; both are a `ThumbnailView` of one `ThumbnailModel`, for which `pictures.thumbnail_loader` fetches
what is in view.

Many photos: `compress.queue` runs the service's `Queue` and shows it through `QueueModel` in the `QueuePanel`, where
rows are refreshed ten times a second at most, however fast they change.

Models: `models.model_library` lists, downloads and adds them, whether the `ModelsDialog` is open or not. When a `.sdc`
stops at its preview (`undecoded`), `models.model_commands` offers to get what is missing; as soon as it is `added`,
`Comparison.retry` decodes the picture.

What the user can do stands in `commands.action_table`; its handlers are made by `shell.handlers`. Panels
(`CompressPanel`, `Inspector`, `QueuePanel`) are docks that listen to session parts and change settings. All texts pass
`toolkit.texts.tr`, and what the codec and the service say `toolkit.error_texts.sentence`.

Colour: pictures are sRGB or say their space; `Loader.image` makes them what the screen shows, through its profile
(`pictures.screen_colour`, `session.screen_profile`) where one is known, on a worker thread. Readouts and measures keep
to the pictures' own values.

The start: `cli.window` prepares the service for the first file before Qt is imported, so that a `.sdc` is decoded
meanwhile; `Session.warm` loads the rest after the first paint, and after the first picture, and what holds up Python's
threads with it. Panels, dialogs and thumbnails are imported when they are first shown; the grid and the compress panel
are made while the first picture is looked at (`shell.spare_turns`). What actions can do is asked once in a turn of the
event loop (`Actions.refresh_soon`). Garbage is collected in the window's thread alone (`toolkit.garbage_collection`).
"""

import sys

_features = sys.modules.get("shibokensupport.feature")
if hasattr(_features, "_mod_uses_pyside"):
    # PySide reads the source of each module that is imported, in case it switches names to snake_case: a tenth of the
    # start. Nothing here does.
    _features._mod_uses_pyside = lambda module: False  # type: ignore[union-attr]

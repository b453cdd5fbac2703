"""The folder: which pictures there are, which is the current one, and all of them as thumbnails.

In: files and folders to open, steps; out: `Browser.moved` (show this picture) and `listed`. Open `browser` first:
the list and the place in it; `folder_reader` reads, `folder_watch` tells when files come and go, `filtering` leaves
out, `reading_ahead` loads. `gallery` keeps strip and grid in step, whose views are `thumbnail_*`, with what `folder`
puts above; `naming` asks for names, `trash` moves files there and back. Called by `session`, `commands` and `shell`;
knows nothing of the queue or the models.
"""

"""Pixels on their way to the screen.

In: the codec's `Picture`, or a path; out: `MipImage`, a chain of halved QImages ready to be painted, in the screen's
colours and turned as asked for (`images`), pictures from a cache (`loader`), thumbnails (`thumbnail_loader`). Open
`images` first: nowhere else numpy becomes QImage. Called by every room above; heavy work runs on the service's threads.
"""

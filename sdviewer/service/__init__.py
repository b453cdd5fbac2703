"""Between the window and the codec: threads, files, caches. No Qt.

`CodecService` has one async method per piece of work; each runs as a job on the `Worker` (a permanent thread) for its
kind, and stops when the task that awaits it is cancelled. `prepare` begins before there is an event loop: it leaves the
first `.sdc`'s latent where preview and decode find it. `files` reads and writes so that nothing is lost, `cache`
keeps decoded pictures, `queue` is what is compressed one after another and `batch` how each of these files is written,
`thumbnails` is the desktop's thumbnail cache. `store` and `hub` look after models; `ModelService` offers both to the
window.
"""

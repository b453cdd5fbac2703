"""The service's permanent threads, and the way from the event loop to them and back.

In: jobs (functions of a stop token and a progress report); out: their results as awaitables. `worker` is one kind of
work on a thread or a few; `idle` is what gives way to all others; `left_behind` is for what can't be interrupted.
Called by `codec_service` and `model_service`.
"""

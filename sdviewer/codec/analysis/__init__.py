"""What a codec did to a picture: pure functions for the lab, without Qt and without threads.

They take what other rooms made (pictures, latents, a stream's bytes) and return numpy arrays and frozen dataclasses.
Long ones ask a `StopToken`, so that they can be cancelled. Nothing that encodes or decodes imports this room.
"""

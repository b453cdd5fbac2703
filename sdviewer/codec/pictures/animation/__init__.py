"""The frames of animated pictures, for showing them; what is coded is the first frame.

In: an open file and the number of a frame; out: a `Picture`, how many there are, and for how long it is shown. Open
`frames`. Called by the service, in a process that can do nothing else (`service.cage`).
"""

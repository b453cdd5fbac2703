"""The window's state without the window: one `Session` puts browser, comparison, queue and models together.

In: the service, the settings, an event loop, paths to open; out: the parts as attributes, `failed` and `notice` in
words. Open `session` first; `screen_profile` keeps pictures in the screen's colours. Made by `app`, the benchmark and
the tests, before the window; `shell` takes it apart, and the other rooms get only the parts that they use.
"""

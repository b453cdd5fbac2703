"""JPEG, WebP, AVIF and JPEG XL at a byte budget, each as good as it can be.

In: a picture and a size; out: `types.RivalResult` with the file, what it decodes to, and its settings. Open `at_size`
first; `codecs` says what each encoder can be set to. Called by `rival_pipeline`, which adds those that need a model.
"""

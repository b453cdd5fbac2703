"""Strangers' pictures are decoded in processes that can do nothing else.

In: a path, from a thread of the service. Out: its `Picture`, or a sentence. `readers` opens the file, has a child of
`nursery` decode it, and takes the pixels from memory that they share (`wire`); `limits` is what a child may not do:
take more memory or time than a picture needs, open files, start programs, speak with anybody. A decoder that crashes,
eats memory or never ends takes its child with it, and nothing else. Open `readers` first.

The window reads so, and `sdviewer thumbnail`, which file managers start unasked: it forks a child of itself for what a
`.sdc` holds of other formats. The rest of the command line is a process of its own, and the queue's processes are
(`archive`).
"""

"""What a learned codec may redraw so that it means something else, faces and small text, and how it is kept.

In: a picture, or the regions of one that are to stay faithful. Out: `Risk`s (`find`, by the networks of `faces`, `text`
and `reading`), and what an error counts at each place of a latent (`places`). Called by `pipeline`, which raises the
rate point and has errors elsewhere count as before, and by the window, which outlines what it finds. Open `find` first.
"""

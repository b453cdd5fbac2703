"""What a learned codec may redraw so that it means something else, and how it is kept.

In: the regions of a picture that are to stay faithful. Out: what an error counts at each place of a latent. Called by
`pipeline`, which raises the rate point and has errors elsewhere count as before.
"""

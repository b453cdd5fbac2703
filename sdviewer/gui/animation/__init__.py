"""Animated pictures: the frames of the picture that is shown alone, at their times.

In: the comparison; out: `ComparisonState.show_frame`. What is compressed and compared is the first frame, so an
animation rests meanwhile. Open `player`. Called by `commands` and `shell`.
"""

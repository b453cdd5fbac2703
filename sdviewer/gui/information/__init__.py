"""The information panel: what is known of the opened picture, and the histogram of the pane below the pointer.

In: the comparison and the view; out: nothing but text on the clipboard. Everything is computed on worker threads, and
only while the panel is in view. Open `inspector` first: `picture_facts` says what is known, `exif_facts` reads what the
camera wrote as a photographer does, `histogram` counts. Called by `shell`.
"""

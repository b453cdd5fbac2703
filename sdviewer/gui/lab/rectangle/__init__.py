"""A rectangle that is dragged in the picture, and what each pane holds there.

In: the view's mouse and the comparison's variants; out: figures over the panes. Open `commands` first. The measures lie
in `codec.analysis.rectangle` and `codec.analysis.crops`. Called by the room `chart`, in whose rows of the menu it is.
"""

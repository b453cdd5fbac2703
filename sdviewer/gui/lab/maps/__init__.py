"""Maps of what a codec did, shown over the panes, with their legends."""

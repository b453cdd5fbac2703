"""What a codec may redraw so that it means something else: faces and text are outlined, and kept more faithful.

`watch` has them looked for while a photo is compressed, `outlines` paints them, `brush` is the tool with which somebody
says what else is to stay, `cost` what all of it takes. Open `risk_commands` first.
"""

"""Before photos are compressed: what they are to become, said in the queue's panel, and what has to be asked.

In: settings, and how many photos are ready; out: settings that hold for what is begun with now. Open `ready_bar`, which
stands in the panel while photos wait for the beginning; `controls` are the settings in it, `presets` their names,
`questions` what the queue asks while it is at work. Called by `compress` only.
"""

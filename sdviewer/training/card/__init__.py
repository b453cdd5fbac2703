"""Training on a graphics card that is lent for some minutes, on a machine without a network.

`pack` puts photos, code and weights into a folder to be taken there, `plan` runs there what brings most first and
leaves results in files small enough to be fetched, which `collect` cuts and joins. All of it runs on a processor, too:
a rehearsal.
"""

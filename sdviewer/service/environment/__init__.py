"""The environment that the program runs in: packages that it lacks, and how they get there.

In: names of packages, as a PackageError has them; out: progress, and packages that can be imported. Open `installer`.
Called by the window's room for models.
"""

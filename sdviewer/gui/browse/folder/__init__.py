"""What stands around the thumbnails of a folder: its path, its subfolders, and what chooses among its files.

In: the browser and the settings; out: another folder to open, another order, a filter. Open `folder_head` first, which
puts the parts together. Called by `browse.gallery`.
"""

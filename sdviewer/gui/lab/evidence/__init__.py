"""Folders against folders, and pages of evidence for others.

`evidence_commands` gives what the panes show to `codec.analysis.codecs` and writes the page, or the sheet, that comes
back; `folder_*` compares two folders file by file.
"""

"""Folders against folders, and pages of evidence for others."""

"""Small text and faces: shown before saving, and protected."""

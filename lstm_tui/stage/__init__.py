"""The whole live picture as a pure function of frame, view, size and palette: no widgets, no NumPy at import."""

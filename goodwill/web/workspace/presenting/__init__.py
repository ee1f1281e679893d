"""Turns what the desk knows into the plain values that a template shows, so that templates stay lean."""

"""Telling what was newly written from what was quoted or signed."""

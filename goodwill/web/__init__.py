"""The faces of the web."""

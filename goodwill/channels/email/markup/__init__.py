"""HTML bodies: making them safe to show, and reading their words."""

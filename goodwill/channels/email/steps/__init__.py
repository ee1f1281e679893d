"""Decisions about an incoming message, one a file."""

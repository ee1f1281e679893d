"""Signatures at the end of what was newly written."""

import re

from goodwill.channels.email.quoting import phrases

_DELIMITER = re.compile(r"^(?:-- ?|--\u00a0|— ?|__)$")
_SENT_FROM = re.compile(rf"^\W{{0,3}}(?:{phrases.SENT_FROM})", re.IGNORECASE)
MAX_LINES = 25
_MAX_SENT_FROM = 120
_LINES_BELOW_SENT_FROM = 3


def without_signature(text: str) -> str:
    """Cut at the usual delimiter and at lines such as "Sent from my iPhone"; never everything."""
    lines = text.rstrip().split("\n")
    end = len(lines)
    for index in range(len(lines) - 1, max(-1, len(lines) - MAX_LINES - 1), -1):
        line = lines[index]
        if _DELIMITER.match(line.lstrip("\u200b")) or (
            end - index <= _LINES_BELOW_SENT_FROM and len(line) < _MAX_SENT_FROM and _SENT_FROM.match(line)
        ):
            end = index
    kept = "\n".join(lines[:end]).rstrip()
    return kept if kept.strip() else text.strip()

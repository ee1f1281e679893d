"""Paragraphs from text/plain with format=flowed (RFC 3676)."""

import re

_QUOTES = re.compile(r"^>+")


def unflow(text: str, *, deletes_space: bool = False) -> str:
    """Join lines that end in a blank with the next one of the same quoting depth; the signature mark stays alone."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        quotes = _QUOTES.match(line)
        depth = len(quotes[0]) if quotes else 0
        words = line[depth:]
        if words.startswith(" "):
            words = words[1:]
        is_signature = words == "-- "
        flows = words.endswith(" ") and not is_signature
        if flows and deletes_space:
            words = words[:-1]
        if open_depth == depth and not is_signature:
            out[-1] += words
        else:
            out.append(">" * depth + " " + words if depth else words)
        open_depth = depth if flows else -1
    return "\n".join(out)

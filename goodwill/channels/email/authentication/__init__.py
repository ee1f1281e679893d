"""Whether the visible sender is the real one: SPF, DKIM, DMARC, or the word of a trusted server."""

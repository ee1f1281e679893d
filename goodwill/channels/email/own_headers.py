"""The header fields that this desk itself writes, and what they tell it when it reads them again."""

# The installation that sent a message: what comes back under our own id is a loop.
LOOP = "X-Goodwill-Loop"
# The full size in bytes of a message that was too large to be fetched whole.
TRUNCATED = "X-Goodwill-Truncated"

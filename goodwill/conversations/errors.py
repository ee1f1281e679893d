"""What the domain refuses, with a sentence for the person who asked."""


class Refused(Exception):
    """Nothing was done; the message says why, and nothing of what was written is lost."""


class MergedAway(Refused):
    """The conversation was merged into another: that is where it goes on."""

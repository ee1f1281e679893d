"""What can go wrong in this room, each with a sentence that a person can act on."""


class Refused(ValueError):
    """The change makes no sense now; the sentence says why."""

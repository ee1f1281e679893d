"""What this room refuses, with a sentence for the person who asked."""


class Refused(Exception):
    """Nothing was done; the message says why."""


class UnusableAnswer(Refused):
    """What was answered in a script does not fit the question; it stays there to be mended."""

"""What can stand against a remedy, as exceptions whose sentences are for people."""


class Denied(Exception):
    """The policy does not allow it, or it can't be done; ``rule`` is the row that says so, "" where none fits."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule
        self.sentence = sentence


class NeedsSecondFactor(Exception):
    """So much takes a fresh second factor: ask for it, then grant with ``is_stepped_up``."""


class AlreadyAnswered(Exception):
    """Somebody answered this approval before, or it expired."""


class NotForYou(Exception):
    """This agent may not answer this approval: the sentence says why."""


class NotADraft(Exception):
    """Only the draft of the policy is changed; the active one is replaced by it."""


class UnusableRule(ValueError):
    """A row of the policy that would not work; the sentence says why."""

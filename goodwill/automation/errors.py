"""What stands against a rule, a macro or a complaint, as exceptions whose sentences are for people."""

from goodwill.conversations.errors import Refused


class UnusableRule(ValueError):
    """A rule or a macro that would not work, or would do something else than it seems to; the sentence says why."""


class NotYours(Refused):
    """This macro, complaint or back-test is not for this agent."""

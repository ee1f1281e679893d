"""Back-tests: what a rule would have done in the past, tried without doing any of it."""

from typing import ClassVar

from django.db import models

from goodwill.accounts.models import Agent
from goodwill.automation.enums import BackTestState
from goodwill.automation.models.rules import Rule
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now


class BackTest(models.Model):
    """One back-test of a rule as it was then (``tested`` holds its columns), with how far it is.

    ``cursor`` is the number of the last activity that was looked at, ``upto`` the last that will be. ``seen`` events were
    looked at, in ``matched`` of them the rule would have run. ``per_day`` is ``{"2026-11-02": [seen, matched]}``,
    ``per_action`` ``{place of the action: how often it would have done something}``; ``unknown`` names the facts that
    were taken as they are today.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, null=True, related_name="backtests")
    tested = models.JSONField(default=dict)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BackTestState.choices, default=BackTestState.WAITING)
    cursor = models.BigIntegerField(default=0)
    first = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    conversations = models.PositiveIntegerField(default=0)
    per_day = models.JSONField(default=dict)
    per_action = models.JSONField(default=dict)
    unknown = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    started_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"back-test {self.pk}"

    @property
    def percent(self) -> int:
        """How far it is, in whole percent."""
        if self.state == BackTestState.DONE:
            return 100
        return min(99, (self.cursor - self.first) * 100 // max(1, self.upto - self.first)) if self.cursor else 0


class BackTestHit(models.Model):
    """The rule would have run here, then; ``steps`` as a run's. The first thousand of a back-test are kept."""

    backtest = models.ForeignKey(BackTest, on_delete=models.CASCADE, related_name="hits", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    activity = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    steps = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["backtest", "id"], name="hit_of_backtest"),
            models.Index(fields=["conversation"], name="hit_in_conversation"),
        ]

    def __str__(self) -> str:
        return f"hit {self.pk}"

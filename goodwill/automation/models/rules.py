"""Rules of automation, the timers that they wait for, and the log of what each did where."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.automation.enums import Outcome
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now


class RuleBook(models.Model):
    """One row: its version grows with every change of a rule, so that whoever keeps rules in memory sees it."""

    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"version {self.version}"


class Rule(models.Model):
    """When ``trigger`` happens, and the conditions hold, do the actions.

    All of ``conditions`` must hold, and one of ``any_conditions`` where there are any; each is ``{"name": …, …parameters}``,
    and so is each of ``actions``. Rules are looked at in the order of ``position``; one that ``stops`` and did fit is the
    last for that event. What rules did starts only those that ``follows_rules``. A rule runs at most ``most_per_hour``
    and ``most_in_all`` times in one conversation.
    """

    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)
    trigger = models.CharField(_("when"), max_length=60)
    trigger_parameters = models.JSONField(default=dict, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    any_conditions = models.JSONField(default=list, blank=True)
    actions = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(_("switched on"), default=False)
    stops = models.BooleanField(_("no further rules after this one"), default=False)
    follows_rules = models.BooleanField(_("also after what rules did"), default=False)
    catches_up = models.BooleanField(_("also where the time has passed already"), default=False)
    most_per_hour = models.PositiveIntegerField(_("at most, in an hour and a conversation"), default=3)
    most_in_all = models.PositiveIntegerField(_("at most, in a conversation"), default=20)
    # The name under which the desk made it at first; "" for one that people made.
    default_key = models.CharField(max_length=60, blank=True, editable=False)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    activated_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["position", "id"], name="rule_active", condition=models.Q(is_active=True))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["default_key"], condition=~models.Q(default_key=""), name="default_rule_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Timer(models.Model):
    """A rule on time waits for ``due_at`` in one conversation, counted from ``since``; ``fired_at`` once it came.

    The row stays after it fired, so that the same wait does not begin again; another ``since`` is another wait.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="timers", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="timers")
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "conversation"], name="timer_once")]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="timer_due", condition=models.Q(fired_at__isnull=True))]

    def __str__(self) -> str:
        return f"timer {self.pk}"


class Run(models.Model):
    """A rule fitted and ran in a conversation. ``occasion`` names what started it: each occasion runs a rule once.

    ``steps`` is ``{"conditions": [sentence, …], "actions": [{"name", "state", "sentence"}, …], "note": ""}`` in the
    language of the desk; ``activity`` is the number of what happened, 0 where time has passed.
    """

    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="runs", db_index=False)
    rule_name = models.CharField(max_length=120)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="runs", db_index=False)
    occasion = models.CharField(max_length=60)
    activity = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    stopped_others = models.BooleanField(default=False)
    depth = models.PositiveSmallIntegerField(default=0)
    steps = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "conversation", "occasion"], name="run_once")]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "-id"], name="run_in_conversation"),
            models.Index(fields=["rule", "-id"], name="run_of_rule"),
            models.Index(fields=["rule", "conversation", "-at"], name="run_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_name} in #{self.conversation_id}"


class AutomaticReply(models.Model):
    """A rule wrote to this address: few a day, or two desks would write to each other for ever."""

    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=320)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "automatic replies"
        indexes: ClassVar = [
            models.Index(fields=["address", "at"], name="automatic_reply_to"),
            models.Index(fields=["rule", "at"], name="automatic_reply_of"),
            models.Index(fields=["conversation"], name="automatic_reply_in"),
        ]

    def __str__(self) -> str:
        return self.address

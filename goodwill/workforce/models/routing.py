"""How conversations come to agents: the desk's switch, its rules, what is waiting, and why each went where it did."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.workforce.enums import Authority, Why
from goodwill.workforce.models.people import TIERS


class Routing(models.Model):
    """The desk's settings of routing: the one row, number 1. Off until somebody switches it on.

    What has waited ``raised_after`` minutes is served as if its priority were one higher, and again after as long, so
    that nothing waits for ever. A browser that is silent for ``silent_after`` minutes makes its agent offline. ``version``
    is another with each change of rules and settings: what was read of them is good for one version.
    """

    is_on = models.BooleanField(_("conversations are routed"), default=False)
    raised_after = models.PositiveIntegerField(_("raise after minutes"), default=240)
    silent_after = models.PositiveIntegerField(_("offline after silent minutes"), default=3)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return "routing on" if self.is_on else "routing off"


class TeamRouting(models.Model):
    """What routing does for one team; a team without a row has the defaults. Times are minutes.

    ``requeues`` gives back what waits for us ``requeue_after`` its agent went offline. What nobody took after
    ``overflow_after``, or at once when nobody of the team is at work and ``overflows_unstaffed``, may go to
    ``overflow_team`` too.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="routing")
    requeues = models.BooleanField(_("give back when the agent goes offline"), default=True)
    requeue_after = models.PositiveIntegerField(_("give back after minutes"), default=5)
    overflow_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    overflow_after = models.PositiveIntegerField(_("overflow after minutes"), null=True, blank=True)
    overflows_unstaffed = models.BooleanField(_("overflow when nobody is at work"), default=False)

    def __str__(self) -> str:
        return f"routing of team {self.team_id}"


class RoutingRule(models.Model):
    """What a conversation needs, for those that meet all ``conditions``; the first that fits decides, none means: not routed.

    ``conditions`` is a list for ``conversations.conditions.KIT``. ``skills`` is a list of ``{"skill": id, "level": 1-5}``;
    ``needs_language`` adds the language that the customer writes in. ``agents`` (ids) are asked first, and so is, with
    ``prefers_same_agent``, who wrote to the customer last within ``same_agent_days``; others only when none of these is
    free within ``prefer_for`` minutes. ``team`` moves it there. The overflow columns go before the team's own.
    """

    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    skills = models.JSONField(_("skills"), default=list, blank=True)
    needs_language = models.BooleanField(_("needs the customer's language"), default=False)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=TIERS, default=1)
    authority = models.CharField(_("may give"), max_length=10, choices=Authority.choices, blank=True)
    boost = models.PositiveSmallIntegerField(_("raise the priority by"), default=0)
    is_vip = models.BooleanField(_("goes first within its priority"), default=False)
    agents = models.JSONField(_("named agents first"), default=list, blank=True)
    prefers_same_agent = models.BooleanField(_("same agent as last time first"), default=True)
    same_agent_days = models.PositiveSmallIntegerField(_("last time is at most so many days ago"), default=30)
    prefer_for = models.PositiveIntegerField(_("wait for them for minutes"), default=15)
    overflow_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    overflow_after = models.PositiveIntegerField(_("overflow after minutes"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class QueueEntry(models.Model):
    """A conversation that waits for an agent, with all that routing must know of it, so that serving reads no more.

    Served are: the highest ``level`` (its priority, raised by the rule and by waiting; 5 is above all), then who
    ``goes_first``, then the soonest ``due_at`` (the promise's, else a day after it began to wait), then the longest
    waiting ``since``. ``allowed`` are the agents (ids) who have the authority that the rule asks for; NULL where it asks
    for none. Nobody but ``preferred`` (ids) gets it before ``preferred_until``.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="queue_entry")
    rule = models.ForeignKey(RoutingRule, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=15, choices=Why.choices, default=Why.NEW)
    channel = models.CharField(max_length=30)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    overflow_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    overflow_at = models.DateTimeField(null=True)
    overflowed_at = models.DateTimeField(null=True)
    tier = models.PositiveSmallIntegerField(default=1)
    skills = models.JSONField(default=list)
    allowed = models.JSONField(null=True)
    preferred = models.JSONField(default=list)
    preferred_until = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=2)
    goes_first = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    since = models.DateTimeField(default=now)
    raise_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "queue entries"
        indexes: ClassVar = [
            models.Index(fields=["-level", "-goes_first", "due_at", "since", "id"], name="queue_order"),
            models.Index(fields=["raise_at"], name="queue_to_raise", condition=models.Q(raise_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.conversation_id} waits"


class Assignment(models.Model):
    """Routing gave a conversation to an agent: when, after waiting since when, by which rule, and why to this one.

    ``reasons`` is ``{"chosen": [...], "passed_over": [{"agent", "name", "why"}], "order": ...}`` of codes with their
    numbers, put into words by ``domain.explaining``; the names are those of then.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    agent_name = models.CharField(max_length=120)
    rule = models.ForeignKey(RoutingRule, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    rule_name = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=30)
    waited_since = models.DateTimeField()
    at = models.DateTimeField(default=now)
    reasons = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "-id"], name="assignment_of_conversation"),
            models.Index(fields=["agent", "at"], name="assignment_of_agent"),
        ]

    def __str__(self) -> str:
        return f"#{self.conversation_id} to {self.agent_name}"

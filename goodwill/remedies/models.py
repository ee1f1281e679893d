"""The policy that says who may put what right, the remedies that were asked for, and the ledger of them."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent
from goodwill.commerce.models import Order, Store, StoreCustomer
from goodwill.conversations.models import Conversation
from goodwill.core.clock import now
from goodwill.core.money import Money
from goodwill.customers.models import Customer
from goodwill.remedies.enums import Effect, EntryKind, GranteeKind, Per, RemedyState


class Policy(models.Model):
    """One version of the whole table of rules. One is active; changes are made to a draft and switched on at once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Replaced")

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    # Made by the desk itself, and not touched since: it grows by rows when a store with another currency comes.
    is_default = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    activated_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="active"), name="one_active_policy"),
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="draft"), name="one_draft_policy"),
        ]

    def __str__(self) -> str:
        return f"policy {self.pk}"


class Budget(models.Model):
    """An amount that may be given away for one purpose, such as a campaign; rules draw from it."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    starts_at = models.DateTimeField(_("from"), default=now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One row of the table. Rows are read from the top; the first that fits decides, and none means denied.

    A row fits when every column that is filled in fits: empty columns fit everything. ``amount`` (minor units) and
    ``percent`` (of the order's total) are upper limits of what is at stake together with what was granted before in
    the same ``per``. ``conditions`` is a list of ``{"name": …, …parameters}``, each a file of ``remedies/conditions``.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules", db_index=False)
    position = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=120)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect.choices)
    grantee = models.CharField(_("who"), max_length=10, choices=GranteeKind.choices, blank=True)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    teams = models.JSONField(_("teams"), default=list, blank=True)
    agents = models.JSONField(_("agents"), default=list, blank=True)
    kinds = models.JSONField(_("remedies"), default=list, blank=True)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("store"))
    countries = models.JSONField(_("countries"), default=list, blank=True)
    amount = models.BigIntegerField(_("up to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    percent = models.DecimalField(_("percent of the order"), max_digits=5, decimal_places=2, null=True, blank=True)
    per = models.CharField(_("counted"), max_length=10, choices=Per.choices, default=Per.ACTION)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    reasons = models.JSONField(_("reasons that are accepted"), default=list, blank=True)
    is_reason_required = models.BooleanField(_("a reason is required"), default=False)
    is_statutory = models.BooleanField(_("a right by law, not generosity"), default=False)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, blank=True, related_name="rules", verbose_name=_("budget"))
    step_up_over = models.BigIntegerField(_("second factor again over"), null=True, blank=True)
    approver_roles = models.JSONField(_("approved by"), default=list, blank=True)
    approver_teams = models.JSONField(_("approved by teams"), default=list, blank=True)
    escalates_after = models.DurationField(_("escalates after"), null=True, blank=True)
    expires_after = models.DurationField(_("expires after"), null=True, blank=True)
    explanation = models.CharField(_("in words"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "position"], name="rule_once")]

    def __str__(self) -> str:
        return self.name


class Remedy(models.Model):
    """One remedy that was asked for. ``key`` is the idempotency key that the store gets; it never changes.

    ``parameters`` is all that its kind needs, as JSON; ``action`` what the store is told, as a document, the same at each
    attempt. ``value`` is what is at stake, ``limit`` what the rule would have let pass, in minor units of ``currency``.
    ``situation`` is how things stood when it was judged, so that it can be judged again under another policy;
    ``rule_name`` and ``sentence`` are kept, so that they read the same then. ``granted_by`` is the agent whose limits
    bear it: who asked, or who approved; nobody where the bot or the customer was allowed it. ``state`` follows from the
    ledger.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=80, unique=True)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, related_name="remedies", db_index=False)
    buyer = models.ForeignKey(StoreCustomer, on_delete=models.SET_NULL, null=True, related_name="remedies", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="remedies", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, related_name="remedies")
    grantee = models.CharField(max_length=10, choices=GranteeKind.choices)
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="remedies", db_index=False)
    granted_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    parameters = models.JSONField(default=dict)
    action = models.JSONField(default=dict)
    situation = models.JSONField(default=dict)
    value = models.BigIntegerField(default=0)
    limit = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    address_key = models.CharField(max_length=64, blank=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    rule_name = models.CharField(max_length=120, blank=True)
    sentence = models.TextField(blank=True)
    is_statutory = models.BooleanField(default=False)
    # Denied because it can't be done, not because the policy is against it.
    is_impossible = models.BooleanField(default=False)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, related_name="remedies", db_index=False)
    state = models.CharField(max_length=10, choices=RemedyState.choices)
    external_id = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=now)
    granted_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "remedies"
        indexes: ClassVar = [
            models.Index(fields=["order", "-id"], name="remedy_of_order"),
            models.Index(fields=["customer", "-id"], name="remedy_of_customer"),
            models.Index(fields=["buyer", "-id"], name="remedy_of_buyer"),
            models.Index(fields=["agent", "-asked_at"], name="remedy_of_agent"),
            models.Index(fields=["state", "-asked_at"], name="remedy_by_state"),
            models.Index(fields=["address_key", "-asked_at"], name="remedy_by_address"),
            models.Index(fields=["budget"], name="remedy_of_budget"),
            models.Index(fields=["store", "external_id"], name="remedy_made"),
            models.Index(fields=["grantee", "granted_at"], name="remedy_by_grantee"),
            models.Index(fields=["granted_by", "granted_at"], name="remedy_granted_by"),
            models.Index(fields=["-asked_at"], name="remedy_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def value_money(self) -> Money:
        return Money(self.value, self.currency)


class AppendOnly(TypeError):
    """The ledger is only ever added to."""


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def update(self, **fields: Any) -> int:
        raise AppendOnly("An entry of the ledger is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("An entry of the ledger is never deleted.")


class LedgerEntry(models.Model):
    """One thing that happened to a remedy; rows are never changed nor deleted (the database refuses it too).

    ``amount`` (minor units) is what this entry moves: plus when a grant reserves it, minus when it is given up.
    """

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    amount = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    grantee = models.CharField(max_length=10, choices=GranteeKind.choices, blank=True)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    rule_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=now)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        indexes: ClassVar = [
            models.Index(fields=["remedy", "id"], name="entry_of_remedy"),
            models.Index(fields=["-at"], name="entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("An entry of the ledger is never changed.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("An entry of the ledger is never deleted.")


class Approval(models.Model):
    """A remedy over the limit, put before those who may say yes; answered once.

    ``token`` makes the link in the e-mail; it shows the question, and answering it takes signing in.
    """

    remedy = models.OneToOneField(Remedy, on_delete=models.CASCADE, related_name="approval")
    roles = models.JSONField(default=list)
    teams = models.JSONField(default=list)
    token = models.CharField(max_length=64, unique=True)
    escalates_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    answered_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["is_open", "expires_at"], name="approval_open")]

    def __str__(self) -> str:
        return f"approval {self.pk}"

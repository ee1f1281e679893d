"""Switches a draft of the policy on; the one before is kept, as it was."""

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_set_policy
from goodwill.activity.recording import record
from goodwill.core.clock import now
from goodwill.remedies.domain import drafting_policy, tabling
from goodwill.remedies.errors import NotADraft, UnusableRule
from goodwill.remedies.models import Policy


def activate(policy: Policy, *, by: Agent, note: str) -> Policy:
    """Let the draft hold from now on; ``note`` says what changed. Raise UnusableRule, naming the row, for what would not work.

    Decisions that are being taken end under the old policy: whoever takes one holds it.
    """
    if not may_set_policy(by):
        raise NotAllowed(_("Only owners change the policy."))
    with transaction.atomic():
        before = tabling.held()
        draft = Policy.objects.select_for_update().filter(pk=policy.pk, state=Policy.State.DRAFT).first()
        if draft is None:
            raise NotADraft(_("This policy was switched on or thrown away meanwhile. Open the draft again."))
        _require_usable(draft)
        before.state, before.retired_at = Policy.State.RETIRED, now()
        before.save(update_fields=["state", "retired_at"])
        draft.state, draft.activated_at, draft.note, draft.created_by = Policy.State.ACTIVE, now(), note.strip()[:300], by
        draft.save(update_fields=["state", "activated_at", "note", "created_by"])
        record("policy.activated", draft, by=by, data={"note": draft.note, "before": before.pk})
    return draft


def history(limit: int = 50) -> list[Policy]:
    """The policies that hold or held, the present one first."""
    return list(Policy.objects.exclude(state=Policy.State.DRAFT).select_related("created_by").order_by("-activated_at", "-pk")[:limit])


def _require_usable(draft: Policy) -> None:
    rules = list(draft.rules.order_by("position"))
    if not rules:
        raise UnusableRule(_("A policy without rows would deny everything."))
    for rule in rules:
        try:
            drafting_policy.require_usable(rule)
        except UnusableRule as error:
            raise UnusableRule(f"{rule.position}. {rule.name}: {error}") from None

"""The policy that a desk has until its owner makes another: sensible limits, in the currencies of its stores."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goodwill.accounts.enums import Role
from goodwill.commerce.models import Store
from goodwill.core.clock import now
from goodwill.core.money import digits
from goodwill.remedies.enums import Effect, GranteeKind, Per
from goodwill.remedies.models import Policy, Rule

GENEROUS = ["refund", "reship", "gift", "discount", "gift_card", "credit", "points"]
CHANGES = ["edit_order", "change_payment", "change_address", "cancel"]
PENDING = {"name": "order_status", "statuses": ["pending"]}
OPEN_WINDOW = {"name": "within_return_window"}
WITHDRAWAL = {"name": "within_withdrawal"}
NO_REMEDY_YET = {"name": "few_remedies", "count": 0}
APPROVERS = [Role.LEAD.value, Role.ADMINISTRATOR.value, Role.OWNER.value]
AGENTS_LIMIT, LEADS_LIMIT, STEP_UP, SELF_SERVICE_LIMIT = 25, 150, 100, 10


def make() -> Policy:
    """Make the desk's own policy the active one, unless there is an active one already."""
    try:
        with transaction.atomic():
            policy = Policy.objects.create(state=Policy.State.ACTIVE, is_default=True, note=_("As the desk came"), activated_at=now())
            _fill(policy, _currencies())
    except IntegrityError:
        return Policy.objects.get(state=Policy.State.ACTIVE)
    return policy


def grow(policy: Policy) -> None:
    """Give the desk's own policy, which is held, rows for the currencies of stores that came since."""
    known = set(policy.rules.exclude(currency="").values_list("currency", flat=True))
    if wanted := _currencies() - known:
        policy.rules.all().delete()
        _fill(policy, known | wanted)


def _currencies() -> set[str]:
    return set(Store.objects.values_list("currency", flat=True))


def _fill(policy: Policy, currencies: set[str]) -> None:
    Rule.objects.bulk_create(
        Rule(policy=policy, position=position, **columns) for position, columns in enumerate(_rows(sorted(currencies)), start=1)
    )


def _rows(currencies: list[str]) -> Iterator[dict[str, Any]]:
    """From the law over what costs nothing to what is generous; the first that fits decides."""
    yield from _rights()
    yield from _harmless()
    yield {"name": _("Owners"), "effect": Effect.ALLOW, "grantee": GranteeKind.AGENT, "roles": [Role.OWNER.value]}
    for currency in currencies:
        yield from _generosity(currency)
    yield {
        "name": _("Over the limit"),
        "effect": Effect.APPROVE,
        "grantee": GranteeKind.AGENT,
        "roles": [Role.AGENT.value, Role.LEAD.value, Role.ADMINISTRATOR.value],
        "is_reason_required": True,
        "approver_roles": APPROVERS,
        "escalates_after": timedelta(hours=4),
        "expires_after": timedelta(days=3),
    }


def _rights() -> Iterator[dict[str, Any]]:
    yield {
        "name": _("Right of withdrawal: return"),
        "effect": Effect.ALLOW,
        "kinds": ["return"],
        "conditions": [WITHDRAWAL],
        "is_statutory": True,
    }
    yield {
        "name": _("Right of withdrawal: refund"),
        "effect": Effect.ALLOW,
        "grantee": GranteeKind.AGENT,
        "roles": [Role.AGENT.value, Role.LEAD.value, Role.ADMINISTRATOR.value],
        "kinds": ["refund"],
        "reasons": ["withdrawal"],
        "conditions": [WITHDRAWAL, {"name": "payment_target", "targets": ["original"]}],
        "is_statutory": True,
    }


def _harmless() -> Iterator[dict[str, Any]]:
    """What changes an order that is not packed, and returns in time; the customer's own page may do the simple ones."""
    yield {"name": _("Not packed yet: cancel"), "effect": Effect.ALLOW, "kinds": ["cancel"], "conditions": [PENDING]}
    yield {
        "name": _("Not packed yet: address"),
        "effect": Effect.ALLOW,
        "kinds": ["change_address"],
        "conditions": [PENDING, {"name": "same_country"}],
    }
    yield {"name": _("Return in time"), "effect": Effect.ALLOW, "kinds": ["return"], "conditions": [OPEN_WINDOW]}
    agents = {"effect": Effect.ALLOW, "grantee": GranteeKind.AGENT, "roles": [Role.AGENT.value, Role.LEAD.value, Role.ADMINISTRATOR.value]}
    yield {**agents, "name": _("Not packed yet: changes"), "kinds": CHANGES, "conditions": [PENDING]}
    yield {**agents, "name": _("Exchange in time"), "kinds": ["exchange"], "conditions": [OPEN_WINDOW]}
    yield {**agents, "name": _("Orders and accounts"), "kinds": ["place_order", "change_customer_address", "extend_return"]}


def _generosity(currency: str) -> Iterator[dict[str, Any]]:
    """What agents, leads, the bot and the customer's own page may give away."""
    limited = {"effect": Effect.ALLOW, "kinds": GENEROUS, "currency": currency, "is_reason_required": True}
    agents = {**limited, "grantee": GranteeKind.AGENT, "per": Per.ORDER}
    yield {
        **agents,
        "name": _("Agents, %(currency)s") % {"currency": currency},
        "roles": [Role.AGENT.value],
        "amount": _units(AGENTS_LIMIT, currency),
    }
    yield {
        **agents,
        "name": _("Leads, %(currency)s") % {"currency": currency},
        "roles": [Role.LEAD.value, Role.ADMINISTRATOR.value],
        "amount": _units(LEADS_LIMIT, currency),
        "step_up_over": _units(STEP_UP, currency),
    }
    small = {**limited, "per": Per.CUSTOMER, "amount": _units(SELF_SERVICE_LIMIT, currency), "conditions": [NO_REMEDY_YET]}
    yield {
        **small,
        "name": _("Bot, %(currency)s") % {"currency": currency},
        "grantee": GranteeKind.BOT,
        "kinds": ["refund", "discount", "credit"],
    }
    yield {
        **small,
        "name": _("Self-service, %(currency)s") % {"currency": currency},
        "grantee": GranteeKind.CUSTOMER,
        "kinds": ["refund"],
        "reasons": ["damaged", "wrong_item"],
    }


def _units(amount: int, currency: str) -> int:
    """So many units of a currency like the euro, roughly: a hundred times as many where there are no cents."""
    places = digits(currency)
    return amount * 10**places * (100 if places == 0 else 1)

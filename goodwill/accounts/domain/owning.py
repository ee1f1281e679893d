"""Keeps at least one owner: the last one can be neither demoted nor deactivated."""

from django.utils.translation import gettext as _

from goodwill.accounts.enums import Role
from goodwill.accounts.errors import LastOwner
from goodwill.accounts.models import Agent


def require_another_owner(agent: Agent) -> None:
    """Raise LastOwner when ``agent`` is the only active owner.

    Call it inside the transaction: the rows are locked, so that two owners can't demote each other at the same moment.
    """
    owners = Agent.objects.select_for_update().filter(role=Role.OWNER, is_active=True).order_by("pk")
    if {owner.pk for owner in owners} == {agent.pk}:
        raise LastOwner(_("%(name)s is the only owner. Make somebody else an owner first.") % {"name": agent})

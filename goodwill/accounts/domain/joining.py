"""Makes agents: from an accepted invitation, and the first owner of an empty desk."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.announcing import announce
from goodwill.accounts.domain import inviting
from goodwill.accounts.enums import Role
from goodwill.accounts.errors import NotEmpty
from goodwill.accounts.models import Agent, Invitation
from goodwill.core import signing
from goodwill.core.clock import now

FIRST_OWNER = "first-owner"


def accept(invitation: Invitation, *, name: str, password: str) -> Agent:
    """Turn an invitation into an agent with its role, visibility and teams; it can be done once."""
    with transaction.atomic():
        invitation = inviting.pending(invitation)
        inviting.require_no_agent(invitation.email)
        agent = Agent.objects.create_user(
            invitation.email, password, name=name.strip(), role=invitation.role, visibility=invitation.visibility
        )
        agent.teams.set(invitation.teams.all())
        invitation.accepted_at = now()
        invitation.save(update_fields=["accepted_at"])
        announce("agent.joined", agent, by=agent, invitation=invitation.pk, role=agent.role)
    return agent


def is_empty() -> bool:
    """Whether nobody has ever joined, so that the first owner may be made."""
    return not Agent.objects.exists()


def first_owner_token() -> str:
    """What proves, on an empty desk, that one can read this machine's terminal; it is of no use once there is an agent."""
    return signing.seal(FIRST_OWNER, signing.installation_id(), length=24)


def is_first_owner_token(given: str) -> bool:
    return signing.check(FIRST_OWNER, given.strip(), signing.installation_id())


def create_first_owner(address: str, *, name: str, password: str) -> Agent:
    """Make the owner of an empty desk; raise NotEmpty when there is any agent."""
    with transaction.atomic():
        # A row that is always there, locked so that two people who try at the same moment do not both become owner.
        ContentType.objects.select_for_update().get(app_label="accounts", model="agent")
        if not is_empty():
            raise NotEmpty(_("This desk has an owner already. Ask them for an invitation."))
        owner = Agent.objects.create_user(address, password, name=name.strip(), role=Role.OWNER)
        announce("agent.joined", owner, by=owner, role=owner.role)
    return owner

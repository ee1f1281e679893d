"""Invites people to become agents by a signed link, renews invitations and withdraws them."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.accounts import letters, rules
from goodwill.accounts.announcing import announce
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.errors import AlreadyAgent, InvitationOver, NotAllowed
from goodwill.accounts.models import Agent, Invitation, Team
from goodwill.core import signing
from goodwill.core.clock import now

LIFETIME = timedelta(days=7)
PURPOSE = "invitation"


def invite(
    address: str,
    *,
    by: Agent,
    name: str = "",
    role: str = Role.AGENT,
    visibility: str = Visibility.ALL,
    teams: Iterable[Team] = (),
) -> Invitation:
    """Offer somebody to join and write them a letter; an open invitation of the same address is replaced."""
    address = address.strip().lower()
    _require_grant(by, role)
    with transaction.atomic():
        require_no_agent(address)
        open_invitations(address).update(withdrawn_at=now())
        invitation = Invitation.objects.create(
            email=address, name=name.strip(), role=role, visibility=visibility, invited_by=by, expires_at=now() + LIFETIME
        )
        invitation.teams.set(teams)
        announce("agent.invited", invitation, by=by, email=address, role=str(role))
        letters.invitation(invitation, link(invitation)).send()
    return invitation


def renew(invitation: Invitation, *, by: Agent) -> Invitation:
    """Send a new letter with a new link, good for seven days from now; the link of the old letter stops working."""
    _require_grant(by, invitation.role)
    with transaction.atomic():
        invitation = pending(invitation)
        require_no_agent(invitation.email)
        invitation.expires_at = now() + LIFETIME
        invitation.save(update_fields=["expires_at"])
        announce("agent.invitation_renewed", invitation, by=by, email=invitation.email)
        letters.invitation(invitation, link(invitation)).send()
    return invitation


def withdraw(invitation: Invitation, *, by: Agent) -> None:
    """Take an invitation back; its link stops working."""
    _require_grant(by, invitation.role)
    with transaction.atomic():
        invitation = pending(invitation)
        invitation.withdrawn_at = now()
        invitation.save(update_fields=["withdrawn_at"])
        announce("agent.invitation_withdrawn", invitation, by=by, email=invitation.email)


def link(invitation: Invitation) -> str:
    """The whole address that the letter names."""
    return settings.DESK_URL + reverse("invitation", args=[token(invitation)])


def token(invitation: Invitation) -> str:
    """Names the invitation and proves that we made it; another one after each renewal."""
    return f"{invitation.pk}-{signing.seal(PURPOSE, *_sealed(invitation), length=32)}"


def find(given: str) -> Invitation:
    """The open invitation of a token; raise InvitationOver for every other one, whatever is wrong with it."""
    number, _dash, seal = given.partition("-")
    invitation = Invitation.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if invitation is None or not signing.check(PURPOSE, seal, *_sealed(invitation)) or not invitation.is_open:
        raise InvitationOver(_("This invitation is no longer open. Ask the person who invited you for a new one."))
    return invitation


def pending(invitation: Invitation) -> Invitation:
    """The row as it is now, locked until the end of the transaction; raise InvitationOver when it was used or withdrawn."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise InvitationOver(_("This invitation was accepted or withdrawn already."))
    return locked


def open_invitations(address: str = "") -> QuerySet[Invitation]:
    """Those neither accepted nor withdrawn, also when they are too old; of one address, or of all."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return waiting.filter(email=address) if address else waiting


def require_no_agent(address: str) -> None:
    if Agent.objects.filter(email__iexact=address).exists():
        raise AlreadyAgent(_("There is already an agent with the address %(address)s.") % {"address": address})


def _require_grant(by: Agent, role: str) -> None:
    if not rules.may_grant(by, role):
        raise NotAllowed(_("You may not give this role to anybody."))


def _sealed(invitation: Invitation) -> tuple[object, ...]:
    return invitation.pk, invitation.email, int(invitation.expires_at.timestamp())

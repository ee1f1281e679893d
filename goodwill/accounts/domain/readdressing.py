"""Gives an agent another e-mail address to sign in with, once the new one has been shown to be theirs."""

from datetime import timedelta
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from goodwill.accounts import letters
from goodwill.accounts.announcing import announce
from goodwill.accounts.domain.inviting import require_no_agent
from goodwill.accounts.errors import AlreadyAgent, LinkOver, SameAddress
from goodwill.accounts.models import Agent
from goodwill.core import signing
from goodwill.core.clock import now

LIFETIME = timedelta(days=1)
PURPOSE = "new-address"


def ask(agent: Agent, address: str) -> None:
    """Write a letter with a link to the new address; nothing changes until it is opened and confirmed."""
    address = address.strip().lower()
    if address == agent.email:
        raise SameAddress(_("That is your address already."))
    require_no_agent(address)
    letters.new_address(address, agent.name, link(agent, address)).send()


def link(agent: Agent, address: str) -> str:
    """The whole address that the letter names; good for a day, and until the agent's address has changed."""
    until = int((now() + LIFETIME).timestamp())
    seal = signing.seal(PURPOSE, agent.pk, agent.email, address, until, length=32)
    return f"{settings.DESK_URL}{reverse('account_address_confirmation')}?{urlencode({'to': address, 'until': until, 'seal': seal})}"


def check(agent: Agent, address: str, until: str, seal: str) -> None:
    """Raise LinkOver unless we sealed this link for this agent, as they are now, and its day has not passed."""
    is_ours = signing.check(PURPOSE, seal, agent.pk, agent.email, address, until)
    if not is_ours or int(until) < now().timestamp():
        raise LinkOver(_("This link is not good any more, or is for somebody else. Ask for a new one in your profile."))


def confirm(agent: Agent, address: str, until: str, seal: str) -> None:
    """Let the agent sign in with the new address from now on, and tell the old one."""
    with transaction.atomic():
        held = Agent.objects.select_for_update().get(pk=agent.pk)
        check(held, address, until, seal)
        require_no_agent(address)
        before, held.email = held.email, address
        try:
            with transaction.atomic():
                held.save(update_fields=["email"])
        except IntegrityError:
            # Somebody else took it in this moment.
            raise AlreadyAgent(_("There is already an agent with the address %(address)s.") % {"address": address}) from None
        # The sign-in library keeps addresses of its own, by which one could still sign in.
        EmailAddress.objects.filter(user=held).delete()
        announce("agent.readdressed", held, by=held, before=before, after=address)
        letters.address_changed(before, held.name, address).send()
    agent.email = address

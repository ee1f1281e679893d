"""Sets up the shop's desk: agents, teams, inboxes and saved replies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from goodwill.accounts.domain import joining, teaming
from goodwill.accounts.models import Agent, Team
from goodwill.conversations.domain import editing_replies
from goodwill.core import clock
from goodwill.demo.letters import HOST
from goodwill.demo.stories import replies, shop
from goodwill.inboxes import registry
from goodwill.inboxes.contract import Capability
from goodwill.inboxes.domain import connecting
from goodwill.inboxes.domain.connecting import Description
from goodwill.inboxes.models import Inbox

DOMAIN = "fernandfable.example"
SUPPORT = Description(
    name="Fern & Fable",
    address=f"support@{DOMAIN}",
    aliases=(f"hello@{DOMAIN}",),
    signature=shop.SIGNATURE,
    acknowledgement=shop.ACKNOWLEDGEMENT,
    settings={"trusted_authserv": HOST},
)
ORDERS = Description(name="Fern & Fable Orders", address=f"orders@{DOMAIN}", signature=shop.SIGNATURE, settings={"trusted_authserv": HOST})


@dataclass(frozen=True)
class House:
    """The shop's people and places, by the keys under which stories know them."""

    agents: dict[str, Agent]
    teams: dict[str, Team]
    inboxes: dict[str, Inbox]

    def switch_on_acknowledgements(self) -> None:
        described = {name: getattr(SUPPORT, name) for name in SUPPORT.__dataclass_fields__}
        described |= {"team": self.teams["Care"], "is_acknowledging": True}
        connecting.change(self.inboxes["support"], Description(**described), by=self.agents["ada"])


def address_of(key: str) -> str:
    return f"{key}@{DOMAIN}"


def furnish(at: datetime) -> House:
    """Everything that must be there before the first customer writes."""
    with clock.pretending(at):
        agents = _hire()
        owner = agents["ada"]
        teams = {name: teaming.create(name, [agents[key] for key in members], by=owner) for name, members in shop.TEAMS.items()}
    with clock.pretending(at + timedelta(hours=1)):
        kind = _kind()
        inboxes = {
            "support": connecting.connect(kind, _with_team(SUPPORT, teams["Care"]), by=owner),
            "orders": connecting.connect(kind, _with_team(ORDERS, teams["Orders"]), by=owner),
        }
        for title, team, author, text in replies.SAVED_REPLIES:
            editing_replies.add(title, text, team=teams.get(team), by=agents[author])
    return House(agents, teams, inboxes)


def _hire() -> dict[str, Agent]:
    """The owner founds the desk; the others are there from the first day, with the same password."""
    owner_key, owner_name, *_ = shop.AGENTS[0]
    owner = joining.create_first_owner(address_of(owner_key), name=owner_name, password=shop.PASSWORD)
    agents = {}
    for key, name, role, visibility, time_zone, signature in shop.AGENTS:
        agent = owner if key == owner_key else Agent(email=address_of(key), name=name, password=owner.password)
        agent.role, agent.visibility, agent.time_zone, agent.signature = role, visibility, time_zone, signature
        agent.save()
        agents[key] = agent
    return agents


def _with_team(description: Description, team: Team) -> Description:
    described = {name: getattr(description, name) for name in description.__dataclass_fields__}
    return Description(**{**described, "team": team})


def _kind() -> str:
    """The first channel whose messages have a subject and files, as the shop's stories need them."""
    needed = {Capability.SUBJECT, Capability.ATTACHMENTS}
    return next(kind for kind, channel in sorted(registry.channels().items()) if needed <= channel.capabilities)

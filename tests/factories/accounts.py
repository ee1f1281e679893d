"""Makes agents, teams and invitations for tests; the people are those of the shop Fern & Fable."""

from typing import Any

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team

PASSWORD = "goodwill-demo"  # noqa: S105
PEOPLE = {
    Role.OWNER: "Ada Lindqvist",
    Role.ADMINISTRATOR: "Ines Moreau",
    Role.LEAD: "Jonas Weber",
    Role.AGENT: "Mira Okafor",
    Role.READ_ONLY: "Sam Whitlock",
}


def an_agent(role: str = Role.AGENT, name: str = "", *, password: str | None = None, teams: tuple[Team, ...] = (), **fields: Any) -> Agent:
    """An active agent. Without a password nobody can sign in with one, which saves the time of hashing it."""
    name = name or PEOPLE[Role(role)]
    email = fields.pop("email", f"{name.split()[0].lower()}@fernandfable.example")
    agent = Agent.objects.create_user(email, password, name=name, role=role, **fields)
    agent.teams.set(teams)
    return agent


def a_team(name: str = "Orders") -> Team:
    return Team.objects.create(name=name)

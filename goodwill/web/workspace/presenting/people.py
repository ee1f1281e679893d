"""Names of agents and teams for menus and rows, read once a request."""

from dataclasses import dataclass

from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.core.rows import Prepared


@dataclass(frozen=True, slots=True)
class People:
    """``agents`` are (id, name, may be chosen), ``teams`` (id, name)."""

    agents: list[tuple[int, str, bool]]
    teams: list[tuple[int, str]]

    @property
    def names(self) -> dict[int, str]:
        return {number: name for number, name, _ in self.agents}


def agents() -> list[tuple[int, str, bool]]:
    return [(number, name or email, bool(is_active) and role != Role.READ_ONLY) for number, name, email, is_active, role in _AGENTS.all()]


def people() -> People:
    return People(agents(), _TEAMS.all())


_AGENTS = Prepared(lambda: Agent.objects.order_by("name").values_list("id", "name", "email", "is_active", "role"))
_TEAMS = Prepared(lambda: Team.objects.order_by("name").values_list("id", "name"))

"""Who signs in, by the sign-in library, and who a session belongs to, by a statement that is compiled once."""

from allauth.account.auth_backends import AuthenticationBackend

from goodwill.accounts.models import Agent
from goodwill.core import rows


class AgentBackend(AuthenticationBackend):
    """The library's own in all but reading the agent of a session, with which every page begins."""

    def get_user(self, user_id: int) -> Agent | None:
        agent = rows.fetch(Agent, id=user_id)
        return agent if agent is not None and self.user_can_authenticate(agent) else None

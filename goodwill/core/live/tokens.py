"""Signs what a page may listen to: topics, the agent, the session, and from when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from goodwill.core import clock
from goodwill.core import signing as seals

LIFETIME = timedelta(hours=24)
_SALT = "goodwill.live"


class InvalidToken(Exception):
    """The token is not one of ours, was altered, is too old, or belongs to another browser session."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a valid token allows; ``issued_at`` is in milliseconds since 1970."""

    topics: tuple[str, ...]
    agent_id: int
    issued_at: int

    @property
    def ends_at(self) -> float:
        """When the stream must end, in seconds since 1970."""
        return self.issued_at / 1000 + LIFETIME.total_seconds()


def token(topics: Iterable[str], agent_id: int, session_key: str = "") -> str:
    """A token for ``GET /live?token=…``, good for 24 hours; with ``session_key`` only beside that session's cookie."""
    session = seals.seal("live-session", session_key) if session_key else ""
    return signing.Signer(salt=_SALT).sign_object([sorted(set(topics)), agent_id, session, milliseconds()])


def read(value: str, session_key: str) -> Subscription:
    """Check a token beside the session key of the request's cookie; raise InvalidToken."""
    try:
        topics, agent_id, session, issued_at = signing.Signer(salt=_SALT).unsign_object(value)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidToken("The live token is not one of ours.") from error
    subscription = Subscription(tuple(topics), agent_id, issued_at)
    if not issued_at - 60_000 <= milliseconds() < subscription.ends_at * 1000:
        raise InvalidToken("The live token is too old.")
    if session and not seals.check("live-session", session, session_key):
        raise InvalidToken("The live token belongs to another session.")
    return subscription


def milliseconds() -> int:
    """The present moment in milliseconds since 1970."""
    return int(clock.now().timestamp() * 1000)

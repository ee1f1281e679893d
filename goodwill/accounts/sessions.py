"""Sessions in the database, read by a statement that is compiled once: every page begins with one."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session

from goodwill.core import rows
from goodwill.core.clock import now


class SessionStore(DatabaseSessionStore):
    """Django's own in all but the reading."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = rows.fetch(Session, session_key=self.session_key)
        if found is not None and found.expire_date > now():
            return found
        self._session_key = None
        return None

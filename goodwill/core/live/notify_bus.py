"""Learns of new live events through PostgreSQL's LISTEN and NOTIFY."""

import logging
from typing import Any

from django.db import Error, connection

log = logging.getLogger(__name__)
CHANNEL = "goodwill_live"


class NotifyBus:
    """Signals after the commit, not in it: a NOTIFY in a transaction makes all commits queue for one lock."""

    def __init__(self) -> None:
        self._listening: Any = None

    def signal(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"NOTIFY {CHANNEL}")
        except Error as error:
            log.warning("Live signal not sent, pages learn of it some seconds later: %s", error)

    def wait(self, seconds: float) -> bool:
        if self._listening is None:
            self._listening = self._listen()
            return True
        return any(True for _ in self._listening.notifies(timeout=seconds, stop_after=1))

    def close(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    def _listen(self) -> Any:
        import psycopg

        parameters = connection.get_connection_params()
        for ours in ("cursor_factory", "context", "client_encoding", "prepare_threshold"):
            parameters.pop(ours, None)
        listening = psycopg.connect(**parameters, autocommit=True)
        listening.execute(f"LISTEN {CHANNEL}")
        return listening

"""Learns of new live events through a Redis channel."""

import logging
from typing import Any

log = logging.getLogger(__name__)
CHANNEL = "goodwill:live"


class RedisBus:
    """One connection to signal, one to wait; both are made again after they were lost."""

    def __init__(self, url: str) -> None:
        # Imported where it is used: an installation without Redis should not pay for its client.
        import redis

        self._error = redis.RedisError
        self._client: Any = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2, health_check_interval=30)
        self._subscribed: Any = None

    def signal(self) -> None:
        try:
            self._client.publish(CHANNEL, b"")
        except self._error as error:
            log.warning("Live signal not sent, pages learn of it some seconds later: %s", error)

    def wait(self, seconds: float) -> bool:
        if self._subscribed is None:
            self._subscribed = self._client.pubsub(ignore_subscribe_messages=False)
            self._subscribed.subscribe(CHANNEL)
        return self._subscribed.get_message(timeout=seconds) is not None

    def close(self) -> None:
        if self._subscribed is not None:
            self._subscribed.close()
            self._subscribed = None
        self._client.close()

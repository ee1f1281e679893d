"""A page that listens to a real desk over HTTP."""

import http.client
import json
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

PATIENCE = 20.0


@dataclass
class Received:
    """One event as a browser would see it; ``id`` is 0 where it has none."""

    kind: str
    data: dict
    id: int


class Listening:
    """An open stream; ``next`` blocks until an event comes."""

    def __init__(self, port: int, token: str, since: int | None = None, headers: dict[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        query = {"token": token} | ({} if since is None else {"since": since})
        self._connection.request("GET", f"/live?{urlencode(query)}", headers=headers or {})
        self.response = self._connection.getresponse()
        self.status = self.response.status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def next_change(self) -> Received:
        """The next event that tells of a change: a greeting may come before it."""
        while (event := self.next()) and event.kind == "hello":
            pass
        assert event, "The stream has ended."
        return event

    def next(self) -> Received | None:
        """The next event; None when the stream has ended."""
        fields: dict[str, str] = {}
        while line := self.response.readline():
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif "event" in fields:
                return Received(fields["event"], json.loads(fields["data"]), int(fields.get("id", 0)))
            else:
                fields = {}
        return None

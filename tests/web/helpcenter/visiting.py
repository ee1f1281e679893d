"""What a customer does on the order pages, over HTTP."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from goodwill.commerce.domain.opening_orders import link_to_order, page_key
from goodwill.commerce.models import Order
from goodwill.core.clock import now, pretending
from goodwill.inboxes.models import SinkMessage


class Visitor:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.order: Order | None = None

    def opens(self, order: Order) -> "Visitor":
        self.order = order
        answer = self.client.get(urlsplit(link_to_order(order)).path)
        assert answer.status_code == 302
        return self

    def place(self, path: str = "") -> str:
        assert self.order is not None
        return f"/help/orders/{page_key(self.order)}/{path}"

    def sees(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(self.place(path))
        assert answer.status_code == status, (path, answer.status_code)
        return words(answer)

    def sends(self, path: str, **data: Any) -> HttpResponse:
        return self.client.post(self.place(path), data)

    def asks(self, email: str, number: str, **meta: Any) -> HttpResponse:
        return self.client.post("/help/", {"email": email, "number": number}, **meta)

    def enters(self, code: str) -> HttpResponse:
        return self.client.post("/help/code", {"code": code})


def words(answer: HttpResponse) -> str:
    """What a page says: its text alone, in one line."""
    text = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&").split())


def letters() -> list[tuple[str, str]]:
    """Address and text of the letters in the sink, oldest first."""
    return [(kept.recipients, kept.content().decode()) for kept in SinkMessage.objects.order_by("id")]


def code_in(letter: str) -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", letter)
    assert found is not None, letter
    return "".join(found.groups())


def later(seconds: float) -> Any:
    """Let so many seconds have passed, as a context."""
    return pretending(now() + timedelta(seconds=seconds))

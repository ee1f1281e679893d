"""Finds what was said; instant while typing, and kept in the address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodwill.conversations import searching
from goodwill.core.search import Order
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.presenting import rows
from goodwill.web.workspace.showing import known

EXAMPLES = (
    "from:greta",
    "to:trade",
    "tag:delivery",
    "is:open",
    "is:unassigned",
    "in:support",
    "assignee:me",
    "team:orders",
    "has:attachment",
    "has:note",
    "before:2026-11-01",
    "after:2026-10-01",
    '"exact words"',
    "-without",
)


def index(request: AgentRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    order = Order.BEST if request.GET.get("order") == Order.BEST else Order.NEWEST
    after = request.GET.get("after", "")
    found = searching.search_for(
        request.agent, text, order=order, after=after, is_typing=is_htmx(request) and not after, zone=timezone.get_current_timezone()
    )
    names = known(request).people.names
    context: dict[str, Any] = {
        "q": text,
        "order": order.value,
        "orders": [(option.value, option == order, urlencode({"q": text, "order": option.value})) for option in Order],
        "exact": _shown(found.exact, names),
        "results": _shown(found.results, names),
        "problems": found.problems,
        "more": urlencode({"q": text, "order": order.value, "after": found.next}) if found.next else "",
        "examples": EXAMPLES,
        "is_continued": bool(after),
    }
    page = "workspace/search/_results.html" if is_htmx(request) else "workspace/search/index.html"
    return render(request, page, context)


def _shown(found: list[searching.Result], names: dict[int, str]) -> list[tuple[rows.ShownRow, searching.Result]]:
    return list(zip(rows.shown([result.row for result in found], names), found, strict=True))

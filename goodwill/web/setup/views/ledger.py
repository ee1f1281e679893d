"""The ledger of remedies as a report: filtered, added up, page by page, and as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodwill.remedies import kinds, reasons
from goodwill.remedies.domain import reporting
from goodwill.remedies.domain.reporting import By, Filter, Total
from goodwill.remedies.models import LedgerEntry, Remedy
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.ledger import LedgerForm
from goodwill.web.shared.requests import AgentRequest

SIZE = 50


@leads
def index(request: AgentRequest) -> HttpResponse:
    form = LedgerForm(request.GET)
    which = form.which()
    after = request.GET.get("after", "")
    rows, older = reporting.remedies(which, before=int(after) if after.isdecimal() and len(after) < 19 else 0, limit=SIZE)
    prefetch_related_objects(rows, Prefetch("entries", LedgerEntry.objects.select_related("agent").order_by("pk")))
    by = _by(request)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "form": form,
        "rows": rows,
        "older": older,
        "query": query.urlencode(),
        "ways": [(str(way), label) for way, label in _ways().items()],
        "by": str(by),
        "sums": _sums(reporting.totals(which, by), by),
        "kinds": kinds.all_kinds(),
        "reason_of": reasons.label,
    }
    return render(request, "setup/ledger/index.html", context)


@leads
def download(request: AgentRequest) -> HttpResponseBase:
    """All remedies of the filter as CSV, one a line, while they are read."""
    response = StreamingHttpResponse(_lines(LedgerForm(request.GET).which()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return response


def _by(request: AgentRequest) -> By:
    try:
        return By(request.GET.get("by", ""))
    except ValueError:
        # One month has no course over time.
        return By.KIND if request.GET.get("month") else By.MONTH


def _ways() -> dict[By, str]:
    return {By.MONTH: _("by month"), By.AGENT: _("by agent"), By.KIND: _("by kind"), By.RULE: _("by rule"), By.REASON: _("by reason")}


def _sums(totals: list[Total], by: By) -> list[dict[str, Any]]:
    """Sums with the words for their keys, and shares of the largest of the same currency for the bars."""
    largest: dict[str, int] = {}
    for total in totals:
        largest[total.value.currency] = max(largest.get(total.value.currency, 1), total.value.minor)
    return [
        {"label": _label(total, by), "total": total, "share": 100 * total.value.minor / largest[total.value.currency]} for total in totals
    ]


def _label(total: Total, by: By) -> str:
    match by:
        case By.MONTH:
            return date_format(timezone.localtime(total.key), "F Y")
        case By.KIND:
            known = kinds.all_kinds().get(total.key)
            return str(known.label) if known else str(total.key)
        case By.REASON:
            return reasons.label(total.key) if total.key else _("no reason given")
        case By.AGENT:
            return total.name or _("bot and self-service")
        case _:
            return total.name or _("none")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(which: Filter) -> Iterator[str]:
    writer = csv.writer(_Echo())
    heads = ["number", "asked_at", "granted_at", "who", "agent", "granted_by", "kind", "store", "order", "customer", "value", "currency"]
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + str(writer.writerow([*heads, "reason", "rule", "state", "store_reference", "problem"]))
    found = Remedy.objects.filter(which.remedies()).select_related("agent", "granted_by", "order", "buyer", "store").order_by("-pk")
    for remedy in found.iterator(chunk_size=1000):
        yield str(writer.writerow([_cell(value) for value in _row(remedy)]))


def _row(remedy: Remedy) -> list[Any]:
    return [
        remedy.pk,
        remedy.asked_at.isoformat(timespec="seconds"),
        remedy.granted_at.isoformat(timespec="seconds") if remedy.granted_at else "",
        remedy.grantee,
        remedy.agent.name if remedy.agent else "",
        remedy.granted_by.name if remedy.granted_by else "",
        remedy.kind,
        remedy.store.name,
        remedy.order.number if remedy.order else "",
        str(remedy.buyer) if remedy.buyer else "",
        remedy.value_money.amount,
        remedy.currency,
        remedy.reason,
        remedy.rule_name,
        remedy.state,
        remedy.external_id,
        remedy.problem,
    ]


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value

"""Remedies: what may be offered, the form of each with its dry run, granting, and how far one is."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_answer
from goodwill.commerce.models import Order, StoreCustomer
from goodwill.conversations.models import Conversation
from goodwill.remedies import kinds, reasons
from goodwill.remedies.contract import Grantee, Incomplete, Kind, Request
from goodwill.remedies.domain import granting, offering
from goodwill.remedies.enums import Effect, RemedyState
from goodwill.remedies.errors import Denied, NeedsSecondFactor
from goodwill.remedies.filling import parameters_from
from goodwill.remedies.models import Remedy
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace import showing, stepping_up
from goodwill.web.workspace.answers import answering
from goodwill.web.workspace.presenting import remedies, remedy_form
from goodwill.web.workspace.views.orders import conversation_of

Place = Order | StoreCustomer


def order_at(number: int) -> Order:
    return get_object_or_404(Order.objects.select_related("store", "buyer"), pk=number)


def account_at(number: int) -> StoreCustomer:
    return get_object_or_404(StoreCustomer.objects.select_related("store"), pk=number)


@answering
def index(request: AgentRequest, number: int) -> HttpResponse:
    """What may be done for an account without an order."""
    account = account_at(number)
    offers = remedies.in_order(offering.offers(account.store, None, account, Grantee.of(request.agent)), None)
    context = {"place": account, "base": _base(account), "offers": offers, "conversation": conversation_of(request), "may_answer": True}
    return _page(request, "index", context)


@answering
def new(request: AgentRequest, number: int, kind: str, *, of_account: bool = False) -> HttpResponse:
    """The form. ``?again=`` fills in what was asked for before, ``?form=`` what was kept while the second factor was asked for."""
    place: Place = account_at(number) if of_account else order_at(number)
    asked = _kind(kind)
    filled = QueryDict(stepping_up.kept_form(request)) or _as_before(request, place, asked)
    return _form(request, place, asked, filled or None, is_untouched=not filled)


@answering
def create(request: AgentRequest, number: int, kind: str, *, of_account: bool = False) -> HttpResponse:
    """Grant it, or ask for approval, as the policy says; or only say what would happen (``step=preview``)."""
    place: Place = account_at(number) if of_account else order_at(number)
    asked = _kind(kind)
    if request.POST.get("step") == "preview":
        return _preview(request, place, asked)
    try:
        remedy = granting.grant(_request(request, place, asked), Grantee.of(request.agent), is_stepped_up=stepping_up.is_fresh(request))
    except Incomplete as error:
        return _form(request, place, asked, request.POST, problem=str(error), wrong=error.field, status=422)
    except Denied as error:
        return _form(request, place, asked, request.POST, problem=error.sentence, status=409)
    except NeedsSecondFactor as error:
        if not stepping_up.is_possible(request):
            sentence = _("%(why)s You have none yet: add one under “Sign-in and security”.") % {"why": error}
            return _form(request, place, asked, request.POST, problem=sentence, status=409)
        return _go(request, stepping_up.ask(request, f"{_base(place)}/{kind}{_from(conversation_of(request))}"))
    return _after(request, remedy)


def show(request: AgentRequest, number: int) -> HttpResponse:
    """One remedy: how far it is, what the store said, and its ledger."""
    remedy = get_object_or_404(Remedy.objects.select_related("agent", "order__store", "buyer", "approval__answered_by"), pk=number)
    context = {
        "remedy": remedies.shown(remedy),
        "row": remedy,
        "ledger": remedies.ledger(remedy),
        "conversation": conversation_of(request),
        "may_answer": may_answer(request.agent),
        **showing.alone_context(request),
    }
    return _page(request, "show", context)


@answering
def articles(request: AgentRequest, number: int, kind: str, *, of_account: bool = False) -> HttpResponse:
    """The variants that a search in the form finds, below those that are chosen."""
    place: Place = account_at(number) if of_account else order_at(number)
    name = request.POST.get("field", "")
    field = next((one for one in offering.fields_of(_asking(place, kind)) if one.name == name), None)
    if field is None:
        raise Http404
    drawn = remedy_form.Drawn(
        field, articles=remedy_form.articles(name, request.POST, place.store), search=request.POST.get(f"{name}_search", "")
    )
    return render(request, "workspace/remedies/_articles.html", {"one": drawn})


def _kind(name: str) -> Kind:
    try:
        return kinds.kind(name)
    except kinds.UnknownKind:
        raise Http404 from None


def _asking(place: Place, kind: str) -> Request:
    if isinstance(place, Order):
        return Request(kind, place.store, place, place.buyer)
    return Request(kind, place.store, None, place)


def _request(request: AgentRequest, place: Place, kind: Kind) -> Request:
    """What is asked for; raise Incomplete for an amount that is none."""
    asking = _asking(place, kind.name)
    sent = request.POST
    return replace(
        asking,
        parameters=parameters_from(sent, offering.fields_of(asking), place.currency),
        reason=sent.get("reason", "").strip()[:200],
        note=sent.get("note", "").strip()[:5000],
        conversation=conversation_of(request),
        key=sent.get("key", ""),
    )


def _as_before(request: AgentRequest, place: Place, kind: Kind) -> QueryDict:
    """What an earlier remedy of this kind was asked for with, under a new key."""
    number = request.GET.get("again", "")
    if not number.isdecimal():
        return QueryDict()
    earlier = get_object_or_404(Remedy, pk=number, kind=kind.name, store=place.store)
    filled = remedy_form.sent_again(earlier.parameters, offering.fields_of(_asking(place, kind.name)))
    filled["reason"], filled["note"] = earlier.reason, earlier.note
    return filled


def _seen(request: AgentRequest, place: Place, kind: Kind) -> granting.Preview:
    try:
        return granting.preview(_request(request, place, kind), Grantee.of(request.agent))
    except Incomplete as error:
        return granting.Preview(Effect.DENY, "", "", problems=(str(error),), wrong_field=error.field or "?")


def _preview(request: AgentRequest, place: Place, kind: Kind) -> HttpResponse:
    if is_htmx(request) and request.headers.get("HX-Target") == "dry-run":
        return render(request, "workspace/remedies/_dry_run.html", {"seen": _seen(request, place, kind), "kind": kind})
    return _form(request, place, kind, request.POST, seen=_seen(request, place, kind))


def _form(request: AgentRequest, place: Place, kind: Kind, sent: QueryDict | None, *, status: int = 200, **shown: Any) -> HttpResponse:
    offers = offering.offers(
        place.store,
        place if isinstance(place, Order) else None,
        place.buyer if isinstance(place, Order) else place,
        Grantee.of(request.agent),
    )
    offer = next((one for one in offers if one.kind.name == kind.name), None)
    if offer is None:
        raise Http404
    conversation = conversation_of(request)
    base = {"seen": None, "problem": "", "wrong": "", "is_untouched": False, **shown}
    context = {
        **base,
        "place": place,
        "order": place if isinstance(place, Order) else None,
        "kind": kind,
        "offer": offer,
        "fields": remedy_form.drawn(offer.fields, sent, place, takes_all=request.GET.get("all") == "1"),
        "reasons": reasons.choices(offer.reasons),
        "reason": sent.get("reason", "") if sent is not None else "",
        "note": sent.get("note", "") if sent is not None else "",
        "key": (sent.get("key") if sent is not None else "") or uuid4().hex,
        "conversation": conversation,
        "action": f"{_base(place)}/{kind.name}{_from(conversation)}",
        "back": f"{_home(place)}{_from(conversation)}",
    }
    return _page(request, "new", context, status)


def _after(request: AgentRequest, remedy: Remedy) -> HttpResponse:
    address = f"/remedies/{remedy.pk}/{_from(conversation_of(request))}"
    if is_htmx(request):
        return show(request, remedy.pk)
    messages.success(request, _("Asked for approval.") if remedy.state == RemedyState.ASKED else _("On its way to the store."))
    return HttpResponseRedirect(address)


def _page(request: AgentRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The whole page, or for htmx what stands in it."""
    template = f"workspace/remedies/_{name}.html" if is_htmx(request) else f"workspace/remedies/{name}.html"
    return render(request, template, context, status=status)


def _go(request: AgentRequest, address: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if is_htmx(request) else HttpResponseRedirect(address)


def _base(place: Place) -> str:
    return f"/orders/{place.pk}/remedies" if isinstance(place, Order) else f"/accounts/{place.pk}/remedies"


def _home(place: Place) -> str:
    return f"/orders/{place.pk}/" if isinstance(place, Order) else f"/accounts/{place.pk}/remedies/"


def _from(conversation: Conversation | None) -> str:
    return f"?conversation={conversation.pk}" if conversation else ""

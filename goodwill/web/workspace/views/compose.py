"""Writing to a customer first."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodwill.conversations.access import customer_for
from goodwill.conversations.domain import starting
from goodwill.conversations.errors import Refused
from goodwill.inboxes.contract import Address
from goodwill.inboxes.models import Inbox
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace.answers import answering
from goodwill.web.workspace.views.messages import uploaded


@answering
def new(request: AgentRequest) -> HttpResponse:
    """The empty page; ``?customer=`` fills in who it is for."""
    filled = {"address": request.GET.get("to", ""), "name": "", "subject": "", "text": "", "inbox": ""}
    number = request.GET.get("customer", "")
    if number.isdecimal():
        customer = customer_for(request.agent, int(number))
        identity = customer.identities.order_by("-id").first()
        filled |= {"address": identity.address if identity else "", "name": customer.name}
    return _form(request, filled)


@answering
def create(request: AgentRequest) -> HttpResponse:
    filled = {name: request.POST.get(name, "").strip() for name in ("address", "name", "subject", "text", "inbox")}
    inbox = Inbox.objects.filter(is_active=True, pk=filled["inbox"] if filled["inbox"].isdecimal() else 0).first()
    errors = _errors(filled, inbox)
    if errors or inbox is None:
        return _form(request, filled, errors)
    try:
        conversation = starting.start(
            inbox, Address(filled["address"], filled["name"]), filled["subject"], filled["text"], by=request.agent, files=uploaded(request)
        )
    except Refused as error:
        return _form(request, filled, {"text": str(error)})
    messages.success(request, _("Sending to %(to)s.") % {"to": filled["name"] or filled["address"]})
    return HttpResponseRedirect(f"/conversations/{conversation.pk}/?view=mine")


def _errors(filled: dict[str, str], inbox: Inbox | None) -> dict[str, str]:
    errors = {}
    if inbox is None:
        errors["inbox"] = _("Choose the inbox that it is sent from.")
    if "@" not in filled["address"].strip("@") or " " in filled["address"]:
        errors["address"] = _("Enter an address, like greta@post.example.")
    if not filled["subject"]:
        errors["subject"] = _("Enter a subject.")
    if not filled["text"]:
        errors["text"] = _("Write something first.")
    return errors


def _form(request: AgentRequest, filled: dict[str, str], errors: dict[str, str] | None = None) -> HttpResponse:
    inboxes = list(Inbox.objects.filter(is_active=True).order_by("name"))
    context = {
        "filled": filled,
        "wrong": {name: (errors or {}).get(name, "") for name in filled},
        "has_errors": bool(errors),
        "inboxes": inboxes,
    }
    return render(request, "workspace/compose/new.html", context, status=422 if errors else 200)

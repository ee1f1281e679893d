"""Inboxes: listed, connected, changed, tested, put to rest."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.inboxes import registry
from goodwill.inboxes.contract import Channel, Finding
from goodwill.inboxes.domain import connecting
from goodwill.inboxes.models import Inbox
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.advising import advice
from goodwill.web.setup.forms.inboxes import InboxForm
from goodwill.web.setup.guides import guide_of
from goodwill.web.shared.requests import AgentRequest, is_htmx

PREFIX = "channel"


@managers
def index(request: AgentRequest) -> HttpResponse:
    inboxes = Inbox.objects.select_related("team").order_by("-is_active", "name", "id")
    return render(request, "setup/inboxes/index.html", {"inboxes": inboxes, "channels": registry.channels()})


@managers
def new(request: AgentRequest) -> HttpResponse:
    """The form of a new inbox; where there are several kinds of channel, first the choice between them."""
    channels = registry.channels()
    kind = request.GET.get("kind") or (next(iter(channels)) if len(channels) == 1 else "")
    if kind not in channels:
        return render(request, "setup/inboxes/kinds.html", {"channels": channels.values()})
    channel = channels[kind]
    return _page(request, channel, InboxForm(channel=channel), channel.settings_form(prefix=PREFIX))


@managers
def create(request: AgentRequest) -> HttpResponse:
    channel = registry.channels().get(request.POST.get("kind", ""))
    if channel is None:
        raise Http404
    form = InboxForm(request.POST, channel=channel)
    settings = channel.settings_form(request.POST, prefix=PREFIX)
    if "test" in request.POST:
        return _tested(request, channel, form, settings)
    if form.is_valid() and settings.is_valid():
        try:
            inbox = connecting.connect(channel.kind, form.description(settings.cleaned_data), by=request.agent)
        except connecting.AddressTaken as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _("The inbox “%(name)s” is connected.") % {"name": inbox})
            return redirect("setup:inbox", inbox.pk)
    return _page(request, channel, form, settings, status=422)


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    inbox, channel = _inbox(number)
    settings = channel.settings_form(prefix=PREFIX, initial=inbox.settings)
    return _page(request, channel, InboxForm(channel=channel, initial=InboxForm.values_of(inbox)), settings, inbox=inbox)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    inbox, channel = _inbox(number)
    form = InboxForm(request.POST, channel=channel, initial=InboxForm.values_of(inbox))
    settings = channel.settings_form(request.POST, prefix=PREFIX, initial=inbox.settings)
    if "test" in request.POST:
        return _tested(request, channel, form, settings, inbox=inbox)
    if form.is_valid() and settings.is_valid():
        try:
            connecting.change(inbox, form.description(settings.cleaned_data), by=request.agent)
        except connecting.AddressTaken as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _("The inbox “%(name)s” is saved.") % {"name": inbox})
            return redirect("setup:inbox", inbox.pk)
    return _page(request, channel, form, settings, inbox=inbox, status=422)


@managers
def activate(request: AgentRequest, number: int) -> HttpResponse:
    inbox, _channel = _inbox(number)
    try:
        connecting.activate(inbox, by=request.agent)
        messages.success(request, _("The inbox “%(name)s” receives again.") % {"name": inbox})
    except connecting.AddressTaken as error:
        messages.error(request, str(error))
    return redirect("setup:inboxes")


@managers
def deactivate(request: AgentRequest, number: int) -> HttpResponse:
    inbox, _channel = _inbox(number)
    connecting.deactivate(inbox, by=request.agent)
    messages.success(request, _("The inbox “%(name)s” is at rest.") % {"name": inbox})
    return redirect("setup:inboxes")


@managers
def guide(request: AgentRequest, kind: str) -> HttpResponse:
    channel = registry.channels().get(kind)
    text = guide_of(channel) if channel else None
    if text is None:
        raise Http404
    return render(request, "setup/inboxes/guide.html", {"channel": channel, "guide": text})


def _inbox(number: int) -> tuple[Inbox, Channel]:
    inbox = get_object_or_404(Inbox, pk=number)
    try:
        return inbox, registry.channel_of(inbox)
    except registry.UnknownChannel as error:
        raise Http404 from error


def _tested(request: AgentRequest, channel: Channel, form: InboxForm, settings: forms.Form, inbox: Inbox | None = None) -> HttpResponse:
    """Try the settings as they stand in the form, without saving them."""
    if form.is_valid() and settings.is_valid():
        findings = list(channel.check(settings.cleaned_data, form.cleaned_data["address"]))
    else:
        findings = [Finding(_("The form"), False, _("Something in the form is missing or wrong."), advice(form, settings))]
    if is_htmx(request):
        return render(request, "setup/inboxes/_findings.html", {"findings": findings})
    return _page(request, channel, form, settings, inbox=inbox, findings=findings)


def _page(
    request: AgentRequest,
    channel: Channel,
    form: InboxForm,
    settings: forms.Form,
    *,
    inbox: Inbox | None = None,
    findings: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "channel": channel,
        "form": form,
        "settings_form": settings,
        "inbox": inbox,
        "findings": findings,
        "has_guide": guide_of(channel) is not None,
    }
    return render(request, "setup/inboxes/edit.html", context, status=status)

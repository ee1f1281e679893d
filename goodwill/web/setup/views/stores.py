"""Stores: listed with their state, connected, changed, tested, put to rest."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.commerce import registry
from goodwill.commerce.contract import Ability, ConnectedStore, Connector, Finding
from goodwill.commerce.domain import connecting, importing
from goodwill.commerce.models import HookReceipt, Store, Synchronisation
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.advising import advice
from goodwill.web.setup.forms.stores import StoreForm
from goodwill.web.setup.guides import guide_of
from goodwill.web.setup.readings import shown
from goodwill.web.shared.requests import AgentRequest, is_htmx

PREFIX = "store"
OPEN = (HookReceipt.State.WAITING, HookReceipt.State.FAILED)


@managers
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/stores/index.html", {"stores": _listed(), "connectors": registry.connectors()})


@managers
def new(request: AgentRequest) -> HttpResponse:
    """First the choice of the platform, then the form."""
    connector = registry.connectors().get(request.GET.get("kind", ""))
    if connector is None:
        return render(request, "setup/stores/kinds.html", {"connectors": registry.connectors().values()})
    return _page(request, connector, StoreForm(), connector.settings_form(prefix=PREFIX))


@managers
def create(request: AgentRequest) -> HttpResponse:
    connector = registry.connectors().get(request.POST.get("kind", ""))
    if connector is None:
        raise Http404
    form, settings = StoreForm(request.POST), connector.settings_form(request.POST, prefix=PREFIX)
    if "test" in request.POST:
        return _tested(request, connector, form, settings)
    if form.is_valid() and settings.is_valid():
        store = connecting.connect(connector.kind, form.description(settings.cleaned_data), by=request.agent)
        messages.success(request, _("The store “%(name)s” is connected.") % {"name": store})
        return redirect("setup:store", store.pk)
    return _page(request, connector, form, settings, status=422)


@managers
def show(request: AgentRequest, number: int) -> HttpResponse:
    """How the store is: what it was read for, what webhooks told, what is wrong."""
    store = get_object_or_404(_listed(), pk=number)
    connector = registry.connectors().get(store.kind)
    readings = Synchronisation.objects.filter(store=store, kind__in=["import", "reconciliation"]).order_by("-id")
    latest = readings.first()
    context = {
        **frame(store),
        "hook_url": registry.hook_url(store),
        "can_read": connector is not None and bool(connector.resources),
        "is_imported": importing.is_imported(store),
        "reading": shown(latest, connector) if latest else None,
    }
    return render(request, "setup/stores/show.html", context)


@managers
def edit(request: AgentRequest, number: int) -> HttpResponse:
    store, connector = store_of(number)
    settings = connector.settings_form(prefix=PREFIX, initial=store.settings)
    return _page(request, connector, StoreForm(initial=StoreForm.values_of(store)), settings, store=store)


@managers
def update(request: AgentRequest, number: int) -> HttpResponse:
    store, connector = store_of(number)
    form = StoreForm(request.POST, initial=StoreForm.values_of(store))
    settings = connector.settings_form(request.POST, prefix=PREFIX, initial=store.settings)
    if "test" in request.POST:
        return _tested(request, connector, form, settings, store=store)
    if form.is_valid() and settings.is_valid():
        connecting.change(store, form.description(settings.cleaned_data), by=request.agent)
        messages.success(request, _("The store “%(name)s” is saved.") % {"name": store})
        return redirect("setup:store", store.pk)
    return _page(request, connector, form, settings, store=store, status=422)


@managers
def activate(request: AgentRequest, number: int) -> HttpResponse:
    store, _connector = store_of(number)
    connecting.activate(store, by=request.agent)
    messages.success(request, _("The desk listens to “%(name)s” again.") % {"name": store})
    return redirect("setup:store", store.pk)


@managers
def deactivate(request: AgentRequest, number: int) -> HttpResponse:
    store = get_object_or_404(Store, pk=number)
    connecting.deactivate(store, by=request.agent)
    messages.success(request, _("The store “%(name)s” is at rest. What it told stays.") % {"name": store})
    return redirect("setup:store", store.pk)


def frame(store: Store) -> dict[str, Any]:
    """What the tabs of a store's pages need."""
    connector = registry.connectors().get(store.kind)
    abilities = connector.abilities if connector else frozenset()
    return {
        "store": store,
        "connector": connector,
        "has_webhooks": Ability.WEBHOOKS in abilities,
        "has_files": Ability.FILES in abilities,
    }


def store_of(number: int) -> tuple[Store, Connector]:
    """A store with its connector; not found where no connector speaks to it."""
    store = get_object_or_404(Store, pk=number)
    try:
        return store, registry.connector_of(store)
    except registry.UnknownConnector as error:
        raise Http404 from error


def _listed() -> QuerySet[Store]:
    """Stores with their last comparison, their last webhook, and how many webhooks could not be applied."""
    comparisons = Synchronisation.objects.filter(store=OuterRef("pk"), kind="reconciliation", state="done").order_by("-id")
    receipts = HookReceipt.objects.filter(store=OuterRef("pk")).order_by("-id")
    return Store.objects.annotate(
        compared_at=Subquery(comparisons.values("ended_at")[:1]),
        heard_at=Subquery(receipts.values("received_at")[:1]),
        failed=Count("receipts", filter=Q(receipts__state__in=OPEN)),
    ).order_by("-is_active", "name", "id")


def _tested(request: AgentRequest, connector: Connector, form: StoreForm, settings: forms.Form, store: Store | None = None) -> HttpResponse:
    """Try the settings as they stand in the form, without saving them."""
    if form.is_valid() and settings.is_valid():
        findings = _checked(connector, form.cleaned_data, settings.cleaned_data, store)
    else:
        findings = [Finding(_("The form"), False, _("Something in the form is missing or wrong."), advice(form, settings))]
    if is_htmx(request):
        return render(request, "setup/inboxes/_findings.html", {"findings": findings})
    return _page(request, connector, form, settings, store=store, findings=findings)


def _checked(connector: Connector, values: Mapping[str, Any], settings: Mapping[str, Any], store: Store | None) -> list[Finding]:
    hook_url = registry.hook_url(store) if store else ""
    tried = ConnectedStore(store.pk if store else 0, values["name"], values["currency"], settings, hook_url)
    return list(connector.check(tried)) or [Finding(_("Nothing to test"), True, _("This platform needs no connection."))]


def _page(
    request: AgentRequest,
    connector: Connector,
    form: StoreForm,
    settings: forms.Form,
    *,
    store: Store | None = None,
    findings: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        **(frame(store) if store else {"store": None}),
        "connector": connector,
        "form": form,
        "settings_form": settings,
        "findings": findings,
        "guide": guide_of(connector),
        "hook_url": registry.hook_url(store) if store and Ability.WEBHOOKS in connector.abilities else "",
    }
    return render(request, "setup/stores/edit.html", context, status=status)

"""What comes from a store: its readings, files and webhooks; begun, watched, paused, tried again."""

import json
import zlib
from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.commerce import registry
from goodwill.commerce.contract import Ability, Finding, Resource, StoreUnreachable
from goodwill.commerce.domain import connecting, importing, reading, reconciling, retrying, taking_files
from goodwill.commerce.models import HookReceipt, Store, Synchronisation
from goodwill.web.setup.doors import managers
from goodwill.web.setup.forms.stores import FileForm
from goodwill.web.setup.pages import page_of
from goodwill.web.setup.readings import all_shown, shown
from goodwill.web.setup.views.stores import OPEN, frame, store_of
from goodwill.web.shared.requests import AgentRequest, is_htmx

SHOWN = 64 * 1024
MANY = 20


@managers
def history(request: AgentRequest, number: int) -> HttpResponse:
    """Imports, files and comparisons of a store, with what they found."""
    store = get_object_or_404(Store, pk=number)
    page = page_of(Synchronisation.objects.filter(store=store).order_by("-id"), request, MANY)
    return render(request, "setup/stores/history.html", {**frame(store), "page": page, "readings": all_shown(page.rows)})


@managers
def begin(request: AgentRequest, number: int) -> HttpResponse:
    """Import everything, or compare: what changed since the last reading, or all of it."""
    store, _connector = store_of(number)
    wish = request.POST.get("wish", "import")
    try:
        begun = importing.begin(store, by=request.agent) if wish == "import" else reconciling.begin(store, is_full=wish == "compare_all")
    except reading.AlreadyRunning as error:
        messages.error(request, str(error))
    else:
        if begun is None:
            messages.error(request, _("Import the store first: there is nothing to compare with."))
        else:
            messages.success(request, _("Reading has begun."))
    return redirect("setup:store", store.pk)


@managers
def progress(request: AgentRequest, number: int) -> HttpResponse:
    """How far a reading is; for htmx, every two seconds while it runs. At its end the whole page is asked for anew."""
    found = get_object_or_404(Synchronisation.objects.select_related("store"), pk=number)
    if not is_htmx(request):
        return redirect("setup:store", found.store_id)
    reading_now = shown(found, registry.connectors().get(found.store.kind))
    response = render(request, "setup/stores/_steps.html", {"reading": reading_now})
    if not reading_now.is_running:
        response.headers["HX-Refresh"] = "true"
    return response


@managers
def resume(request: AgentRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Synchronisation, pk=number)
    if reading.resume(found):
        messages.success(request, _("It goes on where it stopped."))
    return redirect("setup:store", found.store_id)


@managers
def pause(request: AgentRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Synchronisation, pk=number)
    if reading.stop(found):
        messages.success(request, _("It pauses. What came in stays."))
    return redirect("setup:store", found.store_id)


@managers
def subscribe(request: AgentRequest, number: int) -> HttpResponse:
    """Ask the platform now to send its webhooks, and say what it answered."""
    store, connector = store_of(number)
    try:
        findings = list(connector.subscribe(registry.connected(store)))
    except StoreUnreachable as error:
        findings = [Finding(_("Webhooks"), False, str(error))]
    if not findings:
        messages.success(request, _("This platform can't be asked: enter the address there yourself, as the guide says."))
    for finding in findings:
        (messages.success if finding.is_ok else messages.error)(request, f"{finding.sentence} {finding.advice}".strip())
    return redirect("setup:store", store.pk)


@managers
def renew_address(request: AgentRequest, number: int) -> HttpResponse:
    store, _connector = store_of(number)
    connecting.renew_token(store, by=request.agent)
    messages.success(request, _("The store has a new webhook address. The old one is dead."))
    return redirect("setup:store", store.pk)


@managers
def files(request: AgentRequest, number: int) -> HttpResponse:
    store = _file_store(number)
    return _files_page(request, store, FileForm())


@managers
def take_file(request: AgentRequest, number: int) -> HttpResponse:
    store = _file_store(number)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _files_page(request, store, form, status=422)
    taking_files.begin(store, Resource(form.cleaned_data["resource"]), form.cleaned_data["file"].file, by=request.agent)
    messages.success(request, _("The file is being read. What became of it stands below."))
    return redirect("setup:store_files", store.pk)


@managers
def webhooks(request: AgentRequest, number: int) -> HttpResponse:
    """Webhooks that wait or failed, newest first."""
    store = get_object_or_404(Store, pk=number)
    rows = HookReceipt.objects.filter(store=store, state__in=OPEN).defer("body").order_by("-id")
    return render(request, "setup/stores/webhooks.html", {**frame(store), "page": page_of(rows, request)})


@managers
def webhook(request: AgentRequest, number: int) -> HttpResponse:
    receipt = get_object_or_404(HookReceipt.objects.select_related("store"), pk=number, state__in=OPEN)
    return render(request, "setup/stores/webhook.html", {"receipt": receipt, "store": receipt.store, "source": _source(receipt)})


@managers
def retry(request: AgentRequest, number: int) -> HttpResponse:
    receipt = get_object_or_404(HookReceipt.objects.select_related("store"), pk=number)
    if retrying.retry(receipt, by=request.agent):
        messages.success(request, _("The webhook is being applied again."))
    else:
        messages.error(request, _("It can't be tried again: it was applied, or what it said is forgotten."))
    return redirect("setup:store_webhooks", receipt.store_id)


def _file_store(number: int) -> Store:
    store, connector = store_of(number)
    if Ability.FILES not in connector.abilities:
        raise Http404
    return store


def _files_page(request: AgentRequest, store: Store, form: FileForm, status: int = 200) -> HttpResponse:
    readings = Synchronisation.objects.filter(store=store, kind=Synchronisation.Kind.FILE).order_by("-id")[:MANY]
    context = {**frame(store), "form": form, "readings": all_shown(readings)}
    return render(request, "setup/stores/files.html", context, status=status)


def _source(receipt: HookReceipt) -> str:
    """What the webhook said, laid out where it is JSON."""
    if receipt.body is None:
        return ""
    text = zlib.decompress(bytes(receipt.body)).decode("utf-8", "replace")
    with suppress(ValueError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return text[:SHOWN]

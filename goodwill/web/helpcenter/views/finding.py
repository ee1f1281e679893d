"""Finding an order: who asks proves by a code, or by a link that we sent, that it is theirs."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from goodwill.commerce.domain import opening_orders, proving_orders
from goodwill.commerce.domain.opening_orders import LinkOver, Opens, Scope, page_key
from goodwill.commerce.letters import brand_of, supported
from goodwill.commerce.models import Store
from goodwill.web.helpcenter import visits
from goodwill.web.helpcenter.doors import customer_page
from goodwill.web.helpcenter.drawing import draw
from goodwill.web.helpcenter.forms import CodeForm, FindForm

A_YEAR = 365 * 24 * 60 * 60


@customer_page
def find(request: HttpRequest) -> HttpResponse:
    return _page(request, "show", FindForm())


@customer_page
def ask(request: HttpRequest) -> HttpResponse:
    """Whether there is such an order or not: the same answer, in the same time."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, "show", form, 422)
    peer = get_adapter(request).get_client_ip(request)
    try:
        with transaction.atomic():
            handle = proving_orders.ask(form.cleaned_data["email"], form.cleaned_data["number"], peer=peer, language=get_language() or "")
    except proving_orders.TooMany as error:
        form.add_error(None, str(error))
        return _page(request, "show", form, 429)
    response = redirect("help:code")
    visits.expect_code(response, handle)
    return response


@customer_page
def code(request: HttpRequest) -> HttpResponse:
    return _page(request, "code", CodeForm())


@customer_page
def prove(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            order = proving_orders.check(visits.expected_code(request), form.cleaned_data["code"])
        except proving_orders.WrongCode as error:
            form.add_error("code", str(error))
        else:
            response = redirect("help:order", key=page_key(order))
            visits.begin(response, Scope(Opens.ORDER, order.pk, is_proven_address=True))
            return response
    return _page(request, "code", form, 422)


@customer_page
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link's address is left at once: it must not stay in the browser's history or be passed on by mistake."""
    try:
        scope = opening_orders.opened(token)
    except LinkOver:
        return _page(request, "over", status=410)
    response = redirect("help:orders")
    visits.begin(response, scope)
    return response


@customer_page
def leave(request: HttpRequest) -> HttpResponse:
    response = redirect("help:find")
    visits.end(response)
    return response


@customer_page
def choose_language(request: HttpRequest) -> HttpResponse:
    response = redirect("help:orders" if visits.scope_of(request) else "help:find")
    if language := supported(request.POST.get("language", "")):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, path=visits.PATH, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@customer_page
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    raise Http404


def _page(request: HttpRequest, name: str, form: FindForm | CodeForm | None = None, status: int = 200) -> HttpResponse:
    """A page before it is known which order it is about: in the name of the brand, where all stores have the same."""
    brands = {brand_of(store) for store in Store.objects.filter(is_active=True).only("brand", "name")[:20]}
    values = {"form": form, "brand": brands.pop() if len(brands) == 1 else ""}
    return draw(request, f"find/{name}.html", values, status=status)

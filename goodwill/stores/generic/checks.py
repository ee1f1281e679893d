"""Tries the connection to a home-made store, step by step, and says in words what to do about what fails."""

from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, Finding, Incomprehensible, Resource, StoreUnreachable
from goodwill.core import http
from goodwill.core.clock import now
from goodwill.stores.generic import client, parse

VERSION = 1
MOST_SECONDS_APART = 60


def check(store: ConnectedStore) -> Sequence[Finding]:
    if not store.settings.get("url"):
        sentence = _("This store has no address: it can send webhooks and files, but can't be read or asked to act.")
        return (Finding(_("Address"), True, sentence),)
    try:
        response = client.get(store, "/")
    except http.HttpProblem as problem:
        return (Finding(_("Address"), False, str(problem), _("Compare the address with the one in the store's own settings.")),)
    findings = [_accepted(response)]
    if response.is_ok:
        findings += [_version(response), _clock(response), _products(store)]
    return findings


def _accepted(response: http.Response) -> Finding:
    if response.is_ok:
        return Finding(_("Signature"), True, _("The store answers, and accepts our signature."))
    return Finding(_("Signature"), False, client.explain(response), _("Enter the same secret on both sides, and set both clocks."))


def _version(response: http.Response) -> Finding:
    try:
        document = response.json
    except http.NotJson as problem:
        return Finding(_("Contract"), False, str(problem), _("The page / must say that it speaks version 1."))
    version = document.get("version") if isinstance(document, Mapping) else None
    if version != VERSION:
        return Finding(
            _("Contract"),
            False,
            _("The store speaks version %s, we speak 1.") % version,
            _("The page / must say that it speaks version 1."),
        )
    return Finding(_("Contract"), True, _("The store speaks version 1."))


def _clock(response: http.Response) -> Finding:
    try:
        apart = abs((parsedate_to_datetime(response.headers.get("date", "")) - now()).total_seconds())
    except (ValueError, TypeError):
        return Finding(_("Clock"), True, _("The store does not say what time it has."))
    if apart <= MOST_SECONDS_APART:
        return Finding(_("Clock"), True, _("Both clocks agree."))
    advice = _("Signatures are good for five minutes: let both machines take the time from the network.")
    return Finding(_("Clock"), False, _("The clocks are %d seconds apart.") % apart, advice)


def _products(store: ConnectedStore) -> Finding:
    try:
        page = client.read(store, f"/{Resource.PRODUCTS}", {"limit": "1"})
        count = len(parse.batch(Resource.PRODUCTS, page, store.currency).snapshots) if page is not None else 0
    except (StoreUnreachable, Incomprehensible) as problem:
        return Finding(_("Products"), False, str(problem), _("Compare the page /products with the reference."))
    return Finding(_("Products"), True, _("Products can be read.") if count else _("The store has no products yet."))

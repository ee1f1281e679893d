"""Tries the connection step by step, and says in words what to do about what fails."""

from collections.abc import Sequence
from contextlib import suppress

from django.utils.translation import gettext as _

from goodwill.commerce.contract import ConnectedStore, Finding, Incomprehensible, StoreUnreachable
from goodwill.stores.woocommerce import client, hooks
from goodwill.stores.woocommerce.client import NEEDS_HTTPS, Rejected


def check(store: ConnectedStore) -> Sequence[Finding]:
    label = _("Address")
    if not client.is_encrypted(store.settings["url"]):
        return [Finding(label, False, str(NEEDS_HTTPS), _("Have the shop answer on https, and change its address in WordPress."))]
    try:
        takes = client.arguments(store, "/orders", "GET")
    except (StoreUnreachable, Rejected, Incomprehensible) as problem:
        advice = _("Check the address. In WordPress, under Settings → Permalinks, choose anything but “Plain”.")
        return [Finding(label, False, str(problem), advice)]
    findings = [Finding(label, True, _("WooCommerce answers there.")), _version("modified_after" in takes)]
    return [*findings, *_with_key(store)]


def _version(is_recent: bool) -> Finding:
    label = _("Version")
    if is_recent:
        return Finding(label, True, _("This version can tell what changed."))
    sentence = _("This version can't tell what changed: each comparison reads the whole store.")
    return Finding(label, True, sentence, _("Update WooCommerce to 5.8 or later."))


def _with_key(store: ConnectedStore) -> list[Finding]:
    label, findings = _("Read orders"), list[Finding]()
    try:
        found, total = client.page(store, "/orders", {"per_page": "1"})
        findings.append(Finding(label, True, _("%(count)d orders can be read.") % {"count": total or len(found)}))
        label = _("Change orders")
        findings.append(_may_write(store))
        if found and found[0]["currency"] != store.currency:
            sentence = _("The store's currency is %(its)s, not %(ours)s.") % {"its": found[0]["currency"], "ours": store.currency}
            findings.append(Finding(_("Currency"), False, sentence, _("Choose the store's currency above.")))
        if store.hook_url:
            label = _("Webhooks")
            findings += hooks.check(store)
    except (StoreUnreachable, Rejected, Incomprehensible) as problem:
        advice = _("Make a key with the permission Read/Write for an administrator, under WooCommerce → Settings → Advanced → REST API.")
        findings.append(Finding(label, False, str(problem), advice))
    return findings


def _may_write(store: ConnectedStore) -> Finding:
    """There is never an order 0: a key that may write is told so, another one that it may not."""
    with suppress(Rejected):
        client.send(store, "PUT", "/orders/0", {})
    return Finding(_("Change orders"), True, _("The key may change orders."))

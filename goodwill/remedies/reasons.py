"""Why something is put right: the desk's own words for it; a policy may name others, which are shown as they stand."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REASONS = {
    "damaged": _("Arrived broken"),
    "wrong_item": _("Wrong article"),
    "not_arrived": _("Did not arrive"),
    "late": _("Arrived late"),
    "quality": _("Not as described"),
    "withdrawal": _("Withdrawal from the purchase"),
    "no_longer_needed": _("No longer needed"),
    "mistake": _("Ordered by mistake"),
    "price": _("Price matched"),
    "goodwill": pgettext_lazy("kindness, not the product", "Goodwill"),
}


def label(reason: str) -> str:
    """The reason as people read it."""
    return str(REASONS.get(reason, reason))


def choices(named: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What can be chosen from: these reasons where a policy names some, else all of the desk's."""
    return [(reason, label(reason)) for reason in (named or REASONS)]

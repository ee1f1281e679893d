"""Says which of a store's country policies holds on a day, and refuses two that would hold on the same."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodwill.commerce.models import CountryPolicy, Store

EVERYWHERE = ""


class Overlapping(ValueError):
    """Another policy of the country holds on some of the same days; the message names it."""


def policy_for(store: Store, country: str, day: date) -> CountryPolicy | None:
    """The policy of the country on this day, or else the one for all other countries; None where there is neither.

    ``country`` is the ISO code; what is longer, a store's own word for a country, falls back.
    """
    code = country.strip().upper()
    for wanted in dict.fromkeys([code if len(code) == 2 else EVERYWHERE, EVERYWHERE]):
        found = _valid_on(store, day).filter(country=wanted).order_by("-valid_from").first()
        if found is not None:
            return found
    return None


def check_free(policy: CountryPolicy) -> None:
    """Raise Overlapping when another policy of its country holds on a day on which this one would."""
    others = CountryPolicy.objects.filter(store=policy.store, country=policy.country).exclude(pk=policy.pk)
    others = others.filter(Q(valid_until=None) | Q(valid_until__gt=policy.valid_from))
    if policy.valid_until is not None:
        others = others.filter(valid_from__lt=policy.valid_until)
    other = others.order_by("valid_from").first()
    if other is not None:
        raise Overlapping(_("Another policy of this country holds from %(day)s.") % {"day": other.valid_from.isoformat()})


def _valid_on(store: Store, day: date) -> QuerySet[CountryPolicy]:
    return CountryPolicy.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), store=store, valid_from__lte=day)

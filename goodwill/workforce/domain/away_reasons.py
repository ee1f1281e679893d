"""The reasons for being away that agents can choose, in the desk's own words."""

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import AwayReason


def offered() -> list[AwayReason]:
    """What can be chosen now, in the desk's order; a desk that never had any begins with the usual ones."""
    found = list(AwayReason.objects.all())
    if not found:
        usual = ((_("Break"), False), (_("Lunch"), False), (_("Training"), True), (_("Meeting"), True))
        rows = [AwayReason(name=name, is_work=is_work, position=place) for place, (name, is_work) in enumerate(usual, start=1)]
        AwayReason.objects.bulk_create(rows, ignore_conflicts=True)
        found = list(AwayReason.objects.all())
    return [reason for reason in found if reason.is_active]


def save(reason: AwayReason, *, by: Agent) -> AwayReason:
    """Add or change a reason; what agents were away for under its former name stays as it was. Raise Refused."""
    reason.name = " ".join(reason.name.split())
    if not reason.name:
        raise Refused(_("Give it a name."))
    if AwayReason.objects.filter(name__iexact=reason.name).exclude(pk=reason.pk).exists():
        raise Refused(_("There is a reason of this name already."))
    with transaction.atomic():
        reason.save()
        record("away_reason.saved", reason, by=by, data={"name": reason.name})
    return reason


def remove(reason: AwayReason, *, by: Agent) -> None:
    """Offer it no more."""
    with transaction.atomic():
        reason.is_active = False
        reason.save(update_fields=["is_active"])
        record("away_reason.removed", reason, by=by, data={"name": reason.name})

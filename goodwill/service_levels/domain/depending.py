"""What depends on a calendar: named before it is changed, and the reason why it can't be removed."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.service_levels.models import Calendar, Policy, Target


@dataclass(frozen=True)
class Dependants:
    """The policies that promise by a calendar, the conversations with a promise that runs by it, and whether it is the default."""

    policies: tuple[Policy, ...]
    open_targets: int
    is_default: bool

    def __bool__(self) -> bool:
        return self.is_default or bool(self.policies or self.open_targets)

    @property
    def sentence(self) -> str:
        parts = []
        if self.policies:
            names = ", ".join(policy.name for policy in self.policies)
            parts.append(_("Policies promise by it: %(names)s.") % {"names": names})
        if self.is_default:
            parts.append(_("It counts wherever no calendar is chosen."))
        if self.open_targets:
            count = self.open_targets
            parts.append(
                ngettext("%(count)d open promise is measured by it.", "%(count)d open promises are measured by it.", count)
                % {"count": count}
            )
        return " ".join(parts)


def dependants(calendar: Calendar) -> Dependants:
    chosen = Q(calendar=calendar) | (Q(calendar=None) if calendar.is_default else Q(pk__in=[]))
    return Dependants(
        policies=tuple(Policy.objects.filter(chosen, is_active=True)),
        open_targets=Target.objects.filter(calendar=calendar, closed_at=None).count(),
        is_default=calendar.is_default,
    )

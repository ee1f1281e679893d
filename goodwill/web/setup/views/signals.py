"""Signals of what may be abuse: in words, with numbers and the remedies that were counted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodwill.remedies.domain import signalling
from goodwill.remedies.domain.signalling import Sign
from goodwill.web.setup.doors import leads
from goodwill.web.shared.requests import AgentRequest

SHOWN = 12


@leads
def index(request: AgentRequest) -> HttpResponse:
    found = signalling.signals()
    groups = [(label, text, [signal for signal in found if signal.sign == sign]) for sign, (label, text) in _signs().items()]
    return render(request, "setup/signals/index.html", {"groups": groups, "any": bool(found), "shown": SHOWN})


def _signs() -> dict[Sign, tuple[str, str]]:
    return {
        Sign.NEAR_LIMIT: (
            _("Agents at their limit"),
            _("The past 30 days: at least five remedies close below the limit, and half of all."),
        ),
        Sign.SERIAL_CLAIMS: (
            _("Customers with claim after claim"),
            _("The past 180 days: on three orders or more, and on half of all they placed."),
        ),
        Sign.SHARED_ADDRESS: (_("Addresses shared by many"), _("The past 180 days: one house, three accounts or more.")),
    }

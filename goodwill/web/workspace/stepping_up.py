"""The second factor again, before much money moves: whether it was just given, and where it is asked for."""

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import QueryDict
from django.urls import reverse

from goodwill.web.shared.requests import AgentRequest

# Long enough to read the form once more and press the button.
FRESH = 5 * 60
_KEPT = "remedy_forms"
_MOST_KEPT = 5


def is_fresh(request: AgentRequest) -> bool:
    """Whether the agent proved again within five minutes who they are: by their second factor where they have one."""
    records = [entry for entry in get_authentication_records(request, request.agent) if entry.get("reauthenticated")]
    if _has_second_factor(request):
        records = [entry for entry in records if entry.get("method") == "mfa"]
    return any(time.time() - entry["at"] < FRESH for entry in records)


def is_possible(request: AgentRequest) -> bool:
    """Whether the agent has anything to prove it with; whoever comes by single sign-on alone has not."""
    return request.agent.has_usable_password() or _has_second_factor(request)


def ask(request: AgentRequest, back: str) -> str:
    """Where the agent proves it; what was filled in is kept, and ``back`` is opened with it afterwards."""
    kept = request.session.get(_KEPT, {})
    kept[_key(request)] = request.POST.urlencode()
    request.session[_KEPT] = dict(list(kept.items())[-_MOST_KEPT:])
    address = f"{back}{'&' if '?' in back else '?'}{urlencode({'form': _key(request)})}"
    return f"{reverse(_page(request))}?{urlencode({'next': address})}"


def kept_form(request: AgentRequest) -> str:
    """What was filled in before the second factor was asked for, as it was sent; "" where there is nothing."""
    kept: dict[str, Any] = request.session.get(_KEPT, {})
    found: str = kept.pop(request.GET.get("form", ""), "")
    if found:
        request.session[_KEPT] = kept
    return found


def kept_words(request: AgentRequest) -> str:
    """What was said with an answer before the second factor was asked for."""
    return QueryDict(kept_form(request)).get("words", "")


def _key(request: AgentRequest) -> str:
    return request.POST.get("key", "")[:64]


def _has_second_factor(request: AgentRequest) -> bool:
    return _authenticators(request).exists()


def _page(request: AgentRequest) -> str:
    kinds = set(_authenticators(request).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "account_reauthenticate"


def _authenticators(request: AgentRequest) -> Any:
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=request.agent.pk, type__in=types)

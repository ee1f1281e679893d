"""Takes webhooks in: the store's own signature is what lets them pass, there is no session."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from goodwill.commerce.contract import HookRequest
from goodwill.commerce.domain import receiving
from goodwill.core.clock import now

LARGEST = 5 * 1024 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def store(request: HttpRequest, token: str) -> HttpResponse:
    """One webhook, or the platform's question whether this address is ours."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse("A webhook may have 5 MB.", status=413, content_type="text/plain")
    status, text = receiving.receive_hook(token, _understood(request, body))
    return HttpResponse(text, status=status, content_type="text/plain")


def _understood(request: HttpRequest, body: bytes) -> HookRequest:
    return HookRequest(
        method=request.method or "",
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        body=body,
        received_at=now(),
    )


store.is_public = True  # type: ignore[attr-defined]

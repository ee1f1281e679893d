"""Where a customer says how a complaint was handled; whoever has the link of the letter may, and sees nothing but the question."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from goodwill.automation.domain import surveying
from goodwill.automation.models import Complaint
from goodwill.conversations.errors import Refused
from goodwill.web.helpcenter.doors import customer_page
from goodwill.web.helpcenter.drawing import draw


@customer_page
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the page rates nothing: programs open links of letters too."""
    complaint = surveying.complaint_for(token)
    if complaint is None:
        return draw(request, "rating/gone.html", status=404)
    return _page(request, complaint, rating=str(complaint.rating or ""), words=complaint.rating_words)


@customer_page
def rate(request: HttpRequest, token: str) -> HttpResponse:
    complaint = surveying.complaint_for(token)
    if complaint is None:
        return draw(request, "rating/gone.html", status=404)
    wanted, words = request.POST.get("rating", ""), request.POST.get("words", "")
    try:
        surveying.rate(complaint, int(wanted) if wanted.isdecimal() and len(wanted) < 3 else 0, words)
    except Refused as error:
        return _page(request, complaint, rating=wanted, words=words, problem=str(error), status=422)
    return draw(request, "rating/thanks.html", {"brand": _brand(complaint), "token": token})


def _page(request: HttpRequest, complaint: Complaint, *, rating: str, words: str, problem: str = "", status: int = 200) -> HttpResponse:
    choices = [("5", _("Very well")), ("4", _("Well")), ("3", _("So-so")), ("2", _("Badly")), ("1", _("Very badly"))]
    values = {"choices": choices, "rating": rating, "words": words, "problem": problem, "token": complaint.token}
    return draw(request, "rating/show.html", values | {"brand": _brand(complaint)}, status=status)


def _brand(complaint: Complaint) -> str:
    return complaint.conversation.inbox.name

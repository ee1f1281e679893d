"""Addresses of the pages for customers, below /help/. None of them says anything about an order."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from goodwill.web.helpcenter.views import changes, finding, orders, problems, rating
from goodwill.web.shared.requests import by_method

PREFIX = "help/"
_ORDER = "orders/<str:key>/"
_pages = [
    path("", by_method(GET=finding.find, POST=finding.ask), name="find"),
    path("code", by_method(GET=finding.code, POST=finding.prove), name="code"),
    path("link/<str:token>", by_method(GET=finding.open_link), name="link"),
    path("leaving", by_method(POST=finding.leave), name="leave"),
    path("language", by_method(POST=finding.choose_language), name="language"),
    path("orders/", by_method(GET=orders.index), name="orders"),
    path(_ORDER, by_method(GET=orders.show), name="order"),
    path(f"{_ORDER}changes/<slug:change>", by_method(GET=changes.new, POST=changes.create), name="change"),
    path(f"{_ORDER}requests/<slug:request_key>", by_method(GET=changes.show), name="request"),
    # Checked for forgery all the same, after its length was.
    path(f"{_ORDER}problem", csrf_exempt(by_method(GET=problems.new, POST=problems.create)), name="problem"),
    path(f"{_ORDER}messages/<slug:message_key>", by_method(GET=problems.show), name="message"),
    path("rating/<str:token>", by_method(GET=rating.show, POST=rating.rate), name="rating"),
    path("<path:rest>", by_method(GET=finding.nowhere)),
]
urlpatterns = [path("", include((_pages, "help")))]

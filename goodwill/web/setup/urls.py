"""Addresses of signing in, joining and setting up."""

from django.urls import include, path

from goodwill.web.setup.views import joining
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("account/", include("goodwill.web.setup.account_urls")),
    path("join/<str:token>", by_method(GET=joining.show, POST=joining.accept), name="invitation"),
    path("welcome", by_method(GET=joining.welcome, POST=joining.found), name="welcome"),
    path("setup/", include("goodwill.web.setup.desk_urls")),
]

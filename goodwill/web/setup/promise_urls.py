"""Addresses of setting up promises: the policies, and how other programs check what they are told."""

from django.urls import path

from goodwill.web.setup.views import promises
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("promises", by_method(GET=promises.index, POST=promises.create), name="promises"),
    path("promises/new", by_method(GET=promises.new), name="new_promise"),
    path("promises/progress", by_method(GET=promises.progress), name="promise_progress"),
    path("promises/webhooks", by_method(GET=promises.webhooks), name="promise_webhooks"),
    path("promises/<int:number>", by_method(GET=promises.edit, POST=promises.update, DELETE=promises.destroy), name="promise"),
    path("promises/<int:number>/position", by_method(POST=promises.move), name="promise_position"),
]

"""The address of a return's label."""

from django.urls import path

from goodwill.stores.practice import views
from goodwill.stores.practice.client import LABELS

PREFIX = LABELS
urlpatterns = [path("<int:shop>/<str:id>/<str:seal>", views.label, name="practice-label")]

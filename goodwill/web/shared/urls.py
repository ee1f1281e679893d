"""Addresses of what all faces share."""

from django.urls import path

from goodwill.web.shared import views

PREFIX = "assets/"

urlpatterns = [
    path("desk.css", views.stylesheet, name="stylesheet"),
    path("icons.svg", views.sprite, name="sprite"),
]

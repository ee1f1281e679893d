"""Addresses for machines."""

from django.urls import path

from goodwill.api import hooks

PREFIX = "hooks/"

urlpatterns = [path("stores/<str:token>", hooks.store, name="store_hook")]

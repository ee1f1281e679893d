"""The app of the room customers."""

from django.apps import AppConfig


class Customers(AppConfig):
    name = "goodwill.customers"
    label = "customers"

"""The app of agents, teams and roles."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "goodwill.accounts"
    label = "accounts"

"""The settings of a practice store: there are none."""

from django import forms


class SettingsForm(forms.Form):
    """A practice store needs nothing."""

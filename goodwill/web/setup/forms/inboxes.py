"""The form of an inbox: what every inbox has. How mail or messages come and go is the channel's own form beside it."""

import re
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Team
from goodwill.inboxes.contract import Capability, Channel
from goodwill.inboxes.domain.connecting import Description
from goodwill.inboxes.models import Inbox

_is_mail_address = EmailValidator(_("Enter a whole address, like support@example.com."))


class InboxForm(forms.Form):
    """Fields that the channel has no use for are left out."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Agents see it in lists, customers as the sender's name."))
    address = forms.CharField(label=_("Address"), max_length=320, help_text=_("Where customers write to."))
    aliases = forms.CharField(
        label=_("Other addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. What is sent to them comes into this inbox too."),
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No team"),
        help_text=_("New conversations are given to it."),
    )
    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands at the end of every answer from this inbox."),
    )
    is_acknowledging = forms.BooleanField(
        label=_("Acknowledge new conversations at once"),
        required=False,
        help_text=_("Once a conversation, at most a few times a day to one sender, never to a machine."),
    )
    acknowledgement = forms.CharField(label=_("Words of the acknowledgement"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channel = channel
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]
        if Capability.ACKNOWLEDGEMENT not in channel.capabilities:
            del self.fields["is_acknowledging"], self.fields["acknowledgement"]

    def clean_address(self) -> str:
        return self._normalised(self.cleaned_data["address"])

    def clean_aliases(self) -> list[str]:
        return [self._normalised(line) for line in re.split(r"[\s,;]+", self.cleaned_data["aliases"]) if line]

    def _normalised(self, address: str) -> str:
        normalised = self._channel.normalise(address)
        if Capability.COPIES in self._channel.capabilities:
            # Who can be sent a copy has an address in the manner of mail, which a slip of the finger breaks.
            _is_mail_address(normalised)
        return normalised

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if values.get("is_acknowledging") and not values.get("acknowledgement"):
            self.add_error("acknowledgement", _("Write what is sent, or turn the acknowledgement off."))
        return values

    def description(self, settings: dict[str, Any]) -> Description:
        return Description(settings=settings, **self.cleaned_data)

    @staticmethod
    def values_of(inbox: Inbox) -> dict[str, Any]:
        names = ("name", "address", "team", "signature", "is_acknowledging", "acknowledgement")
        return {**{name: getattr(inbox, name) for name in names}, "aliases": "\n".join(inbox.aliases)}

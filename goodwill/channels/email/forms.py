"""The settings of an e-mail inbox: how mail comes in and how it goes out.

Use: ``SettingsForm(data, initial=settings)`` with the inbox's present settings; ``cleaned_data`` is what to store.
Every field is optional: without any, mail comes in by the own receiving server and goes out to the local sink.
Passwords are never shown again: an empty one keeps the stored one, an empty user name removes it. An ``address`` in
``initial`` (the inbox's own) helps to guess the servers of well-known providers.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodwill.channels.email.connections import DEFAULT_PORTS
from goodwill.channels.email.presets import preset_for

SECURITY = [
    ("ssl", _("TLS (recommended)")),
    ("starttls", _("STARTTLS")),
    ("plain", _("None (only on this machine or a private network)")),
]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together: some always in sight, others behind a line that unfolds them."""

    title: str
    summary: str
    always: list[forms.BoundField]
    details: list[forms.BoundField]
    is_open: bool


SECTIONS: tuple[tuple[Any, Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        _("Incoming mail"),
        _("Mailbox (IMAP)"),
        ("incoming",),
        (
            "imap_host",
            "imap_port",
            "imap_security",
            "imap_user",
            "imap_password",
            "imap_folder",
            "imap_start",
            "imap_poll_seconds",
            "imap_after",
            "imap_move_to",
        ),
    ),
    (_("Outgoing mail"), _("Server (SMTP)"), ("outgoing",), ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password")),
    (_("Trust"), "", ("reply_addresses", "certificates", "check_senders", "trusted_authserv"), ()),
)


class SettingsForm(forms.Form):
    """Choices that are not set have the value that keeps an unconfigured inbox working."""

    # A fragment for pages that want to show the fields in their sections; any page can also draw the plain form.
    fragment = "channels_email/settings.html"

    incoming = forms.ChoiceField(
        label=_("How it comes in"),
        choices=[("listener", _("Delivered to Goodwill's own receiving server")), ("imap", _("Fetched from a mailbox by IMAP"))],
        required=False,
        help_text=_("The receiving server takes mail from your mail server or from forwarding. The guide describes both ways."),
    )
    imap_host = forms.CharField(
        label=_("IMAP server"), required=False, max_length=253, help_text=_("For example imap.gmail.com; empty for a well-known provider.")
    )
    imap_port = forms.IntegerField(
        label=_("IMAP port"), required=False, min_value=1, max_value=65535, help_text=_("Empty for the usual one: 993 with TLS, else 143.")
    )
    imap_security = forms.ChoiceField(label=_("IMAP security"), choices=SECURITY, required=False)
    imap_user = forms.CharField(label=_("IMAP user name"), required=False, max_length=320, help_text=_("Mostly the whole address."))
    imap_password = forms.CharField(
        label=_("IMAP password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one."),
    )
    imap_folder = forms.CharField(label=_("Folder"), required=False, max_length=200, help_text=_("Empty for INBOX."))
    imap_start = forms.ChoiceField(
        label=_("Start with"),
        choices=[("new", _("Mail that arrives from now on")), ("everything", _("Everything in the folder"))],
        required=False,
    )
    imap_poll_seconds = forms.IntegerField(
        label=_("Look every … seconds"),
        required=False,
        min_value=10,
        max_value=3600,
        help_text=_("Only where the server can't announce new mail itself (IDLE). Empty for 60."),
    )
    imap_after = forms.ChoiceField(
        label=_("After fetching"),
        choices=[("nothing", _("Leave the message as it is")), ("move", _("Move the message to a folder"))],
        required=False,
        help_text=_("Messages are never marked as read and never deleted."),
    )
    imap_move_to = forms.CharField(label=_("Move to folder"), required=False, max_length=200)

    outgoing = forms.ChoiceField(
        label=_("How it goes out"),
        choices=[("sink", _("Kept here, not sent")), ("smtp", _("Sent through an SMTP server"))],
        required=False,
    )
    smtp_host = forms.CharField(
        label=_("SMTP server"), required=False, max_length=253, help_text=_("For example smtp.gmail.com; empty for a well-known provider.")
    )
    smtp_port = forms.IntegerField(
        label=_("SMTP port"),
        required=False,
        min_value=1,
        max_value=65535,
        help_text=_("Empty for the usual one: 465 with TLS, 587 with STARTTLS, else 25."),
    )
    smtp_security = forms.ChoiceField(label=_("SMTP security"), choices=SECURITY, required=False)
    smtp_user = forms.CharField(
        label=_("SMTP user name"), required=False, max_length=320, help_text=_("Empty where the server wants no sign-in.")
    )
    smtp_password = forms.CharField(
        label=_("SMTP password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one."),
    )

    reply_addresses = forms.ChoiceField(
        label=_("Answers come to"),
        choices=[("token", _("An address with a mark: name+mark@… (recommended)")), ("plain", _("The plain address"))],
        required=False,
        help_text=_(
            "The mark proves which conversation an answer belongs to. Choose the plain address where your provider has no “plus addresses”."
        ),
    )
    certificates = forms.ChoiceField(
        label=_("Certificates"),
        choices=[("verify", _("Must be valid (recommended)")), ("any", _("Accept any certificate"))],
        required=False,
        help_text=_("Accepting any lets whoever stands between read the password. Only for a server of your own on a private network."),
    )
    check_senders = forms.BooleanField(
        label=_("Check senders (SPF, DKIM, DMARC)"),
        required=False,
        help_text=_("Shows on each message whether its sender is genuine. Needs name look-ups."),
    )
    trusted_authserv = forms.CharField(
        label=_("Trusted checks of"),
        required=False,
        max_length=253,
        help_text=_("Name of your mail server as it stands in its Authentication-Results headers; its checks are used instead of ours."),
    )

    def sections(self) -> list[Section]:
        """The fields in the order of the page; details are open where they are in use or wrong."""
        return [self._section(*section) for section in SECTIONS]

    def _section(self, title: str, summary: str, always: tuple[str, ...], details: tuple[str, ...]) -> Section:
        fields = [self[name] for name in details]
        is_used = any(field.value() for field in fields if field.widget_type in ("text", "number"))
        return Section(title, summary, [self[name] for name in always], fields, is_used or any(field.errors for field in fields))

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        for name, default in CHOSEN.items():
            values[name] = values.get(name) or default
        values["imap_folder"] = values.get("imap_folder") or "INBOX"
        values["imap_poll_seconds"] = values.get("imap_poll_seconds") or 60
        for protocol, way in (("imap", "incoming"), ("smtp", "outgoing")):
            values[f"{protocol}_password"] = self._password(protocol, values)
            if values[way] == protocol:
                self._complete_server(protocol, values)
        if values["incoming"] == "imap":
            self._require_imap(values)
            values["imap_new_since"] = self._new_since(values)
        return values

    def _password(self, protocol: str, values: dict[str, Any]) -> str:
        if not values.get(f"{protocol}_user"):
            return ""
        return values.get(f"{protocol}_password") or str(self.initial.get(f"{protocol}_password") or "")

    def _complete_server(self, protocol: str, values: dict[str, Any]) -> None:
        """Fill in server and port from the provider that the user name belongs to, and from what is usual."""
        host = f"{protocol}_host"
        if not values.get(host):
            preset = preset_for(values.get(f"{protocol}_user") or "") or preset_for(str(self.initial.get("address") or ""))
            if preset is None:
                self.add_error(host, _("Enter the server's name: it can't be guessed from the user name."))
                return
            values |= {name: value for name, value in preset.settings().items() if name.startswith(protocol)}
        values[host] = values[host].strip()
        values[f"{protocol}_port"] = values.get(f"{protocol}_port") or DEFAULT_PORTS[protocol, values[f"{protocol}_security"]]

    def _require_imap(self, values: dict[str, Any]) -> None:
        if not values.get("imap_user"):
            self.add_error("imap_user", _("Enter the user name of the mailbox."))
        elif not values["imap_password"]:
            self.add_error("imap_password", _("Enter the password of the mailbox."))
        if values["imap_after"] == "move":
            if not values.get("imap_move_to"):
                self.add_error("imap_move_to", _("Enter the folder that fetched messages are moved to."))
            elif values["imap_move_to"] == values["imap_folder"]:
                self.add_error("imap_move_to", _("Choose another folder than the one that is read."))

    def _new_since(self, values: dict[str, Any]) -> str:
        """When the choice "from now on" was made for this mailbox (ISO, UTC): kept, so that a restart skips nothing."""
        if values["imap_start"] == "everything":
            return ""
        same = ("imap_host", "imap_user", "imap_folder", "imap_start")
        known = str(self.initial.get("imap_new_since") or "")
        if known and all(self.initial.get(name) == values.get(name) for name in same):
            return known
        return timezone.now().isoformat()


CHOSEN = {
    "incoming": "listener",
    "imap_security": "ssl",
    "imap_start": "new",
    "imap_after": "nothing",
    "outgoing": "sink",
    "smtp_security": "ssl",
    "reply_addresses": "token",
    "certificates": "verify",
}

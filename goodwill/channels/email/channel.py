"""The e-mail channel as the desk sees it; each ability lives in the module that it names."""

import os
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.channels.email import addresses, client
from goodwill.channels.email.compose import compose, reply_address
from goodwill.channels.email.forms import SettingsForm
from goodwill.channels.email.listener import DEFAULT_LISTEN, Listener
from goodwill.inboxes.contract import (
    ArchivedItem,
    Capability,
    Channel,
    ConnectedInbox,
    DeliveryResult,
    DeliveryState,
    Envelope,
    Finding,
    Inbound,
    Intake,
    OutboundMessage,
    Service,
)


class Email(Channel):
    """Receives by SMTP, LMTP and IMAP, sends by SMTP; without settings, sent messages stay in the local sink."""

    kind = "email"
    label = gettext_lazy("E-mail")
    icon = "mail"
    capabilities = frozenset(Capability)
    settings_form = SettingsForm

    def normalise(self, address: str) -> str:
        return addresses.normalise(address)

    def parse(self, raw: bytes, envelope: Envelope, inbox: ConnectedInbox) -> Inbound:
        # Imported at first use: the parser and what it needs is the heaviest part, and a web process may never parse.
        from goodwill.channels.email.parse import parse

        return parse(raw, envelope, inbox)

    def send(self, message: OutboundMessage, inbox: ConnectedInbox) -> DeliveryResult:
        try:
            content = compose(message, inbox)
            parcel = client.pack(
                content,
                [*message.to, *message.cc, *message.bcc],
                return_path=reply_address(message, inbox),
                plain_return_path=inbox.address or message.sender.address,
            )
        except addresses.BadAddress as error:
            return DeliveryResult(DeliveryState.PERMANENT, _("The message has an address that can't be written: %s") % error)
        if inbox.settings.get("outgoing") == "smtp":
            return client.deliver(parcel, inbox.settings)
        return DeliveryResult(DeliveryState.ACCEPTED, _("Kept here: this inbox has no way out yet."), kept=content)

    def services(
        self, inboxes: Callable[[], Sequence[ConnectedInbox]], intake: Intake, *, environ: Mapping[str, str] = os.environ
    ) -> Sequence[Service]:
        """The receiving server and the watcher of mailboxes.

        ``GOODWILL_SMTP_LISTEN`` (host:port, empty for none) says where the server listens, and
        ``GOODWILL_SMTP_CERTIFICATE`` names a PEM file with key and chain for STARTTLS. Raise ValueError for a malformed one.
        """
        from goodwill.channels.email.mailboxes import MailboxWatcher

        services: list[Service] = [MailboxWatcher(inboxes, intake)]
        listen = environ.get("GOODWILL_SMTP_LISTEN", DEFAULT_LISTEN).strip()
        if listen:
            services.append(Listener(listen, intake, inboxes, tls=_server_tls(environ.get("GOODWILL_SMTP_CERTIFICATE", ""))))
        return services

    def check(self, settings: Mapping[str, Any], address: str) -> Sequence[Finding]:
        from goodwill.channels.email.checks import check

        return check(settings, address)

    def read_archive(self, path: Path) -> Iterator[ArchivedItem]:
        from goodwill.channels.email.archive import read_archive

        return read_archive(path)


def _server_tls(certificate: str) -> ssl.SSLContext | None:
    if not certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context

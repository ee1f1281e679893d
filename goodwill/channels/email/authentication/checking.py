"""The sender checks of one message: by a trusted server's word, or by our own look at DNS, or none."""

from goodwill.channels.email.authentication.dkim_signatures import check_dkim
from goodwill.channels.email.authentication.dmarc import check_dmarc
from goodwill.channels.email.authentication.resolver import Budgeted, Resolver, system_resolver
from goodwill.channels.email.authentication.results import read_results
from goodwill.channels.email.authentication.sender_policy import check_spf
from goodwill.channels.email.mime.address_lists import read_addresses
from goodwill.channels.email.mime.tree import Part
from goodwill.inboxes.contract import Authentication, ConnectedInbox, Envelope, Verdict


def authenticate(root: Part, envelope: Envelope, inbox: ConnectedInbox, resolver: Resolver | None = None) -> Authentication:
    """Nothing is checked where we neither trust a server in front nor took the message from the sender's own server."""
    trusted = str(inbox.settings.get("trusted_authserv") or "").strip()
    if trusted:
        return read_results(root.headers, trusted) or Authentication()
    if envelope.source == "smtp" and inbox.settings.get("check_senders"):
        return _check(root, envelope, Budgeted(resolver or system_resolver()))
    return Authentication()


def _check(root: Part, envelope: Envelope, resolver: Resolver) -> Authentication:
    spf, spf_domain = check_spf(resolver, envelope.peer, envelope.sender or "", envelope.helo)
    dkim, signed_by = check_dkim(root.source, root.headers, resolver)
    authors = {
        address.address.rpartition("@")[2] for value in root.headers.all("from") for address in read_addresses(value, longest=20_000)
    }
    if len(authors) == 1:
        dmarc = check_dmarc(resolver, authors.pop(), (spf, spf_domain), signed_by)
    else:
        # Several visible domains, or none: nobody can vouch for what the reader sees (RFC 7489, 6.6.1).
        dmarc = Verdict.PERMERROR if authors else Verdict.NONE
    detail = f"return path {spf_domain or '-'} from {envelope.peer or '-'}; signed by {', '.join(signed_by) or 'nobody'}"
    return Authentication(spf, dkim, dmarc, detail)

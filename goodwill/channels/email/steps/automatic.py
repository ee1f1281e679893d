"""Whether a machine wrote a message, asking the steps in the order of how sure they are."""

from goodwill.channels.email.mime.tree import Part
from goodwill.channels.email.steps.auto_replies import is_auto_generated, is_auto_reply
from goodwill.channels.email.steps.lists import is_bulk, is_mailing_list
from goodwill.channels.email.steps.notifications import is_robot_address
from goodwill.channels.email.steps.sender import UNKNOWN_DOMAIN, is_own_address
from goodwill.inboxes.contract import Automatic, ConnectedInbox, Envelope


def find_automatic(root: Part, envelope: Envelope, inbox: ConnectedInbox, *, sender: str, subject: str) -> Automatic | None:
    """None for what a person seems to have written."""
    headers = root.headers
    if is_auto_reply(headers, envelope, subject):
        return Automatic.AUTO_REPLY
    if is_mailing_list(headers):
        return Automatic.MAILING_LIST
    if is_bulk(headers):
        return Automatic.BULK
    if is_auto_generated(headers) or is_robot_address(sender) or sender.endswith("@" + UNKNOWN_DOMAIN):
        return Automatic.NOTIFICATION
    if is_own_address(sender, inbox):
        return Automatic.NOTIFICATION
    if envelope.sender == "" or headers.first("return-path") == b"<>" or root.content_type == "multipart/report":
        return Automatic.NOTIFICATION
    return None

"""Everything that was between a customer and the shop, newest first, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goodwill.activity.models import Activity
from goodwill.conversations.customer_timeline import Entry
from goodwill.conversations.models import Conversation
from goodwill.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history; ``href`` where there is more to read."""

    at: datetime
    icon: str
    sentence: str
    href: str = ""
    detail: str = ""
    status: str = ""


def history(entries: Sequence[Entry]) -> list[Moment]:
    """The lines of these entries; what has no words here is of no interest to a reader."""
    names = _names([entry.event for entry in entries if entry.event])
    moments = []
    for entry in entries:
        if entry.conversation is not None:
            moments.append(_talk(entry.conversation))
        elif entry.note is not None:
            moments.append(Moment(entry.at, "sticky-note", entry.note.text))
        elif entry.event is not None and entry.event.kind in SENTENCES:
            moments.append(_event(entry.event, names))
    return moments


def _talk(conversation: Conversation) -> Moment:
    subject = conversation.subject or _("(no subject)")
    href, status = f"/conversations/{conversation.pk}/", conversation.get_status_display()
    return Moment(conversation.last_message_at, "message-square-text", subject, href, conversation.last_words, status)


def _event(event: Activity, names: dict[int, str]) -> Moment:
    icon, sentence = SENTENCES[event.kind]
    other = names.get(event.data.get("from", 0), "") if event.kind in JOININGS else event.data.get("name", "")
    who = event.agent.name if event.agent else _("Goodwill")
    return Moment(event.at, icon, sentence() % {"who": who, "before": event.data.get("from", ""), "other": other})


def _names(events: Sequence[Activity]) -> dict[int, str]:
    """The names of the customers who were joined or parted, asked only where there are some."""
    numbers = {event.data["from"] for event in events if event.kind in JOININGS}
    return {customer.pk: str(customer) for customer in Customer.objects.filter(pk__in=numbers)} if numbers else {}


JOININGS = ("customer.joined", "customer.parted")
SENTENCES: dict[str, tuple[str, Callable[[], str]]] = {
    "customer.created": ("user-plus", lambda: _("First message")),
    "customer.renamed": ("pencil", lambda: _("%(who)s changed the name, which was “%(before)s”")),
    "customer.note_removed": ("sticky-note", lambda: _("%(who)s removed a note")),
    "customer.blocked": ("ban", lambda: _("%(who)s blocked the customer")),
    "customer.unblocked": ("check", lambda: _("%(who)s let the customer in again")),
    "customer.joined": ("git-merge", lambda: _("%(who)s joined %(other)s with this customer")),
    "customer.parted": ("split", lambda: _("%(who)s parted %(other)s from this customer again")),
    "customer.set_apart": ("user-x", lambda: _("%(who)s said that %(other)s is somebody else")),
}

"""The commands of the palette."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer, may_lead, may_manage
from goodwill.conversations.enums import Status
from goodwill.conversations.models import Conversation
from goodwill.web.shared.shortcuts import SHORTCUTS, spoken
from goodwill.web.workspace.presenting.people import People
from goodwill.workforce.domain import away_reasons


@dataclass(frozen=True, slots=True)
class Command:
    """Goes somewhere (``href``), presses an element (``press``), or assigns to an agent (``assign``)."""

    label: Any
    icon: str
    href: str = ""
    press: str = ""
    assign: str | None = None
    words: str = ""

    @property
    def keys(self) -> list[list[str]]:
        found = [one.keys for _title, those in SHORTCUTS for one in those if self.press and one.does == self.press]
        return spoken(found[0]) if found else []


Groups = list[tuple[str, list[Command]]]


def commands(conversation: Conversation | None, people: People, inboxes: Sequence[tuple[int, str]], agent: Agent) -> Groups:
    groups: Groups = []
    if conversation is not None and may_answer(agent):
        groups.append((_("This conversation"), _acts(conversation)))
        assign = _("Assign to %(name)s")
        groups.append(
            (_("Assign"), [Command(assign % {"name": name}, "user-check", assign=str(pk)) for pk, name, may in people.agents if may])
        )
    if may_answer(agent):
        groups.append((_("Your presence"), _presences()))
    groups.append((_("Go to"), [*_places(), *[_list(f"inbox-{pk}", name, "mail") for pk, name in inboxes]]))
    if may_lead(agent):
        groups[-1][1].extend(_for_leads())
    if may_manage(agent):
        groups[-1][1].append(Command(_("Local sink"), "server", href="/sink/"))
    groups[-1][1].extend(_list(f"team-{pk}", name, "users") for pk, name in people.teams)
    return groups


def _acts(conversation: Conversation) -> list[Command]:
    found = [Command(_("Reply"), "reply", press="reply"), Command(_("Note"), "sticky-note", press="note")]
    if conversation.status in (Status.RESOLVED, Status.PENDING, Status.SNOOZED):
        found.append(Command(_("Open again"), "rotate-ccw", press="reopen"))
    if conversation.status not in (Status.RESOLVED, Status.CLOSED):
        found.append(Command(_("Resolve"), "circle-check", press="resolve"))
    if conversation.status != Status.CLOSED:
        found.append(Command(_("Snooze"), "alarm-clock", press="snooze"))
    return [
        *found,
        Command(_("Take it"), "user-check", press="take", words=_("Take it: assign to me")),
        Command(_("Tag"), "tag", press="tag"),
        Command(_("Set the topic"), "list-filter", press="topic", words=_("Set the topic: what it is about, cause of a complaint")),
        Command(_("Note the language"), "globe", press="language"),
        Command(_("Use a macro"), "zap", press="macros"),
        Command(_("Make it a complaint"), "circle-alert", press="complaint"),
        Command(_("Leave it with the customer"), "clock", press="pending", words=_("Leave it with the customer: pending")),
        Command(_("Mark as unread"), "mail", press="unread"),
        Command(
            _("Scripts and knowledge"),
            "book-open",
            href=f"/conversations/{conversation.pk}/knowledge",
            words=_("Begin a script, find an article"),
        ),
        Command(_("The customer's page"), "circle-user-round", href=f"/customers/{conversation.customer_id}/"),
    ]


def _presences() -> list[Command]:
    """They press what the switch in the rail offers."""
    away = [
        Command(_("Away: %(reason)s") % {"reason": reason.name}, "pause", press=f"presence-away-{reason.pk}")
        for reason in away_reasons.offered()
    ]
    return [
        Command(_("Available"), "circle-check", press="presence-available"),
        *away,
        Command(_("Offline"), "circle", press="presence-offline"),
    ]


def _for_leads() -> list[Command]:
    return [
        Command(_("Live board"), "monitor", href="/board"),
        Command(_("Team load"), "layers", href="/load"),
        Command(_("Timeline"), "calendar", href="/timeline"),
    ]


def _assign(number: int, name: str) -> Command:
    return Command(_("Assign to %(name)s") % {"name": name}, "user-check", assign=str(number))


def _list(key: str, label: str, icon: str) -> Command:
    return Command(label, icon, href=f"/conversations/?view={key}")


def _places() -> list[Command]:
    return [
        _list("open", _("Open"), "inbox"),
        _list("mine", _("Mine"), "user-round"),
        _list("unassigned", _("Unassigned"), "circle"),
        _list("pending", _("Pending"), "clock"),
        _list("snoozed", _("Snoozed"), "alarm-clock"),
        _list("resolved", _("Resolved"), "circle-check"),
        _list("closed", _("Closed"), "lock"),
        Command(_("My day"), "sun", href="/day"),
        Command(_("Mentions"), "at-sign", href="/mentions"),
        Command(_("Announcements"), "megaphone", href="/announcements/"),
        Command(_("Articles"), "book-open", href="/articles/"),
        Command(_("Customers"), "circle-user-round", href="/customers/"),
        Command(_("Write to a customer"), "pen-line", href="/compose"),
        Command(_("Search"), "search", href="/search"),
        Command(_("Preferences"), "sliders-horizontal", href="/preferences"),
        Command(_("Keyboard shortcuts"), "keyboard", press="help"),
    ]

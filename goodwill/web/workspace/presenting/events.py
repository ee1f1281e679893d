"""Says in one quiet line what happened in a conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from goodwill.activity.models import Activity, Actor
from goodwill.conversations.enums import Priority
from goodwill.web.shared import times
from goodwill.web.workspace.presenting import automating, promises, remedies, routed

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One line among the letters; ``href`` where there is more to read."""

    id: str
    icon: str
    sentence: str
    at: datetime
    href: str = ""
    kind: str = "event"


def event(activity: Activity) -> Event | None:
    """None for what is shown otherwise (a letter, a note) or does not concern agents."""
    entry = SENTENCES.get(activity.kind)
    if entry is None:
        return None
    icon, write = entry
    sentence = write(_who(activity), activity.data, activity)
    href = (
        f"/remedies/{activity.data['remedy']}/"
        if activity.kind in remedies.SENTENCES
        else promises.href(activity) or automating.href(activity)
    )
    return Event(f"event-{activity.pk}", icon, sentence.strip(), activity.at, href) if sentence else None


def _who(activity: Activity) -> str:
    if activity.agent is not None:
        return activity.agent.name
    return _("The customer") if activity.actor == Actor.CUSTOMER else _("Goodwill")


def _created(who: str, data: Data, activity: Activity) -> str:
    if data.get("detached_from"):
        return _("%(who)s took this out of #%(number)s") % {"who": who, "number": data["detached_from"]}
    return _("%(who)s started the conversation") % {"who": who} if activity.agent_id else ""


def _order_linked(who: str, data: Data, activity: Activity) -> str:
    if activity.agent_id:
        return _("%(who)s linked order %(number)s") % {"who": who, "number": data["number"]}
    return _("Order %(number)s was found") % {"number": data["number"]}


def _assigned(who: str, data: Data, activity: Activity) -> str:
    if data.get("to") == activity.agent_id:
        return _("%(who)s took this conversation") % {"who": who}
    return _("%(who)s assigned this to %(name)s") % {"who": who, "name": data.get("name", "")}


def _moved(who: str, data: Data, activity: Activity) -> str:
    if not data.get("to"):
        return _("%(who)s took this from its team") % {"who": who}
    return _("%(who)s gave this to the team %(name)s") % {"who": who, "name": data.get("name", "")}


def _prioritised(who: str, data: Data, activity: Activity) -> str:
    return _("%(who)s set the priority to %(priority)s") % {"who": who, "priority": Priority(data["to"]).label}


def _classified(who: str, data: Data, activity: Activity) -> str:
    if not data.get("to"):
        return _("%(who)s took away the topic") % {"who": who}
    return _("%(who)s set the topic: %(topic)s") % {"who": who, "topic": data.get("name", "")}


def _snoozed(who: str, data: Data, activity: Activity) -> str:
    return _("%(who)s snoozed this until %(time)s") % {"who": who, "time": times.full(datetime.fromisoformat(data["until"]))}


def _reopened(who: str, data: Data, activity: Activity) -> str:
    if activity.actor == Actor.CUSTOMER:
        return _("Opened again by the customer's message")
    return _("%(who)s opened this again") % {"who": who}


def _woken(who: str, data: Data, activity: Activity) -> str:
    return _("%(who)s brought this back") % {"who": who} if activity.agent_id else _("Back: its time has come")


def _plain(sentence: Callable[[], str], **from_data: str) -> Callable[[str, Data, Activity], str]:
    def write(who: str, data: Data, activity: Activity) -> str:
        return sentence() % {"who": who, **{name: data.get(key, "") for name, key in from_data.items()}}

    return write


def _merged(sentence: Callable[[], str]) -> Callable[[str, Data, Activity], str]:
    return _plain(sentence, number="source", subject="subject")


SENTENCES: dict[str, tuple[str, Callable[[str, Data, Activity], str]]] = {
    "conversation.created": ("plus", _created),
    "conversation.assigned": ("user-check", _assigned),
    "conversation.unassigned": ("user-x", _plain(lambda: _("%(who)s took away the assignee"))),
    "conversation.moved_to_team": ("users", _moved),
    "conversation.renamed": ("pencil", _plain(lambda: _("%(who)s changed the subject, which was “%(before)s”"), before="from")),
    "conversation.prioritised": ("flag", _prioritised),
    "conversation.tagged": ("tag", _plain(lambda: _("%(who)s added the tag %(tag)s"), tag="tag")),
    "conversation.untagged": ("tag", _plain(lambda: _("%(who)s removed the tag %(tag)s"), tag="tag")),
    "conversation.classified": ("list-filter", _classified),
    "conversation.language_noted": ("globe", _plain(lambda: _("%(who)s noted the language: %(code)s"), code="to")),
    "conversation.resolved": ("circle-check", _plain(lambda: _("%(who)s resolved this"))),
    "conversation.reopened": ("rotate-ccw", _reopened),
    "conversation.left_pending": ("clock", _plain(lambda: _("%(who)s left it with the customer"))),
    "conversation.closed": ("lock", _plain(lambda: _("%(who)s closed this"))),
    "conversation.snoozed": ("alarm-clock", _snoozed),
    "conversation.woken": ("alarm-clock-off", _woken),
    "conversation.merged": (
        "git-merge",
        _merged(lambda: _("%(who)s merged #%(number)s “%(subject)s” into this")),
    ),
    "conversation.unmerged": (
        "split",
        _merged(lambda: _("%(who)s took #%(number)s “%(subject)s” out again")),
    ),
    "conversation.linked": ("link", _plain(lambda: _("%(who)s linked this to #%(number)s"), number="other")),
    "conversation.link_dismissed": ("unlink", _plain(lambda: _("%(who)s said that #%(number)s is another matter"), number="other")),
    "conversation.order_linked": ("package", _order_linked),
    "conversation.order_dismissed": ("unlink", _plain(lambda: _("%(who)s said that this is not about order %(number)s"), number="number")),
    "conversation.auto_replied": ("mail-check", _plain(lambda: _("An automatic answer came in and was set aside"))),
    "message.undone": ("undo-2", _plain(lambda: _("%(who)s took a reply back before it was sent"))),
    "message.retried": ("refresh-cw", _plain(lambda: _("%(who)s asked for another try at sending"))),
    "message.detached": ("unlink", _plain(lambda: _("%(who)s moved a message to its own conversation #%(number)s"), number="to")),
    **remedies.SENTENCES,
    **promises.SENTENCES,
    **automating.SENTENCES,
    **routed.SENTENCES,
}

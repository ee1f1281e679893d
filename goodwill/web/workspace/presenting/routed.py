"""What routing did, as a line in a conversation's timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from goodwill.activity.models import Activity

Data = Mapping[str, Any]


def _routed(who: str, data: Data, activity: Activity) -> str:
    values = {"agent": data.get("name", ""), "rule": data.get("rule", "")}
    return _("Routed to %(agent)s by the rule “%(rule)s”") % values if values["rule"] else _("Routed to %(agent)s") % values


def _requeued(who: str, data: Data, activity: Activity) -> str:
    return _("Back in the queue, because its agent is offline")


def _overflowed(who: str, data: Data, activity: Activity) -> str:
    if data.get("because") == "unstaffed":
        return _("Open to %(team)s too, because nobody of its team is at work") % {"team": data.get("name", "")}
    return _("Open to %(team)s too, because it has waited") % {"team": data.get("name", "")}


def _handed_over(who: str, data: Data, activity: Activity) -> str:
    if data.get("name"):
        return _("%(who)s handed this over to %(team)s") % {"who": who, "team": data["name"]}
    return _("%(who)s handed this over to tier %(tier)s") % {"who": who, "tier": data.get("tier", "")}


SENTENCES: dict[str, tuple[str, Callable[[str, Data, Activity], str]]] = {
    "conversation.routed": ("user-check", _routed),
    "conversation.requeued": ("rotate-ccw", _requeued),
    "conversation.overflowed": ("users", _overflowed),
    "conversation.handed_over": ("users", _handed_over),
}

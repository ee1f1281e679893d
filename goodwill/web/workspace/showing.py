"""Gathers what the pages of the workspace show; views choose, templates place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer
from goodwill.coaching.domain import explaining
from goodwill.conversations import listing
from goodwill.conversations.access import Scope, scope_of
from goodwill.conversations.domain import noting, reading, viewing
from goodwill.conversations.enums import Priority
from goodwill.conversations.models import Conversation, Presence
from goodwill.core import live
from goodwill.core.rows import Prepared
from goodwill.inboxes.models import Inbox
from goodwill.web.shared.requests import AgentRequest
from goodwill.web.workspace.presenting import automating, card, classifying, composing, people, promises, rows, timeline


@dataclass(frozen=True, slots=True)
class Known:
    """What several parts of one page need, read once a request."""

    scope: Scope
    people: people.People
    inboxes: list[tuple[int, str]]


def known(request: HttpRequest) -> Known:
    found: Known | None = getattr(request, "_known", None)
    if found is None:
        agent: Agent = request.agent  # type: ignore[attr-defined]
        inboxes = _INBOXES.all()
        found = Known(scope_of(agent), people.people(), inboxes)
        request._known = found  # type: ignore[attr-defined]
    return found


def view_of(request: AgentRequest) -> listing.View:
    """The view that the address names; raise UnknownView."""
    return listing.view_for(request.GET.get("view") or "open", request.agent)


def list_context(request: AgentRequest, *, current: int = 0) -> dict[str, Any]:
    """A page of the list, with the view's name and where to ask for older rows."""
    view, here = view_of(request), known(request)
    page = listing.page(request.agent, view, older_than=request.GET.get("before", ""), scope=here.scope)
    presences = presence_lines(viewing.present([row.id for row in page.rows], besides=request.agent)) if page.rows else {}
    return {
        "view": view,
        "view_query": urlencode({"view": view.key}),
        "view_label": view_label(view, here),
        "rows": rows.shown(page.rows, here.people.names, current=current, presences=presences),
        "older": urlencode({"view": view.key, "before": page.older}) if page.older else "",
        "is_continued": "before" in request.GET,
        "people": here.people,
        "may_answer": may_answer(request.agent),
        "snoozes": snoozes(),
    }


def alone_context(request: AgentRequest) -> dict[str, Any]:
    """What lets a list with no conversation beside it follow what happens; asked before the list is read."""
    position = live.position()
    return {"live_position": position, "live_token": live_token(request, *known(request).scope.topics())}


def view_query(request: HttpRequest) -> str:
    """The view that the agent is in, to be carried along in an address."""
    return urlencode({"view": request.GET.get("view") or "open"})


def view_label(view: listing.View, here: Known) -> str:
    kind, _dash, number = view.key.partition("-")
    if view.label:
        return f"{_('Tag')}: {view.label}" if kind == "tag" else str(view.label)
    names = dict(here.inboxes if kind == "inbox" else here.people.teams)
    return names.get(int(number), _("Unknown"))


def conversation_context(
    request: AgentRequest, conversation: Conversation, *, wants_topic: bool = False, **composer: Any
) -> dict[str, Any]:
    """An open conversation: read from now on, with all that stands beside it. ``wants_topic``: resolving waits for one."""
    here, agent = known(request), request.agent
    position = live.position()
    read_up_to = reading.read_positions(agent, [conversation.pk]).get(conversation.pk)
    before = request.GET.get("earlier", "")
    shown = timeline.read(
        conversation, read_up_to=read_up_to, names=list(here.people.names.values()), before=int(before) if before.isdecimal() else 0
    )
    if read_up_to != conversation.last_inbound:
        reading.mark_read(conversation, agent)
    if shown.has_notes:
        noting.mark_mentions_seen(conversation, agent)
    return {
        "conversation": conversation,
        "timeline": shown,
        "composer": composing.composer(conversation, agent, part_ids=shown.part_ids, **composer),
        "card": card.card(conversation, here.scope, part_ids=shown.part_ids),
        "explained": explaining.explanations(conversation),
        "people": here.people,
        "priorities": Priority.choices,
        "matters": automating.matters(conversation),
        "classified": classifying.classified(conversation, is_held=wants_topic or "wants_topic" in request.GET),
        "promise": promises.due(conversation.due_at, conversation.warn_at, conversation.due_metric),
        "presence": presence_in_words(viewing.present([conversation.pk], besides=agent)),
        "may_answer": may_answer(agent),
        "snoozes": snoozes(),
        "view_query": view_query(request),
        "is_card_folded": request.COOKIES.get("card") == "folded",
        "live_token": live_token(request, *here.scope.topics(), f"conversation:{conversation.pk}"),
        "live_position": position,
    }


def live_token(request: AgentRequest, *topics: str) -> str:
    """Lets the page listen to these topics and to what concerns the agent."""
    return live.token((*topics, f"a{request.agent.pk}"), request.agent.pk, request.session.session_key or "")


def presence_lines(presences: list[Presence]) -> dict[int, str]:
    """For each conversation, who is in it."""
    found: dict[int, list[Presence]] = {}
    for presence in presences:
        found.setdefault(presence.conversation_id, []).append(presence)
    return {number: presence_in_words(those) for number, those in found.items()}


def presence_in_words(presences: list[Presence]) -> str:
    """ "Jonas Weber is typing…"; else who else looks at it."""
    typing = [presence.agent.name for presence in presences if presence.is_typing]
    if typing:
        return ngettext("%(names)s is typing…", "%(names)s are typing…", len(typing)) % {"names": _joined(typing)}
    names = [presence.agent.name for presence in presences]
    return ngettext("%(names)s is here", "%(names)s are here", len(names)) % {"names": _joined(names)} if names else ""


def _joined(names: list[str]) -> str:
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if len(names) > 1 else names[0]


def snoozes() -> list[tuple[str, str, datetime]]:
    """Times to snooze until, in the agent's time zone: (code, words, when)."""
    here = timezone.localtime()
    morning = here.replace(hour=9, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - here.weekday())
    return [
        ("hours", _("In three hours"), (here + timedelta(hours=3)).replace(second=0, microsecond=0)),
        ("tomorrow", _("Tomorrow morning"), morning + timedelta(days=1)),
        ("monday", _("Monday morning"), monday),
        ("month", _("In four weeks"), morning + timedelta(days=28)),
    ]


_INBOXES = Prepared(lambda: Inbox.objects.filter(is_active=True).order_by("name").values_list("id", "name"))

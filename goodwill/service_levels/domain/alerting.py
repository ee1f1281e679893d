"""Tells people and programs that a promise presses or is broken: whoever is on duty, each once, and many at once in one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.accounts.duty import on_duty
from goodwill.accounts.enums import Role
from goodwill.accounts.models import Agent, Team
from goodwill.activity import notifying, recording, webhooks
from goodwill.activity.models import Actor, Urgency
from goodwill.conversations.access import scope_of
from goodwill.conversations.domain import assigning, describing
from goodwill.conversations.enums import Priority
from goodwill.conversations.models import Conversation
from goodwill.core import jobs
from goodwill.service_levels.domain.planning import FINISHED, about
from goodwill.service_levels.enums import Metric
from goodwill.service_levels.models import Target

if TYPE_CHECKING:
    from goodwill.service_levels.domain.firing import Fired

# More than so many alerts of one batch come to the same people as one.
FEW = 5
KIND = {"used": "target.warned", "due": "target.breached", "after": "target.escalated"}
URGENCY = {"target.warned": Urgency.ATTENTION, "target.breached": Urgency.DANGER, "target.escalated": Urgency.DANGER}


class Roster:
    """Who can be told, read once for a batch."""

    def __init__(self, at: datetime) -> None:
        self._agents = {agent.pk: agent for agent in Agent.objects.active().prefetch_related("teams").order_by("id")}
        self._teams = {agent.pk: {team.pk for team in agent.teams.all()} for agent in self._agents.values()}
        self._scopes = {agent.pk: scope_of(agent) for agent in self._agents.values()}
        self.on_duty = {agent.pk for agent in on_duty(self._agents.values(), at)}

    def named(self, words: Iterable[str], conversation: Conversation) -> list[Agent]:
        """The agents that a step names and that may see the conversation, each once."""
        numbers = {number for word in words for number in self._one(word, conversation)}
        return [self._agents[number] for number in sorted(numbers) if self._scopes[number].allows(conversation)]

    def _one(self, word: str, conversation: Conversation) -> Collection[int]:
        kind, _colon, number = word.partition(":")
        match kind:
            case "assignee":
                return self._assignee(conversation)
            case "team":
                return self._members(conversation.team_id) or self._leads(conversation)
            case "leads":
                return self._leads(conversation)
            case "administrators":
                return self._of_role(Role.ADMINISTRATOR, Role.OWNER)
            case "agent" if number.isdecimal():
                return {int(number)} & self._agents.keys()
        return self._members(int(number)) if kind == "team" and number.isdecimal() else ()

    def _assignee(self, conversation: Conversation) -> Collection[int]:
        if conversation.assignee_id in self._agents:
            return {conversation.assignee_id}
        return self._members(conversation.team_id) or self._leads(conversation)

    def _members(self, team_id: int | None) -> set[int]:
        return {number for number, teams in self._teams.items() if team_id in teams}

    def _leads(self, conversation: Conversation) -> set[int]:
        """The leads of its team, else all leads, else who administers the desk."""
        leads = self._of_role(Role.LEAD)
        return leads & self._members(conversation.team_id) or leads or self._of_role(Role.ADMINISTRATOR, Role.OWNER)

    def _of_role(self, *roles: Role) -> set[int]:
        return {number for number, agent in self._agents.items() if agent.role in roles}


def tell(alerts: Sequence["Fired"], at: datetime) -> set[int]:
    """Alert by the step of each; return the targets of which everybody who should know is off duty now."""
    if not alerts:
        return set()
    roster, waiting = Roster(at), set[int]()
    groups: dict[tuple[tuple[int, ...], str, bool], list[Fired]] = defaultdict(list)
    people: dict[int, Agent] = {}
    for fired in alerts:
        step = fired.alert or {}
        wanted = roster.named(step.get("notify", ()), fired.target.conversation)
        reached = wanted if step.get("any_hour") else [agent for agent in wanted if agent.pk in roster.on_duty]
        if wanted and not reached:
            waiting.add(fired.target.pk)
        elif reached:
            people.update((agent.pk, agent) for agent in reached)
            groups[(tuple(agent.pk for agent in reached), KIND[step["when"]], bool(step.get("mail")))].append(fired)
    for (numbers, kind, by_mail), those in groups.items():
        _notify([people[number] for number in numbers], kind, those, by_mail=by_mail)
    return waiting


def record_all(fired: Sequence["Fired"]) -> None:
    """Put on record what came of a batch, call the programs that want to know, and have conversations changed."""
    kinds: dict[str, list[tuple[Conversation, dict[str, Any]]]] = defaultdict(list)
    changes: list[tuple[int, int | None, int | None]] = []
    for one in fired:
        target, data = one.target, about(one.target)
        happened = {KIND[step["when"]] for step in one.steps} - {"target.breached"}
        if one.is_breach:
            happened = happened - {"target.warned"} | {"target.breached"}
        for kind in happened:
            kinds[kind].append((target.conversation, data))
        for place, step in enumerate(one.steps, start=target.step - len(one.steps)):
            _call(target, step, place, data)
            if step.get("priority") or step.get("team"):
                changes.append((target.pk, step.get("priority"), step.get("team")))
    for kind in KIND.values():
        if kind in kinds:
            recording.record_many(kind, kinds[kind])
    if changes:
        from goodwill.service_levels import tasks

        jobs.enqueue_many(tasks.escalate, changes)


def escalate(target_id: int, priority: int | None, team_id: int | None) -> None:
    """Raise the priority and hand over to a team, unless it was done in the meantime."""
    target = Target.objects.select_related("conversation").filter(pk=target_id, closed_at__isnull=True).first()
    if target is None or target.conversation.merged_into_id or target.conversation.status in FINISHED:
        return
    conversation = target.conversation
    if priority and conversation.priority < priority:
        describing.prioritise(conversation, Priority(priority), by=Actor.SYSTEM)
    team = Team.objects.filter(pk=team_id).first() if team_id else None
    if team is not None:
        assigning.hand_to_team(conversation, team, by=Actor.SYSTEM)


def _notify(agents: list[Agent], kind: str, those: Sequence["Fired"], *, by_mail: bool) -> None:
    options: dict[str, Any] = {"kind": kind, "urgency": URGENCY[kind], "by_mail": by_mail}
    if len(those) > FEW:
        numbers = sorted(one.target.pk for one in those)
        # The same targets in the same step: what makes it one occasion.
        key = f"targets:{kind}:{numbers[0]}-{numbers[-1]}:{len(numbers)}:{those[0].target.step}"
        notifying.notify(agents, key=key, title=_lazily(_many, kind, len(those)), **options)
        return
    for one in those:
        target = one.target
        key = f"target:{target.pk}:{target.step}"
        words = {"promise": Metric(target.metric).label, "number": target.conversation_id, "name": target.conversation.customer_name}
        title = _lazily(_one, kind, words)
        notifying.notify(agents, key=key, title=title, text=target.conversation.subject, subject=target.conversation, **options)


def _call(target: Target, step: Mapping[str, Any], place: int, data: Mapping[str, Any]) -> None:
    if url := step.get("webhook"):
        webhooks.call(url, KIND[step["when"]], {**data, "conversation": target.conversation_id}, key=f"target-{target.pk}-{place}")


def _one(kind: str, words: Mapping[str, Any]) -> str:
    match kind:
        case "target.warned":
            return _("Soon due: %(promise)s in #%(number)s, %(name)s") % words
        case "target.breached":
            return _("Overdue: %(promise)s in #%(number)s, %(name)s") % words
    return _("Still overdue: %(promise)s in #%(number)s, %(name)s") % words


def _many(kind: str, count: int) -> str:
    match kind:
        case "target.warned":
            text = ngettext("%(count)s promise is soon due", "%(count)s promises are soon due", count)
        case "target.breached":
            text = ngettext("%(count)s promise is overdue", "%(count)s promises are overdue", count)
        case _:
            text = ngettext("%(count)s promise is still overdue", "%(count)s promises are still overdue", count)
    return text % {"count": count}


def _lazily(function: Callable[..., str], *arguments: Any) -> Any:
    """A text that is put together in the language of whoever reads it."""
    return lazy(function, str)(*arguments)

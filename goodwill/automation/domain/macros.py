"""Macros: what one would do here, doing it as the agent who uses it, and taking back what can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer, may_lead
from goodwill.activity.recording import record
from goodwill.automation.actions import ACTIONS
from goodwill.automation.contract import Action, Doing, Stopped
from goodwill.automation.domain import acting, checking_parts, finding_subjects, writing
from goodwill.automation.enums import StepState
from goodwill.automation.errors import NotYours, UnusableRule
from goodwill.automation.models import Macro, MacroUse
from goodwill.conversations.access import scope_of
from goodwill.conversations.domain import drafting, replying, saving_replies
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.domain.resolving import AlreadySo
from goodwill.conversations.enums import Status
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.situations import Facts
from goodwill.core.clock import now

COLUMNS = frozenset({"name", "description", "team", "text", "status", "actions", "is_active"})
AFTER_REPLY = (Status.PENDING, Status.OPEN, Status.RESOLVED)
# The step that stands for the reply, beside those of actions.
REPLY = "reply"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """What one action would do, in sentences; ``problem`` says why it would not, ``limit`` what the policy says of it."""

    name: str
    label: str
    icon: str
    sentences: tuple[str, ...]
    problem: str = ""
    limit: str = ""
    changes: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """What a macro would do here now. ``text`` is the reply as it would be sent, to ``recipients``.

    ``missing`` are variables without a value, for which nothing would be sent; ``later`` those that the macro's own
    remedy gives a value to.
    """

    text: str
    missing: tuple[str, ...]
    later: tuple[str, ...]
    recipients: tuple[str, ...]
    status: str
    steps: tuple[PlannedStep, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(step.problem for step in self.steps if step.problem)


def usable_by(agent: Agent) -> QuerySet[Macro]:
    """Those of everybody and of the agent's teams, most used first."""
    return Macro.objects.filter(Q(team=None) | Q(team__in=agent.teams.all()), is_active=True).order_by("-uses", "name")


def create(columns: Mapping[str, Any], *, by: Agent) -> Macro:
    """Make a macro; raise UnusableRule for one that would not work."""
    _require_lead(by)
    macro = Macro(created_by=by, **_known(columns))
    require_usable(macro)
    with transaction.atomic():
        macro.save()
        record("macro.added", macro, by=by, data={"name": macro.name})
    return macro


def change(macro: Macro, columns: Mapping[str, Any], *, by: Agent) -> Macro:
    _require_lead(by)
    with transaction.atomic():
        fresh = Macro.objects.select_for_update().get(pk=macro.pk)
        for name, value in _known(columns).items():
            setattr(fresh, name, value)
        require_usable(fresh)
        fresh.changed_at = now()
        fresh.save()
        record("macro.changed", fresh, by=by, data={"name": fresh.name})
    return fresh


def remove(macro: Macro, *, by: Agent) -> None:
    """Forget a macro; what its uses did stays logged under its name."""
    _require_lead(by)
    with transaction.atomic():
        record("macro.removed", macro, by=by, data={"name": macro.name})
        macro.delete()


def require_usable(macro: Macro) -> None:
    """Raise UnusableRule for a macro that could not be used."""
    if not macro.name.strip():
        raise UnusableRule(_("Give the macro a name."))
    if not macro.actions and not macro.text.strip():
        raise UnusableRule(_("Say what it should do, or write a reply."))
    if macro.text.strip() and (problem := writing.problem_of(macro.text)):
        raise UnusableRule(problem)
    if macro.status not in AFTER_REPLY:
        raise UnusableRule(_("After an answer a conversation can't be “%(status)s”.") % {"status": macro.status})
    checking_parts.check_actions(macro.actions, of_macro=True)


def preview(macro: Macro, conversation: Conversation, by: Agent) -> Preview:
    """What would be sent, refunded, to whom, and against which limit; writes nothing."""
    _require_usable_here(macro, conversation, by)
    shown = finding_subjects.conversation(conversation.pk)
    parts = _parts(macro)
    planned = acting.plan(parts, _doing(macro, shown, by, key="preview"))
    filled = saving_replies.fill(macro.text.strip(), saving_replies.values_for(shown, by))
    gives = any(action.name == "remedy" for action, _given in parts)
    later = tuple(name for name in filled.missing if gives and name.startswith("remedy."))
    return Preview(
        text=filled.text,
        missing=tuple(name for name in filled.missing if name not in later),
        later=later,
        recipients=tuple(person.address for person in replying.default_recipients(shown)) if macro.text.strip() else (),
        status=macro.status if macro.text.strip() else "",
        steps=tuple(
            PlannedStep(action.name, str(action.label), action.icon, plan.sentences, plan.problem, plan.limit, plan.changes)
            for action, plan in planned
        ),
    )


def apply(
    macro: Macro,
    conversation: Conversation,
    *,
    by: Agent,
    key: str = "",
    text: str | None = None,
    seen_up_to: int | None = None,
) -> MacroUse:
    """Do all of it as this agent, in one go: first the actions, then the reply; a key that was used before does nothing more.

    ``text`` is the reply as the agent changed it, None for the macro's own. Each part stands for itself and says what it
    did or why not. The reply only goes out when every part was done: else it becomes the agent's draft.
    Raise NewerMessage when the customer wrote something that the agent has not seen; nothing is done then.
    """
    _require_usable_here(macro, conversation, by)
    key = key or uuid4().hex
    with transaction.atomic():
        held = locked(conversation.pk)
        known = MacroUse.objects.filter(key=key).first()
        if known is not None:
            return known
        if seen_up_to is not None and held.last_inbound > seen_up_to:
            raise replying.NewerMessage(_("The customer wrote again while you were answering. Read it, then send."))
        doing = _doing(macro, finding_subjects.conversation(conversation.pk), by, key=f"macro:{key}")
        steps = acting.perform(_parts(macro), doing)
        logged = [step.to_json() for step in steps]
        message, said = _reply(macro, acting.refreshed(doing), steps, text)
        use = MacroUse.objects.create(
            macro=macro,
            macro_name=macro.name,
            conversation=doing.conversation,
            agent=by,
            key=key,
            message=message,
            steps=[*logged, *said],
        )
        Macro.objects.filter(pk=macro.pk).update(uses=F("uses") + 1)
        record("macro.applied", doing.conversation, by=by, data={"use": use.pk, "macro": macro.pk, "name": macro.name})
    conversation.refresh_from_db()
    return use


def undo(use: MacroUse, *, by: Agent) -> MacroUse:
    """Take back what can be taken back, the last part first; the parts say what was put back and what was not.

    Raise Refused for one that was taken back, NotYours for another agent's.
    """
    if use.agent_id != by.pk:
        raise NotYours(_("Only who used the macro takes it back."))
    with transaction.atomic():
        locked(use.conversation_id)
        held = MacroUse.objects.select_for_update(of=("self",)).select_related("message", "conversation").get(pk=use.pk)
        if held.undone_at is not None:
            raise Refused(_("There is nothing to take back."))
        doing = _doing(None, finding_subjects.conversation(held.conversation_id), by, key=f"undo:{held.key}", source=held.macro_name)
        steps = list(held.steps)
        for place in reversed(range(len(steps))):
            steps[place] = _taken_back(steps[place], held, doing)
            doing = acting.refreshed(doing)
        held.steps, held.undone_at = steps, now()
        held.save(update_fields=["steps", "undone_at"])
        record("macro.undone", doing.conversation, by=by, data={"use": held.pk, "name": held.macro_name})
    return held


def can_undo(use: MacroUse) -> bool:
    """Whether any part of it has a way back."""
    return use.undone_at is None and any(step.get("undo") is not None and step["state"] == StepState.DONE for step in use.steps)


def _reply(macro: Macro, doing: Doing, steps: list[acting.Step], text: str | None) -> tuple[Message | None, list[dict[str, Any]]]:
    wanted = macro.text if text is None else text
    if not wanted.strip():
        return None, []
    conversation, by = doing.conversation, doing.agent
    assert by is not None
    undone = [step for step in steps if step.state in (StepState.STOPPED, StepState.FAILED)]
    try:
        if undone:
            raise Stopped(_("The reply is kept as your draft, since not all was done."))
        filled = writing.filled(wanted, conversation, by)
        said = replying.Reply(filled, seen_up_to=conversation.last_inbound, status=Status(macro.status))
        with transaction.atomic():
            message = replying.reply(conversation, said, by=by)
    except acting.REFUSALS as error:
        drafting.save(conversation, by, saving_replies.fill(wanted, saving_replies.values_for(conversation, by)).text, is_note=False)
        return None, [{"name": REPLY, "state": StepState.STOPPED.value, "sentence": str(error), "undo": None}]
    sentence = _("The reply goes out in a moment.")
    return message, [{"name": REPLY, "state": StepState.DONE.value, "sentence": sentence, "undo": message.pk}]


def _taken_back(step: dict[str, Any], use: MacroUse, doing: Doing) -> dict[str, Any]:
    if step["state"] != StepState.DONE:
        return step
    if step.get("undo") is None:
        return {**step, "undone": _("There is no way back.")}
    try:
        with transaction.atomic():
            return {**step, "undone": _undo_one(step, use, doing)}
    except (*acting.REFUSALS, AlreadySo) as error:
        return {**step, "undone": str(error)}


def _undo_one(step: dict[str, Any], use: MacroUse, doing: Doing) -> str:
    if step["name"] != REPLY:
        return ACTIONS.get(step["name"]).undo(step["undo"], doing)
    assert use.message is not None
    assert doing.agent is not None
    replying.undo(use.message, by=doing.agent)
    return _("The reply is your draft again.")


def _parts(macro: Macro) -> list[tuple[Action, Mapping[str, Any]]]:
    return [(ACTIONS.get(given["name"]), given) for given in macro.actions]


def _doing(macro: Macro | None, conversation: Conversation, by: Agent, *, key: str, source: str = "") -> Doing:
    facts = Facts(conversation)
    return Doing(conversation=conversation, facts=facts, by=by, source=macro.name if macro else source, key=key)


def _require_usable_here(macro: Macro, conversation: Conversation, by: Agent) -> None:
    if not may_answer(by) or not scope_of(by).allows(conversation):
        raise NotAllowed(_("You may only read."))
    if macro.team_id is not None and not by.teams.filter(pk=macro.team_id).exists():
        raise NotYours(_("This macro is for another team."))


def _known(columns: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := columns.keys() - COLUMNS:
        raise ValueError(f"A macro has no column {', '.join(sorted(unknown))}.")
    return dict(columns)


def _require_lead(by: Agent) -> None:
    if not may_lead(by):
        raise NotAllowed(_("Only leads and managers change macros."))

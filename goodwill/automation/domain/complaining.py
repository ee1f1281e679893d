"""Takes care of complaints: recognised, acknowledged at once, given an owner and a deadline, settled, and asked about."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.errors import NotAllowed
from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer, may_lead
from goodwill.activity.models import Actor, Urgency
from goodwill.activity.notifying import notify
from goodwill.activity.recording import record
from goodwill.automation.contract import Stopped
from goodwill.automation.domain import compiling, following_up, guarding, writing
from goodwill.automation.enums import ComplaintOutcome, FollowUpKind
from goodwill.automation.models import Complaint, ComplaintProcedure
from goodwill.conversations.domain import assigning, classifying, linking_orders
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.enums import Priority
from goodwill.conversations.errors import Refused
from goodwill.conversations.models import Conversation, Message, Topic
from goodwill.core.clock import now
from goodwill.remedies.contract import Grantee
from goodwill.remedies.domain import offering

ROW = 1
HOUR = timedelta(hours=1)
COLUMNS = frozenset({"words", "acknowledgement", "survey", "answer_within", "survey_after", "team", "owner", "default_cause"})


def procedure() -> ComplaintProcedure:
    """The desk's procedure; as it came until somebody changes it."""
    from goodwill.automation.domain import defaults

    found = ComplaintProcedure.objects.select_related("team", "owner", "default_cause").filter(pk=ROW).first()
    return found or defaults.complaint_procedure()


def set_procedure(columns: Mapping[str, Any], *, by: Agent, is_active: bool | None = None) -> ComplaintProcedure:
    """Change the procedure, or switch it on or off; raise Refused for texts that could not be sent."""
    if not may_lead(by):
        raise NotAllowed(_("Only leads and managers change the procedure."))
    if unknown := columns.keys() - COLUMNS:
        raise ValueError(f"The procedure has no column {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        held = ComplaintProcedure.objects.select_for_update().get(pk=procedure().pk)
        for name, value in columns.items():
            setattr(held, name, value)
        if is_active is not None:
            held.is_active = is_active
        _require_usable(held)
        held.changed_at = now()
        held.save()
        compiling.changed()
        record("complaint_procedure.changed", held, by=by, data={"active": held.is_active})
    return held


def recognised(text: str, words: Mapping[str, list[str]]) -> str:
    """The word of a complaint that stands in a text, in whatever language of the desk; "" for none."""
    said = text.casefold()
    return next((word for listed in words.values() for word in listed if word and word.casefold() in said), "")


def open_complaint(
    conversation: Conversation,
    *,
    cause: Topic | None = None,
    message: Message | None = None,
    because: str = "",
    by: Agent | Actor = Actor.SYSTEM,
) -> Complaint:
    """Begin the procedure in a conversation, once: cause, owner, deadline, and the acknowledgement at once.

    Where something keeps the acknowledgement from being sent, the complaint is opened all the same.
    """
    held = procedure()
    with transaction.atomic():
        locked(conversation.pk)
        known = Complaint.objects.filter(conversation=conversation).first()
        if known is not None:
            return _again(known, by) if known.withdrawn_at else known
        wanted = cause or (conversation.topic if conversation.topic and conversation.topic.is_complaint else None) or held.default_cause
        complaint = Complaint.objects.create(
            conversation=conversation,
            message=message,
            cause=wanted,
            owner=_owner(conversation, held),
            recognised_by=because[:120],
            due_at=now() + timedelta(minutes=held.answer_within),
            token=secrets.token_urlsafe(24),
        )
        record("complaint.opened", conversation, by=by, data={"complaint": complaint.pk, "cause": str(wanted or ""), "because": because})
        if wanted is not None and conversation.topic_id != wanted.pk:
            classifying.classify(conversation, wanted, by=by)
        _place(complaint, held, by)
        _acknowledge(complaint, held)
        _tell_owner(complaint)
    return complaint


def take_over(complaint: Complaint, agent: Agent, *, by: Agent) -> Complaint:
    """Make an agent responsible for it; the conversation is theirs too."""
    if not may_answer(agent) or not may_answer(by):
        raise Refused(_("%(agent)s can't answer customers.") % {"agent": agent})
    with transaction.atomic():
        fresh = _held(complaint)
        if fresh.owner_id != agent.pk:
            fresh.owner = agent
            fresh.save(update_fields=["owner"])
            assigning.assign(fresh.conversation, agent, by=by)
            record("complaint.taken_over", fresh.conversation, by=by, data={"complaint": fresh.pk, "to": agent.pk, "name": str(agent)})
            _tell_owner(fresh)
    return fresh


def set_cause(complaint: Complaint, cause: Topic, *, by: Agent) -> Complaint:
    """Name another cause of the catalogue."""
    if not cause.is_complaint:
        raise Refused(_("%(topic)s is no cause of complaints.") % {"topic": cause})
    with transaction.atomic():
        fresh = _held(complaint)
        fresh.cause = cause
        fresh.save(update_fields=["cause"])
        classifying.classify(fresh.conversation, cause, by=by)
    return fresh


def offers(complaint: Complaint, by: Agent) -> list[offering.Offer]:
    """What this agent may offer for it now, within their limits; nothing where no order is known."""
    linked = linking_orders.links_of(complaint.conversation)
    if not linked:
        return []
    order = linked[0].order
    return offering.offers(order.store, order, order.buyer, Grantee.of(by))


def note_offer(complaint_id: int, remedy: Mapping[str, Any]) -> None:
    """A remedy was granted or asked for in the conversation: it belongs to the complaint."""
    fresh = Complaint.objects.select_for_update().get(pk=complaint_id)
    others = [known for known in fresh.offered if known["remedy"] != remedy["remedy"]]
    fresh.offered = [*others, dict(remedy)]
    fresh.save(update_fields=["offered"])


def note_answer(conversation_id: int) -> None:
    """A person of ours answered: the first answer is what the deadline was about."""
    waiting = Complaint.objects.filter(conversation_id=conversation_id, answered_at=None)
    waiting.update(answered_at=now())


def settle(complaint: Complaint, outcome: ComplaintOutcome, *, by: Agent) -> Complaint:
    """It is dealt with; after a while the customer is asked how that was. Raise Refused when it was settled before."""
    if not may_answer(by):
        raise NotAllowed(_("You may only read."))
    with transaction.atomic():
        fresh = _held(complaint)
        if not fresh.is_open:
            raise Refused(_("The complaint is settled already."))
        fresh.settled_at, fresh.settled_by, fresh.outcome = now(), by, outcome
        fresh.save(update_fields=["settled_at", "settled_by", "outcome"])
        is_in_time = bool(fresh.answered_at and fresh.due_at and fresh.answered_at <= fresh.due_at)
        data = {"complaint": fresh.pk, "outcome": outcome.value, "in_time": is_in_time}
        record("complaint.settled", fresh.conversation, by=by, data=data)
        held = procedure()
        if in_language(held.survey, fresh.conversation):
            following_up.plan(fresh.conversation, FollowUpKind.SURVEY, now() + held.survey_after * HOUR, "")
    return fresh


def withdraw(complaint: Complaint, *, by: Agent) -> Complaint:
    """It was none: it counts nowhere, and nobody is asked about it."""
    with transaction.atomic():
        fresh = _held(complaint)
        if fresh.is_open:
            fresh.withdrawn_at = now()
            fresh.save(update_fields=["withdrawn_at"])
            record("complaint.withdrawn", fresh.conversation, by=by, data={"complaint": fresh.pk})
    return fresh


def in_language(texts: Mapping[str, str], conversation: Conversation) -> str:
    """The text in the customer's language, else in the desk's, else the first there is."""
    known = (conversation.language or conversation.customer.language or "").replace("_", "-").partition("-")[0].lower()
    desk = settings.LANGUAGE_CODE.partition("-")[0]
    return next((texts[code] for code in (known, desk, *texts) if texts.get(code, "").strip()), "")


def _owner(conversation: Conversation, held: ComplaintProcedure) -> Agent | None:
    """Who has the conversation, else the procedure's owner, else a lead of its team, else any lead."""
    for agent in (conversation.assignee, held.owner):
        if agent is not None and may_answer(agent):
            return agent
    leads = guarding.leads()
    team = held.team_id or conversation.team_id
    of_team = [agent for agent in leads if team and agent.teams.filter(pk=team).exists()]
    by_rank = sorted(of_team or leads, key=lambda agent: (agent.role != "lead", agent.pk))
    return next(iter(by_rank), None)


def _place(complaint: Complaint, held: ComplaintProcedure, by: Agent | Actor) -> None:
    from goodwill.conversations.domain import describing

    conversation = complaint.conversation
    if conversation.priority < Priority.HIGH:
        describing.prioritise(conversation, Priority.HIGH, by=by)
    if held.team is not None:
        assigning.hand_to_team(conversation, held.team, by=by)
    if complaint.owner is not None and conversation.assignee_id is None:
        assigning.assign(conversation, complaint.owner, by=by)


def _acknowledge(complaint: Complaint, held: ComplaintProcedure) -> None:
    """Write at once that it came in; a gap in the text, or a robot's letter, keeps it from being sent and says so."""
    conversation = complaint.conversation
    text = in_language(held.acknowledgement, conversation)
    if not text:
        return
    try:
        with transaction.atomic():
            writing.send(conversation, writing.filled(text, conversation))
    except Stopped as error:
        record("complaint.not_acknowledged", conversation, data={"complaint": complaint.pk, "why": str(error)})
        return
    complaint.acknowledged_at = now()
    complaint.save(update_fields=["acknowledged_at"])
    record("complaint.acknowledged", conversation, data={"complaint": complaint.pk})


def _tell_owner(complaint: Complaint) -> None:
    if complaint.owner is None:
        return
    notify(
        [complaint.owner],
        key=f"complaint:{complaint.pk}",
        kind="complaint.opened",
        title=_("A complaint is yours: %(cause)s") % {"cause": complaint.cause or _("no cause named")},
        text=_("%(customer)s waits for an answer.") % {"customer": complaint.conversation.customer_name},
        subject=complaint.conversation,
        urgency=Urgency.DANGER,
    )


def _again(known: Complaint, by: Agent | Actor) -> Complaint:
    """A person says that it is one after all; the words alone don't bring back what a person withdrew."""
    if isinstance(by, Agent):
        known.withdrawn_at = None
        known.save(update_fields=["withdrawn_at"])
        record("complaint.opened", known.conversation, by=by, data={"complaint": known.pk, "cause": str(known.cause or ""), "because": ""})
    return known


def _held(complaint: Complaint) -> Complaint:
    locked(complaint.conversation_id)
    related = Complaint.objects.select_related("conversation__inbox", "conversation__customer", "cause", "owner")
    return related.select_for_update(of=("self",)).get(pk=complaint.pk)


def _require_usable(held: ComplaintProcedure) -> None:
    from goodwill.automation.domain.surveying import LINK

    for text in [*held.acknowledgement.values(), *held.survey.values()]:
        if text.strip() and (problem := writing.problem_of(text)):
            raise Refused(problem)
    if any(text.strip() and LINK not in text for text in held.survey.values()):
        raise Refused(_("The survey needs the link to rate by: %(link)s.") % {"link": LINK})
    if held.is_active and not any(word.strip() for words in held.words.values() for word in words):
        raise Refused(_("Give some words by which a complaint is recognised."))
    if held.answer_within < 1:
        raise Refused(_("Say within how many minutes a complaint is answered."))

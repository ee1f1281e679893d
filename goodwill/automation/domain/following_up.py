"""Does later what is planned for a conversation, unless somebody writes before: check-ins, reopenings, closings, surveys."""

from datetime import datetime

from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Actor
from goodwill.activity.recording import record
from goodwill.automation import origin
from goodwill.automation.contract import Stopped
from goodwill.automation.domain import acting, writing
from goodwill.automation.enums import FollowUpKind, FollowUpState
from goodwill.automation.models import FollowUp
from goodwill.conversations.domain import noting, resolving
from goodwill.conversations.domain.changing import locked
from goodwill.conversations.domain.refreshing import part_ids
from goodwill.conversations.enums import Delivery, Direction, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.core import jobs
from goodwill.core.clock import now

WAITING = FollowUpState.WAITING


def plan(
    conversation: Conversation,
    kind: FollowUpKind,
    due_at: datetime,
    text: str,
    *,
    by: Agent | Actor = Actor.SYSTEM,
    rule_id: int | None = None,
) -> FollowUp:
    """Have something done at ``due_at``, in the current transaction; one of each kind waits, the newer takes its place."""
    for former in FollowUp.objects.filter(conversation=conversation, kind=kind, state=WAITING):
        _settle(former, FollowUpState.CANCELLED, _("Another was planned."))
    author = by if isinstance(by, Agent) else None
    made = FollowUp.objects.create(conversation=conversation, kind=kind, due_at=due_at, text=text, rule_id=rule_id, created_by=author)
    _set(made)
    record("follow_up.planned", conversation, by=by, data={"follow_up": made.pk, "kind": kind.value, "due_at": due_at.isoformat()})
    return made


def cancel(follow_up: FollowUp, *, by: Agent | Actor) -> bool:
    """It is not needed any more; False when it was settled before."""
    if follow_up.state != WAITING:
        return False
    _settle(follow_up, FollowUpState.CANCELLED, _("Cancelled by %(agent)s.") % {"agent": by} if isinstance(by, Agent) else "")
    record("follow_up.cancelled", follow_up.conversation, by=by, data={"follow_up": follow_up.pk, "kind": follow_up.kind})
    return True


def cancel_by_number(number: int, *, by: Agent | Actor) -> None:
    found = FollowUp.objects.select_for_update().filter(pk=number).select_related("conversation").first()
    if found is None or not cancel(found, by=by):
        raise Stopped(_("It was done or cancelled in the meantime."))


def is_planned(conversation: Conversation, kind: FollowUpKind) -> bool:
    return FollowUp.objects.filter(conversation=conversation, kind=kind, state=WAITING).exists()


def planned_for(conversation: Conversation) -> list[FollowUp]:
    """What waits here and nobody has made needless by writing, the soonest first."""
    waiting = FollowUp.objects.filter(conversation=conversation, state=WAITING).select_related("conversation", "created_by", "rule")
    return [follow_up for follow_up in waiting.order_by("due_at") if not overtaken(follow_up)]


def overtaken(follow_up: FollowUp) -> str:
    """Who made it needless by writing since it was planned, in words; "" while nobody has.

    Asked when it matters instead of noted at each message: most messages meet nothing that waits.
    """
    since = Message.objects.filter(conversation_id__in=part_ids(follow_up.conversation), created_at__gt=follow_up.created_at)
    if since.filter(direction=Direction.INBOUND, is_third_party=False).exists():
        return _("The customer wrote.")
    ours = since.filter(direction=Direction.OUTBOUND, is_automatic=False).exclude(delivery=Delivery.UNDONE)
    # A survey asks about all that was done, so an answer of ours leaves it standing.
    return _("The customer was answered.") if follow_up.kind != FollowUpKind.SURVEY and ours.exists() else ""


def do(number: int) -> None:
    """Its time has come: do it if it still waits; within one transaction. What can't be done says why and is not tried again."""
    found = FollowUp.objects.filter(pk=number, state=WAITING).first()
    if found is None:
        return
    locked(found.conversation_id)
    held = FollowUp.objects.select_for_update(of=("self",)).select_related("conversation__inbox", "conversation__customer")
    follow_up = held.get(pk=number)

    if follow_up.state != WAITING:
        return
    if follow_up.due_at > now():
        # The clock was set back since this job was found due.
        _set(follow_up)
        return
    conversation = follow_up.conversation
    if why := overtaken(follow_up):
        _settle(follow_up, FollowUpState.CANCELLED, why)
        return
    try:
        if conversation.merged_into_id:
            raise Stopped(_("The conversation was merged into another."))
        with origin.acting(0):
            _do(follow_up)
    except (*acting.REFUSALS, resolving.AlreadySo) as error:
        _settle(follow_up, FollowUpState.STOPPED, str(error))
        return
    _settle(follow_up, FollowUpState.DONE, "")
    with origin.acting(0):
        record("follow_up.done", conversation, data={"follow_up": follow_up.pk, "kind": follow_up.kind})


def _do(follow_up: FollowUp) -> None:
    conversation = follow_up.conversation
    match follow_up.kind:
        case FollowUpKind.MESSAGE:
            writing.send(conversation, writing.filled(follow_up.text, conversation), rule_id=follow_up.rule_id)
        case FollowUpKind.REOPEN:
            text = writing.filled(follow_up.text, conversation)
            resolving.reopen(conversation, by=Actor.SYSTEM)
            noting.add_note(conversation, text, by=Actor.SYSTEM)
        case FollowUpKind.CLOSE:
            if conversation.status not in (Status.PENDING, Status.RESOLVED):
                raise Stopped(_("It is %(status)s again.") % {"status": conversation.get_status_display()})
            resolving.close(conversation, by=Actor.SYSTEM)
        case FollowUpKind.SURVEY:
            from goodwill.automation.domain import surveying

            surveying.ask(conversation)


def _set(follow_up: FollowUp) -> None:
    from goodwill.automation.tasks import follow_up as follow_up_task

    jobs.enqueue_once(follow_up_task, _key(follow_up), follow_up.pk, run_after=follow_up.due_at)


def _settle(follow_up: FollowUp, state: FollowUpState, detail: str) -> None:
    follow_up.state, follow_up.detail, follow_up.settled_at = state, detail[:300], now()
    follow_up.save(update_fields=["state", "detail", "settled_at"])
    if state == FollowUpState.CANCELLED:
        jobs.cancel(_key(follow_up))


def _key(follow_up: FollowUp) -> str:
    return f"follow-up:{follow_up.pk}"

"""Hears of everything that happens: rules run where an active one listens, complaints follow what is done for them."""

from goodwill.activity.models import Activity, Actor
from goodwill.activity.recording import EVERY, subscribe
from goodwill.automation import origin, tasks
from goodwill.automation.domain import compiling, complaining, joining_topics, running
from goodwill.automation.models import Complaint
from goodwill.remedies.models import Remedy


@subscribe(EVERY)
def start_rules(activity: Activity) -> None:
    if running.is_wanted(activity):
        tasks.evaluate.enqueue(activity.pk, origin.depth())


@subscribe("message.sent")
def note_answer(activity: Activity) -> None:
    # No desk that never had a rule or a procedure has complaints: it costs them nothing.
    if activity.actor == Actor.AGENT and compiling.book().version:
        complaining.note_answer(activity.subject_id)


@subscribe("conversation.classified")
def open_classified(activity: Activity) -> None:
    """Whoever names a cause says that it is a complaint. Rules have an action for it, and say themselves when."""
    if activity.data.get("complaint") and activity.agent_id is not None:
        tasks.open_complaint.enqueue(activity.pk)


@subscribe("remedy.granted", "remedy.asked")
def note_offer(activity: Activity) -> None:
    remedy = Remedy.objects.filter(pk=activity.subject_id).first()
    if remedy is None or remedy.conversation_id is None:
        return
    found = Complaint.objects.filter(conversation_id=remedy.conversation_id, settled_at=None, withdrawn_at=None).first()
    if found is not None:
        value = {"minor": remedy.value, "currency": remedy.currency}
        complaining.note_offer(found.pk, {"remedy": remedy.pk, "kind": remedy.kind, **value, "at": activity.at.isoformat()})


@subscribe("topic.joined")
def carry_topic_over(activity: Activity) -> None:
    joining_topics.carry_over(activity.data["from"], activity.data["to"])

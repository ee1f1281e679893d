"""Work that is done later for automation: each task takes ids and calls one domain function."""

from goodwill.core.jobs import task


@task(queue_name="rules")
def evaluate(activity_id: int, depth: int = 0) -> None:
    """Run the rules that an activity starts, in one transaction with the end of this job."""
    from goodwill.automation.domain import running

    running.evaluate(activity_id, depth)


@task(queue_name="timers")
def fire(rule_id: int, conversation_id: int) -> None:
    """A rule's time has come in a conversation, if it still waits."""
    from goodwill.automation.domain import timing

    timing.fire(rule_id, conversation_id)


@task(queue_name="slow", own_transactions=True)
def plan_existing(rule_id: int) -> None:
    """A rule on time was switched on: set its timers where something is waited for already."""
    from goodwill.automation.domain import timing

    timing.plan_existing(rule_id)


@task(queue_name="default")
def route(conversation_id: int) -> None:
    """Let routing find an agent, because a rule says so."""
    from goodwill.conversations.models import Conversation
    from goodwill.workforce.domain import routing

    conversation = Conversation.objects.filter(pk=conversation_id, assignee=None, merged_into=None).first()
    if conversation is not None:
        routing.route(conversation)


@task(queue_name="timers")
def follow_up(number: int) -> None:
    """The time of a check-in, a closing or a survey has come."""
    from goodwill.automation.domain import following_up

    following_up.do(number)


@task(queue_name="default")
def open_complaint(activity_id: int) -> None:
    """An agent gave a conversation a cause of complaints as its topic: the procedure begins, where it is switched on."""
    from goodwill.activity.models import Activity
    from goodwill.automation.domain import complaining, finding_subjects

    activity = Activity.objects.select_related("agent").filter(pk=activity_id).first()
    if activity is not None and activity.agent is not None and complaining.procedure().is_active:
        conversation = finding_subjects.conversation(activity.subject_id)
        if conversation.topic is not None and conversation.topic.is_complaint:
            complaining.open_complaint(conversation, cause=conversation.topic, by=activity.agent)


@task(queue_name="slow", own_transactions=True, max_attempts=3)
def backtest(number: int) -> None:
    """Try a rule on the past, batch after batch; goes on where it stood when it was killed."""
    from goodwill.automation.domain import backtesting

    backtesting.run(number)

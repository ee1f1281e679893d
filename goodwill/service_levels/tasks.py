"""Work that is done later for promises: each task calls one domain function."""

from goodwill.core.jobs import task
from goodwill.service_levels.domain import alerting, firing, replanning


@task(queue_name="timers", priority=10, own_transactions=True)
def fire() -> None:
    """Do what is due."""
    firing.fire_all()


@task(queue_name="timers")
def escalate(target_id: int, priority: int | None, team_id: int | None) -> None:
    """Change the conversation of a broken promise, as a step of its policy says."""
    alerting.escalate(target_id, priority, team_id)


@task(queue_name="slow", own_transactions=True)
def replan() -> None:
    """Put what is open under the policies and calendars that hold now."""
    replanning.carry_on()

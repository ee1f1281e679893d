"""Timers and batches of this room: each task takes ids and calls one domain function."""

from goodwill.core.jobs import task


@task(queue_name="timers")
def begin(number: int) -> None:
    """Show an announcement whose time has come."""
    from goodwill.coaching.domain import announcing

    announcing.begin_due(number)


@task(queue_name="timers")
def finish(number: int) -> None:
    """Take an announcement down whose time is over."""
    from goodwill.coaching.domain import announcing

    announcing.finish_due(number)


@task(queue_name="default")
def explain_open(number: int, edition: int, after: int) -> None:
    """Look through one batch of the open conversations for those that an announcement explains; the next is enqueued."""
    from goodwill.coaching.domain import explaining

    following = explaining.explain_batch(number, edition, after)
    if following:
        explain_open.enqueue(number, edition, following)

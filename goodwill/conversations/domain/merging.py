"""Shows two conversations as one, and takes it back: no message is moved, so undoing is exact."""

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.access import shown_in
from goodwill.conversations.domain import refreshing, snoozing
from goodwill.conversations.domain.changing import changing, locked, locked_in_order
from goodwill.conversations.models import Conversation


class CannotMerge(ValueError):
    """These two can't be shown as one; the message says why."""


def merge(source: Conversation, into: Conversation, *, by: Agent) -> None:
    """Show what is said in ``source`` within ``into``; ``source`` leaves every list until it is taken out again."""
    if source.pk == into.pk:
        raise CannotMerge(_("A conversation can't be merged into itself."))
    with transaction.atomic():
        _require_mergeable(*locked_in_order(source.pk, into.pk))
        with changing(into) as target, changing(source) as fresh:
            fresh.merged_into = target
            fresh.save(update_fields=["merged_into"])
            refreshing.refresh(target)
            record("conversation.merged", target, by=by, data={"source": fresh.pk, "subject": fresh.subject})


def unmerge(source: Conversation, *, by: Agent) -> None:
    """Take a merged conversation out again, as it was. Whatever it was merged into, and on from there, shows it no more."""
    with transaction.atomic():
        _lock_chain(source)
        fresh = locked(source.pk)
        if fresh.merged_into is None:
            raise CannotMerge(_("#%(number)s is not merged.") % {"number": source.pk})
        former = fresh.merged_into
        with changing(source, even_merged=True) as fresh:
            fresh.merged_into = None
            fresh.save(update_fields=["merged_into"])
            refreshing.refresh(fresh)
            snoozing.set_timer(fresh)
        _leave(former, fresh, by)


def _require_mergeable(source: Conversation, target: Conversation) -> None:
    if source.merged_into_id:
        raise CannotMerge(_("#%(number)s is merged already.") % {"number": source.pk})
    if target.merged_into_id:
        raise CannotMerge(_("#%(number)s is itself merged into another conversation.") % {"number": target.pk})
    if source.inbox_id != target.inbox_id and source.customer_id != target.customer_id:
        raise CannotMerge(_("They belong to different customers in different inboxes."))


def _lock_chain(source: Conversation) -> None:
    """Hold all that show it, from the outermost inwards: the order in which everybody takes them."""
    chain = [Conversation.objects.get(pk=source.pk)]
    while chain[-1].merged_into is not None:
        chain.append(chain[-1].merged_into)
    for conversation in reversed(chain):
        locked(conversation.pk)


def _leave(former: Conversation, source: Conversation, by: Agent) -> None:
    """Derive anew the rows of those that showed it; the one that people look at gets the record."""
    shown = shown_in(former)
    while former.pk != shown.pk and former.merged_into is not None:
        part = locked(former.pk)
        refreshing.refresh(part)
        part.save()
        former = former.merged_into
    with changing(shown) as target:
        refreshing.refresh(target)
        record("conversation.unmerged", target, by=by, data={"source": source.pk, "subject": source.subject})

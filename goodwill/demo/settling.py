"""What agents have sent, read, begun and remembered by the time the demo is opened."""

from datetime import datetime, timedelta

from django.db.models import F

from goodwill.conversations.domain import drafting
from goodwill.conversations.enums import Delivery, Status
from goodwill.conversations.models import Conversation, Mention, Message, ReadMark, SavedReply
from goodwill.core import clock
from goodwill.core.models import OutboxEntry
from goodwill.customers.domain import describing
from goodwill.customers.models import Identity
from goodwill.demo.casting import Play
from goodwill.demo.house import House
from goodwill.demo.stories import shop

SENT_AFTER = timedelta(seconds=12)
UNREAD = timedelta(hours=7)
NEW_MENTIONS = timedelta(hours=4)


def settle(house: House, plays: list[Play], today: datetime) -> None:
    """All that is done for many rows at once, and what stands on the desks."""
    _send_everything()
    _read(house, today)
    _see_mentions(today)
    _begin_drafts(house, plays, today)
    _remember_customers(house, today)
    for uses, reply in enumerate(SavedReply.objects.order_by("id")):
        reply.uses = (uses * 37 + 11) % 60
        reply.save(update_fields=["uses"])


def _send_everything() -> None:
    """The shop's mail server took all of it at the time; it is not there to be asked again."""
    Message.objects.filter(delivery=Delivery.WAITING).update(delivery=Delivery.SENT, sent_at=F("created_at") + SENT_AFTER)
    waiting = OutboxEntry.objects.filter(state=OutboxEntry.State.WAITING)
    waiting.update(state=OutboxEntry.State.DONE, attempts=1, updated_at=F("not_before"))
    OutboxEntry.objects.filter(state=OutboxEntry.State.DONE, attempts=0).update(attempts=1)


def _read(house: House, today: datetime) -> None:
    """Everybody has read everything, except what came in during the last hours and was not answered."""
    new = Conversation.objects.filter(status=Status.OPEN, waiting_since__gt=today - UNREAD, merged_into=None)
    unread = set(new.values_list("pk", flat=True))
    read = Conversation.objects.exclude(pk__in=unread).order_by("pk").values_list("pk", "last_inbound")
    marks = [
        ReadMark(agent=agent, conversation_id=number, position=position) for number, position in read for agent in house.agents.values()
    ]
    ReadMark.objects.bulk_create(marks, batch_size=500)


def _see_mentions(today: datetime) -> None:
    old = Mention.objects.filter(note__created_at__lte=today - NEW_MENTIONS).select_related("note")
    for mention in old:
        mention.seen_at = mention.note.created_at + timedelta(minutes=25)
    Mention.objects.bulk_update(old, ["seen_at"])


def _begin_drafts(house: House, plays: list[Play], today: datetime) -> None:
    waiting = [play for play in plays if play.ending == Status.OPEN and play.plot.weight and "order" in play.details]
    with clock.pretending(today - timedelta(minutes=9)):
        for play, (key, text, is_note) in zip(waiting, shop.DRAFTS, strict=False):
            drafting.save(Conversation(pk=play.number), house.agents[key], text.format_map(play.details), is_note=is_note)


def _remember_customers(house: House, today: datetime) -> None:
    """Notes about those who write most often, oldest customers first."""
    regulars = Identity.objects.select_related("customer").order_by("id")[: len(shop.CUSTOMER_NOTES)]
    for days, (identity, (key, text)) in enumerate(zip(regulars, shop.CUSTOMER_NOTES, strict=True)):
        with clock.pretending(today - timedelta(days=20 - days)):
            describing.add_note(identity.customer, text, by=house.agents[key])

"""Keeps the catalogue of topics: adds, changes and joins them, and says when agents are asked for one."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.enums import AsksTopic, SaleStage
from goodwill.conversations.models import Conversation, Topic, WrapUp
from goodwill.core.rows import Prepared

CHUNK = 2000
NEWEST = 5000


@dataclass(frozen=True, slots=True)
class Described:
    """What a topic is; ``stage`` is "" for one about either."""

    name: str
    stage: str = ""
    is_complaint: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All topics in the order of their names, and whether agents are asked for one; read in one statement."""

    topics: tuple[tuple[int, Described], ...]
    asks: AsksTopic = AsksTopic.OFF

    def offered(self, chosen: int | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
        """Groups of (number, name) for a picker: by stage, complaints apart; what is not offered only where it is chosen."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for number, topic in self.topics:
            if topic.is_active or number == chosen:
                groups.setdefault("complaint" if topic.is_complaint else topic.stage, []).append((number, topic.name))
        titles = {"": _("Anything"), SaleStage.PRE_SALE: SaleStage.PRE_SALE.label, SaleStage.POST_SALE: SaleStage.POST_SALE.label}
        titles["complaint"] = _("Complaints")
        return [(str(title), groups[key]) for key, title in titles.items() if key in groups]

    def name(self, number: int | None) -> str:
        return next((topic.name for pk, topic in self.topics if pk == number), "")


def catalogue() -> Catalogue:
    rows = _TOPICS.all()
    asks = AsksTopic(rows[0][5]) if rows and rows[0][5] else AsksTopic.OFF
    found = tuple((pk, Described(name, stage, bool(complaint), bool(active))) for pk, name, stage, complaint, active, _asks in rows)
    return Catalogue(found, asks)


def wrap_up() -> AsksTopic:
    """Whether agents are asked for a topic; never while there is none to choose."""
    found = catalogue()
    return found.asks if any(topic.is_active for _number, topic in found.topics) else AsksTopic.OFF


def ask_for_topic(asks: AsksTopic, *, by: Agent) -> None:
    """Say from now on when agents are asked for a topic."""
    with transaction.atomic():
        row = WrapUp.objects.select_for_update().first() or WrapUp()
        before, row.asks_topic = row.asks_topic, asks
        row.save()
        record("wrap_up.changed", row, by=by, data={"from": before, "to": asks})


def add(described: Described, *, by: Agent) -> Topic:
    """Add a topic; raise UnusableName for a name that is taken."""
    with transaction.atomic():
        topic = Topic.objects.create(**_columns(described, None))
        record("topic.added", topic, by=by, data={"name": topic.name})
    return topic


def change(topic: Topic, described: Described, *, by: Agent) -> None:
    """Describe a topic anew, for all conversations that have it; raise UnusableName for a name that is taken."""
    with transaction.atomic():
        before = topic.name
        for name, value in _columns(described, topic).items():
            setattr(topic, name, value)
        topic.save()
        record("topic.changed", topic, by=by, data={"from": before, "to": topic.name})


def join(topic: Topic, into: Topic, *, by: Agent) -> int:
    """Give ``into`` to every conversation that has ``topic``, and remove ``topic``; return how many conversations moved.

    Rooms that keep topics of their own hear of it by ``topic.joined`` before the topic is gone.
    """
    if topic.pk == into.pk:
        return 0
    with transaction.atomic():
        moved = _move(topic.pk, into.pk)
        record("topic.joined", into, by=by, data={"from": topic.pk, "to": into.pk, "name": topic.name, "conversations": moved})
        topic.delete()
    return moved


def used_lately() -> tuple[Counter[int], int]:
    """How many of the newest conversations have each topic, and how many were looked at: never more than 5,000."""
    numbers = [number for (number,) in _NEWEST.all()]
    return Counter(number for number in numbers if number), len(numbers)


def _move(before: int, after: int) -> int:
    """In stretches of numbers, so that no statement is long; nobody's work is in question, so no new version."""
    last = Conversation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return sum(
        Conversation.objects.filter(pk__gt=start, pk__lte=start + CHUNK, topic_id=before).update(topic_id=after)
        for start in range(0, last, CHUNK)
    )


def _columns(described: Described, topic: Topic | None) -> dict[str, object]:
    name = " ".join(described.name.split())
    if not 0 < len(name) <= 80:
        raise UnusableName(_("A topic has a name of at most 80 characters."))
    if Topic.objects.filter(name__iexact=name).exclude(pk=topic.pk if topic else 0).exists():
        raise UnusableName(_("There is a topic “%(name)s” already.") % {"name": name})
    return {"name": name, "stage": described.stage, "is_complaint": described.is_complaint, "is_active": described.is_active}


_TOPICS = Prepared(
    lambda: (
        Topic.objects.order_by("name")
        .annotate(asks=Subquery(WrapUp.objects.order_by("id").values("asks_topic")[:1]))
        .values_list("id", "name", "stage", "is_complaint", "is_active", "asks")
    )
)
_NEWEST = Prepared(lambda: Conversation.objects.order_by("-id").values_list("topic_id")[:NEWEST])

"""Conversations and what is said in them; a conversation's own row carries all that a list shows."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Agent, Team
from goodwill.commerce.models import Order
from goodwill.conversations.enums import AsksTopic, Delivery, Direction, MatchedBy, Priority, SaleStage, Status
from goodwill.core.clock import now
from goodwill.core.models import StoredFile
from goodwill.customers.models import Customer, Identity
from goodwill.inboxes.models import Inbox, RawMessage


class Conversation(models.Model):
    """The exchange with one customer on one matter; its id is the number that people see.

    The ``last_…``, ``waiting_since``, ``customer_name``, ``tag_names`` and ``message_count`` columns are derived from
    messages and activity, so that a list reads one row; ``domain.rebuilding`` makes them anew. ``version`` grows with
    each change. A merged conversation keeps its messages and points to the one that shows them.

    ``due_at`` is when the promise that ends soonest ends, ``warn_at`` when it begins to press and ``due_metric`` which
    one it is; they are written by the room that keeps promises, and are empty while none runs. ``language`` is the code
    that the customer writes in, "" while nobody knows.
    """

    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="conversations", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations", db_index=False)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    assignee = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations", db_index=False)
    topic = models.ForeignKey("Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations", db_index=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)

    customer_name = models.CharField(max_length=200, blank=True)
    last_message_at = models.DateTimeField(default=now)
    last_words = models.CharField(max_length=160, blank=True)
    last_direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.INBOUND)
    last_inbound = models.BigIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    has_attachments = models.BooleanField(default=False)
    tag_names = models.JSONField(default=list, blank=True)

    due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    due_metric = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="conversation_by_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["status", "-last_message_at", "-id"], name="conversation_by_status"),
            models.Index(fields=["assignee", "status", "-last_message_at", "-id"], name="conversation_by_assignee"),
            models.Index(fields=["team", "status", "-last_message_at", "-id"], name="conversation_by_team"),
            models.Index(fields=["inbox", "status", "-last_message_at", "-id"], name="conversation_by_inbox"),
            models.Index(fields=["customer", "-last_message_at"], name="conversation_by_customer"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def number(self) -> int:
        return self.pk


class Message(models.Model):
    """Something said between the shop and a customer; both can see it.

    ``position`` is the number of the activity that recorded it: messages, notes and events stand in this order.
    ``text`` is all of it, ``new_text`` what was newly written. ``recipients`` lists ``{"role", "address", "name"}``.
    A third party's message is shown to agents and never to the customer, nor added to the recipients.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.BigIntegerField(unique=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    author = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    identity = models.ForeignKey(Identity, on_delete=models.SET_NULL, null=True, related_name="messages", db_index=False)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    external_id = models.CharField(max_length=255)
    references = models.JSONField(default=list)
    matched_by = models.CharField(max_length=12, choices=MatchedBy.choices, blank=True)
    authentication = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    is_automatic = models.BooleanField(default=False)
    is_third_party = models.BooleanField(default=False)
    raw = models.ForeignKey(RawMessage, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, blank=True)
    delivery_detail = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inbox", "external_id"], name="message_once")]
        indexes: ClassVar = [models.Index(fields=["conversation", "position"], name="message_in_conversation")]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_inbound(self) -> bool:
        return self.direction == Direction.INBOUND


class Attachment(models.Model):
    """A file of a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.filename


class Note(models.Model):
    """Something said among agents. It is another type than a message, so that it can't be sent to anybody."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes", db_index=False)
    position = models.BigIntegerField(unique=True)
    author = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    text = models.TextField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conversation", "position"], name="note_in_conversation")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Mention(models.Model):
    """An agent was named in a note; ``seen_at`` is when they opened it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "agent"], name="mention_once")]
        indexes: ClassVar = [models.Index(fields=["agent", "-id"], name="mention_of_agent")]

    def __str__(self) -> str:
        return f"mention {self.pk}"


class Topic(models.Model):
    """What a conversation is about, from the desk's catalogue; those of complaints are its causes.

    ``stage`` keeps matters before and after a purchase apart; "" for a topic that is about either.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    stage = models.CharField(_("belongs"), max_length=10, choices=SaleStage.choices, blank=True)
    is_complaint = models.BooleanField(_("a complaint"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class WrapUp(models.Model):
    """One row: whether agents are asked for a topic when they resolve a conversation that has none."""

    asks_topic = models.CharField(max_length=10, choices=AsksTopic.choices, default=AsksTopic.OFF)

    def __str__(self) -> str:
        return self.asks_topic


class Tag(models.Model):
    """A word that conversations can be found by."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """One tag on one conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "conversation"], name="tagging_once")]

    def __str__(self) -> str:
        return f"tagging {self.pk}"


class Link(models.Model):
    """Two conversations belong together without being one; ``reason`` is a code such as ``follow_up``."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="linked_from")
    reason = models.CharField(max_length=30)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "other"], name="link_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.reason} {self.other_id}"


class AwaitedReference(models.Model):
    """A message referred to this id before the message with it came in: mail arrives in any order."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=255)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="awaited")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inbox", "external_id", "conversation"], name="awaited_once")]

    def __str__(self) -> str:
        return self.external_id


class Draft(models.Model):
    """What an agent was writing, saved while typing; ``taken_back`` is the undone reply whose files come with it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    is_note = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    taken_back = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "agent", "is_note"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class SavedReply(models.Model):
    """A text that is used again and again, with variables such as ``{{ customer.first_name }}``."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_replies", verbose_name=_("team"))
    uses = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        ordering: ClassVar = ["title", "id"]
        verbose_name_plural = "saved replies"

    def __str__(self) -> str:
        return self.title


class ReadMark(models.Model):
    """How far an agent has read a conversation: the position of the newest inbound message seen."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    position = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "conversation"], name="read_once")]

    def __str__(self) -> str:
        return f"read {self.pk}"


class Presence(models.Model):
    """An agent has a conversation open, or writes in it, until ``expires_at``."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="presences")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    is_typing = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "agent"], name="presence_once")]

    def __str__(self) -> str:
        return f"presence {self.pk}"


class Acknowledgement(models.Model):
    """An instant acknowledgement that was sent: one per conversation, and few per address in a day."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="acknowledgement")
    address = models.CharField(max_length=320)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="acknowledgement_lately")]

    def __str__(self) -> str:
        return self.address


class Tally(models.Model):
    """How many unmerged conversations share an inbox, team, assignee and status; 0 stands for none.

    The columns have the names of a conversation's, so that one filter of what an agent may see serves both.
    """

    inbox_id = models.BigIntegerField()
    team_id = models.BigIntegerField(default=0)
    assignee_id = models.BigIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["status", "inbox_id", "team_id", "assignee_id"], name="tally_once")]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.status} {self.count}"


class ConversationOrder(models.Model):
    """An order that a conversation is about; ``found_by`` is a code: ``number``, ``tracking``, ``email``, ``agent``."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="order_links")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="conversation_links", db_index=False)
    found_by = models.CharField(max_length=12)
    is_dismissed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "conversation"], name="order_link_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.found_by} {self.order_id}"


def recipient(role: str, address: str, name: str = "") -> dict[str, Any]:
    """One entry of ``Message.recipients``; role is ``to``, ``cc`` or ``bcc``."""
    return {"role": role, "address": address, "name": name}

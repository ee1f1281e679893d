"""Makes, changes and removes saved replies."""

from django.db import transaction

from goodwill.accounts.models import Agent, Team
from goodwill.activity.recording import record
from goodwill.conversations.models import SavedReply


def add(title: str, text: str, *, team: Team | None = None, by: Agent) -> SavedReply:
    with transaction.atomic():
        reply = SavedReply.objects.create(title=title.strip(), text=text.strip(), team=team, created_by=by)
        record("saved_reply.added", reply, by=by, data={"title": reply.title})
    return reply


def change(reply: SavedReply, title: str, text: str, *, team: Team | None = None, by: Agent) -> None:
    with transaction.atomic():
        reply.title, reply.text, reply.team = title.strip(), text.strip(), team
        reply.save(update_fields=["title", "text", "team"])
        record("saved_reply.changed", reply, by=by, data={"title": reply.title})


def remove(reply: SavedReply, *, by: Agent) -> None:
    with transaction.atomic():
        record("saved_reply.removed", reply, by=by, data={"title": reply.title})
        reply.delete()

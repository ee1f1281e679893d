"""Makes conversations for tests, by the way that real ones come about; and a small world of people around them."""

from dataclasses import dataclass
from typing import Any

from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.models import Agent, Team
from goodwill.conversations.domain import describing, noting, receiving, replying
from goodwill.conversations.models import Conversation, Message, Tally
from goodwill.core.search.models import SearchDocument
from goodwill.inboxes.models import Inbox
from tests.factories.accounts import a_team, an_agent
from tests.factories.inboxes import letter, make_inbox, make_raw

GRETA = ("greta@post.example", "Greta Lind")
OMAR = ("omar@mail.example", "Omar Haddad")


@dataclass(frozen=True)
class World:
    """A small shop: who is who says what they may see. Nobody of Orders but the lead sees what is in Care."""

    owner: Agent
    lead: Agent
    agent: Agent
    carer: Agent
    loner: Agent
    reader: Agent
    outsider: Agent
    care: Team
    orders: Team
    support: Inbox
    sales: Inbox

    @property
    def everybody(self) -> list[Agent]:
        return [self.owner, self.lead, self.agent, self.carer, self.loner, self.reader, self.outsider]


def make_world() -> World:
    care, orders = a_team("Care"), a_team("Orders")
    return World(
        owner=an_agent(Role.OWNER, "Ada Lindqvist"),
        lead=an_agent(Role.LEAD, "Jonas Weber"),
        agent=an_agent(Role.AGENT, "Mira Okafor"),
        carer=an_agent(Role.AGENT, "Teo Silva", visibility=Visibility.TEAMS, teams=(care,)),
        loner=an_agent(Role.AGENT, "Priya Nair", visibility=Visibility.OWN),
        reader=an_agent(Role.READ_ONLY, "Sam Whitlock"),
        outsider=an_agent(Role.AGENT, "Oskar Brandt", is_active=False),
        care=care,
        orders=orders,
        support=make_inbox(),
        sales=make_inbox("Orders", "orders@fernandfable.example", team=orders),
    )


def make_message(
    inbox: Inbox, text: str = "Where is my fern?", *, sender: tuple[str, str] = GRETA, at: Any = None, **content: Any
) -> Message:
    """A customer's message that came in by the real intake and was understood."""
    message = receiving.process(make_raw(inbox, letter(text, sender=sender, **content), at=at).pk)
    assert message is not None, "the letter did not become a message"
    return message


def make_conversation(inbox: Inbox, text: str = "Where is my fern?", **content: Any) -> Conversation:
    return fresh(make_message(inbox, text, **content).conversation)


def make_answer(message: Message, text: str = "And now?", *, sender: tuple[str, str] | None = None, **content: Any) -> Message:
    """A customer's answer to one of ours, or to their own."""
    who = sender or (GRETA if message.direction == "out" else (message.sender_address, message.sender_name))
    return make_message(message.inbox, text, sender=who, references=[message.external_id], **content)


def make_reply(conversation: Conversation, by: Agent, text: str = "It is on its way.", **options: Any) -> Message:
    conversation.refresh_from_db()
    return replying.reply(conversation, replying.Reply(text, seen_up_to=conversation.last_inbound, **options), by=by)


def make_busy(world: World) -> Conversation:
    """A conversation in which much has happened, and another one beside it."""
    conversation = make_message(world.support, "Where is FF-20318?", attachments=[["fern.png", "image/png", "x"]]).conversation
    make_reply(conversation, world.agent)
    replying.undo(make_reply(conversation, world.agent, "oops"), by=world.agent)
    noting.add_note(conversation, "a note", by=world.agent)
    describing.tag(conversation, "gift", by=world.agent)
    make_conversation(world.sales)
    return conversation


def spoil(conversation: Conversation) -> None:
    """Make wrong what is derived of a conversation: its row, all counters, its three documents in the index."""
    Conversation.objects.filter(pk=conversation.pk).update(message_count=99, last_words="?", tag_names=["x"], customer_name="?")
    Tally.objects.update(count=5)
    SearchDocument.objects.filter(group=conversation.pk).delete()


def fresh(conversation: Conversation) -> Conversation:
    """The conversation as the database has it."""
    return Conversation.objects.get(pk=conversation.pk)


def assert_derived_right() -> None:
    """List rows, counters and search are what making them anew would give."""
    from goodwill.conversations.domain import rebuilding, tallying

    for conversation in Conversation.objects.order_by("id"):
        shown = {name: getattr(conversation, name) for name in rebuilding.DERIVED}
        rebuilding._derive(conversation)
        anew = {name: getattr(conversation, name) for name in rebuilding.DERIVED}
        wrong = {name: (shown[name], anew[name]) for name in anew if shown[name] != anew[name]}
        assert wrong == {}, f"#{conversation.pk}: {wrong}"
    assert tallying.differences() == {}
    indexed = {(row.key, row.group, row.scope) for row in SearchDocument.objects.all()}
    anew = {(d.key, d.group, _stored_scope(d.scope)) for d in rebuilding._Said().documents(0, 100_000)}
    assert indexed == anew, f"too many {indexed - anew}, too few {anew - indexed}"


def _stored_scope(scope: tuple[str, ...]) -> str:
    from goodwill.core.search import encoding

    return " ".join(encoding.scope(scope))

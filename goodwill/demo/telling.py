"""Carries out what plays consist of, each at its moment, by the functions that the desk itself uses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from goodwill.accounts.enums import Visibility
from goodwill.accounts.models import Agent
from goodwill.conversations import deliveries
from goodwill.conversations.domain import (
    acknowledging,
    assigning,
    describing,
    noting,
    receiving,
    replying,
    resolving,
    snoozing,
    threading,
)
from goodwill.conversations.enums import Priority, Status
from goodwill.conversations.models import Conversation, Message
from goodwill.core import clock
from goodwill.core.models import OutboxEntry
from goodwill.core.outbox import Failed
from goodwill.demo import letters, papers, pictures, voices
from goodwill.demo.casting import Play
from goodwill.demo.house import House
from goodwill.demo.letters import File, Letter, Quoted
from goodwill.demo.script import Turn, Who
from goodwill.demo.storefront import Storefront
from goodwill.inboxes.contract import Address, Attachment, Envelope
from goodwill.inboxes.domain import intake
from goodwill.inboxes.models import Inbox

SENDING = timedelta(seconds=12)
# How often the lead gives a conversation to somebody; else whoever answers first takes it.
GIVEN = 0.45


@dataclass
class Teller:
    """Tells plays to a desk; what was said last in each conversation is kept for the next letter's quotation."""

    house: House
    random: Random
    storefront: Storefront
    last: dict[int, Quoted] = field(default_factory=dict)
    letters: int = 0

    def receive(self, play: Play, turn: Turn, at: datetime) -> None:
        """The customer writes: the raw letter comes in and is understood, by a desk that knows what was ordered until then."""
        self.storefront.catch_up(at)
        text = voices.customer(play, turn, self.random)
        letter = self._letter(play, turn, text, at)
        message = self.take_in(letters.written(letter), self.house.inboxes[play.plot.inbox], at, sender=letter.writer.address)
        if message is None:
            return
        if not play.number:
            play.number = message.conversation_id
            if message.inbox.is_acknowledging:
                acknowledging.acknowledge(message.pk)
        play.seen = message.position
        self.last.setdefault(play.number, _quoted(message))

    def take_in(self, raw: bytes, inbox: Inbox, at: datetime, *, sender: str = "") -> Message | None:
        """Store raw bytes and process them, as the worker does."""
        envelope = Envelope(source="smtp", received_at=at, sender=sender, recipients=(inbox.address,), peer="192.0.2.25")
        return receiving.process(intake.store(intake.Delivery(raw, envelope, inbox.pk)))

    def interject(self, play: Play, turn: Turn, at: datetime) -> None:
        """Somebody else, to whom the customer passed our message on, answers it from another address."""
        words = voices.filled(play, turn)
        name = words.splitlines()[-1]
        address = f"{name.split()[0].lower()}@{play.person.address.partition('@')[2]}"
        stranger = replace(play.person, name=name, address=address, program="plain")
        letter = replace(self._letter(play, turn, words, at), writer=stranger, to=self.house.inboxes[play.plot.inbox].address)
        message = self.take_in(letters.written(letter), self.house.inboxes[play.plot.inbox], at, sender=address)
        if message is not None:
            play.seen = message.position

    def answer(self, play: Play, turn: Turn, at: datetime) -> Message:
        """An agent answers, and the answer goes out."""
        conversation, agent = self.conversation(play), self.agent(turn.by or play.agent)
        said = replying.Reply(
            text=voices.agent(play, turn, agent, self.random),
            seen_up_to=play.seen,
            to=[Address(play.person.address, play.person.name)],
            files=[Attachment(file.name, file.content_type, file.content) for file in self._files(play, turn)],
            status=turn.then,
        )
        message = replying.reply(conversation, said, by=agent)
        if turn.fails:
            self.give_up(message, turn.fails, at + SENDING)
        self.last[play.number] = _quoted(message)
        return message

    def note(self, play: Play, turn: Turn, at: datetime) -> None:
        words = voices.filled(play, turn)
        noting.add_note(self.conversation(play), words, by=self.agent(turn.by or play.agent))

    def take_on(self, play: Play, at: datetime) -> None:
        """Somebody looks at it first: gives it to an agent and a team, names it with tags, says how urgent it is."""
        conversation, lead, agent = self.conversation(play), self.agent("jonas"), self.agent(play.agent)
        plot = play.plot
        team = self.house.teams.get(plot.team)
        if team is not None and self.house.inboxes[plot.inbox].team != team:
            assigning.hand_to_team(conversation, team, by=lead)
        if agent.visibility == Visibility.OWN or plot.agent or self.random.random() < GIVEN:
            assigning.assign(conversation, agent, by=lead)
        for tag in plot.tags:
            describing.tag(conversation, tag, by=lead if conversation.assignee_id else agent)
        if plot.priority != Priority.NORMAL:
            describing.prioritise(conversation, plot.priority, by=lead)

    def resolve(self, play: Play, at: datetime) -> None:
        """Say that the matter is done, where the last answer did not."""
        said = [turn for turn in play.turns if turn.who is not Who.NOTE]
        if said[-1].then != Status.RESOLVED:
            resolving.resolve(self.conversation(play), by=self.agent(play.agent))

    def close(self, play: Play, at: datetime) -> None:
        resolving.close(self.conversation(play), by=self.agent("jonas"))

    def snooze(self, play: Play, until: datetime) -> None:
        snoozing.snooze(self.conversation(play), until, by=self.agent(play.agent))

    def give_up(self, message: Message, reason: str, at: datetime) -> None:
        """Note that a message could not be sent, as the outbox does after its last attempt."""
        with clock.pretending(at):
            entry = OutboxEntry.objects.get(key=replying.outbox_key(message))
            entry.state, entry.attempts, entry.last_error, entry.updated_at = OutboxEntry.State.FAILED, 1, reason, at
            entry.save()
            deliveries.settle(entry, Failed(reason))

    def conversation(self, play: Play) -> Conversation:
        """A handle: the desk's functions read the row anew, under its lock."""
        return Conversation(pk=play.number)

    def agent(self, key: str) -> Agent:
        return self.house.agents[key]

    def _letter(self, play: Play, turn: Turn, text: str, at: datetime) -> Letter:
        self.letters += 1
        inbox, quoted = self.house.inboxes[play.plot.inbox], self.last.get(play.number)
        return Letter(
            number=f"{at:%Y%m%d%H%M%S}.{self.letters}",
            writer=play.person,
            to=_reply_address(inbox, play) if play.number else inbox.address,
            subject=f"Re: {play.subject}" if play.number else play.subject,
            text=text,
            at=at,
            answered=quoted if play.number else None,
            files=tuple(self._files(play, turn)),
            inline=_picture(turn.inline) if turn.inline else None,
            html=turn.html.format_map(play.details) if turn.html else "",
            cc=turn.cc,
            verdict=play.plot.verdict or (letters.UNKNOWN if len(play.person.address) % 7 == 0 else letters.VERIFIED),
            headers=turn.headers,
        )

    def _files(self, play: Play, turn: Turn) -> list[File]:
        return [_file(name, play) for name in turn.files]


def _reply_address(inbox: Inbox, play: Play) -> str:
    local, _, domain = inbox.address.partition("@")
    return f"{local}+{threading.reply_token(play.number, play.person.address)}@{domain}"


def _quoted(message: Message) -> Quoted:
    who = f"{message.sender_name} – {message.inbox.name}" if message.author_id else message.sender_name
    return Quoted(
        external_id=message.external_id,
        references=tuple(message.references),
        who=who,
        address=message.sender_address,
        at=message.created_at,
        text=message.new_text,
        subject=message.subject,
    )


def _picture(name: str) -> File:
    return File(name, "image/png", pictures.picture(name))


def _file(name: str, play: Play) -> File:
    if name in pictures.DRAWN:
        return _picture(name)
    return PAPERS[name](play)


def _invoice(play: Play) -> File:
    details = play.details
    content = papers.invoice(details["order"], details["name"], details["plant"], details["price"])
    return File(f"invoice-{details['order']}.pdf", "application/pdf", content)


def _invitation(play: Play) -> File:
    return File("invite.ics", "text/calendar", papers.invitation(play.moments[0].replace(minute=0) + timedelta(days=3)))


PAPERS: dict[str, Callable[[Play], File]] = {papers.INVOICE: _invoice, papers.INVITATION: _invitation}

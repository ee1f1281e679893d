"""Who hears of an event, in what order, and what becomes of a page that does not keep up."""

import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import given
from hypothesis import strategies as st

from goodwill.core.live import hub as hubs
from goodwill.core.live.hub import Client, Event, Hub, line, reset_line
from goodwill.core.live.tokens import Subscription


class Page:
    """A page that writes down what it gets; while ``gate`` is closed it takes nothing."""

    def __init__(self, hub: Hub, topics: str, agent: int = 1, issued_at: int = 1_000_000_000_000_000) -> None:
        self.got = b""
        self.gate = asyncio.Event()
        self.gate.set()
        self.task = asyncio.create_task(asyncio.sleep(3600))
        self.client = Client(Subscription(tuple(topics.split()), agent, issued_at), self._send, self.task)
        hub.add(self.client)

    async def _send(self, message: dict) -> None:
        await self.gate.wait()
        self.got += message["body"]

    @property
    def numbers(self) -> list[int]:
        return [int(part[4:]) for part in self.got.decode().split("\n") if part.startswith("id: ")]


def event(number: int, topics: str) -> Event:
    return Event(number, tuple(topics.split()), line("changed", "{}", number))


def in_a_loop(scenario: Callable[[Hub], Awaitable[None]]) -> None:
    async def run() -> None:
        hub = Hub()
        await scenario(hub)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(run())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_event_reaches_listeners_of_any_of_its_topics_once():
    async def scenario(hub: Hub) -> None:
        pages = [Page(hub, topics) for topics in ("a", "b", "a b", "c")]
        hub.dispatch([event(1, "a b"), event(2, "c")], revoked={})
        await settle()
        assert [page.numbers for page in pages] == [[1], [1], [1], [2]]

    in_a_loop(scenario)


def test_line_has_the_form_of_server_sent_events():
    assert line("changed", '{"id":1}', 7) == b'id: 7\nevent: changed\ndata: {"id":1}\n\n'
    assert line("hello", "{}") == b"event: hello\ndata: {}\n\n"


def test_removed_page_hears_nothing_and_leaves_no_topic():
    async def scenario(hub: Hub) -> None:
        page = Page(hub, "a b")
        hub.remove(page.client)
        hub.dispatch([event(1, "a")], revoked={})
        await settle()
        assert (page.got, hub.clients, hub._by_topic) == (b"", set(), {})

    in_a_loop(scenario)


def test_page_that_is_held_gets_events_after_what_it_missed():
    async def scenario(hub: Hub) -> None:
        page = Page(hub, "a")
        page.client.is_held = True
        hub.dispatch([event(2, "a")], revoked={})
        await settle()
        assert page.got == b""
        page.client.waiting.appendleft(line("changed", "{}", 1))
        page.client.is_held = False
        page.client.write()
        await settle()
        assert page.numbers == [1, 2]

    in_a_loop(scenario)


def test_slow_page_is_told_to_start_over_and_closed_while_others_go_on():
    async def scenario(hub: Hub) -> None:
        slow, quick = Page(hub, "a"), Page(hub, "a")
        slow.gate.clear()
        last = hubs.QUEUE_LIMIT + 5
        for number in range(1, last + 1):
            hub.dispatch([event(number, "a")], revoked={})
            await settle()
        assert quick.numbers == list(range(1, last + 1))
        assert len(slow.client.waiting) <= hubs.QUEUE_LIMIT
        slow.gate.set()
        await settle()
        assert slow.got.endswith(reset_line(hubs.QUEUE_LIMIT + 2))
        assert slow.task.cancelled()
        assert not quick.task.cancelled()

    in_a_loop(scenario)


def test_revoked_agent_is_told_and_closed_others_are_not():
    async def scenario(hub: Hub) -> None:
        gone, stays = Page(hub, "a", agent=1, issued_at=100), Page(hub, "a", agent=2, issued_at=100)
        hub.dispatch([event(1, "revoked:1")], revoked={1: 100})
        await settle()
        assert gone.got == line("revoked", "{}")
        assert (gone.task.cancelled(), stays.task.cancelled()) == (True, False)
        assert hub.is_revoked(Subscription((), 1, 100))
        assert not hub.is_revoked(Subscription((), 1, 101))
        assert not hub.is_revoked(Subscription((), 2, 1))

    in_a_loop(scenario)


def test_close_ends_every_page():
    async def scenario(hub: Hub) -> None:
        pages = [Page(hub, "a") for _ in range(3)]
        hub.close()
        await settle()
        assert all(page.task.cancelled() for page in pages)

    in_a_loop(scenario)


def test_heartbeat_reaches_quiet_pages_and_drops_stuck_and_expired_ones(monkeypatch):
    monkeypatch.setattr(hubs, "HEARTBEAT_SECONDS", 1)
    real_sleep = asyncio.sleep
    monkeypatch.setattr(hubs.asyncio, "sleep", lambda seconds: real_sleep(0))

    async def scenario(hub: Hub) -> None:
        quiet, stuck, expired = Page(hub, "a"), Page(hub, "a"), Page(hub, "a", issued_at=0)
        stuck.gate.clear()
        hub.dispatch([event(1, "a")], revoked={})
        beating = asyncio.create_task(hub.beat())
        for _ in range(20):
            await real_sleep(0)
        beating.cancel()
        assert quiet.got.endswith(hubs.HEARTBEAT)
        assert [page.task.cancelled() for page in (quiet, stuck, expired)] == [False, True, True]

    # The pages' own tasks sleep for real.
    monkeypatch.setattr(Page, "__init__", _with_real_sleep(real_sleep))
    in_a_loop(scenario)


def _with_real_sleep(real_sleep):
    def make(self, hub, topics, agent=1, issued_at=1_000_000_000_000_000):
        self.got = b""
        self.gate = asyncio.Event()
        self.gate.set()
        self.task = asyncio.create_task(real_sleep(3600))
        self.client = Client(Subscription(tuple(topics.split()), agent, issued_at), self._send, self.task)
        hub.add(self.client)

    return make


def test_hub_remembers_from_its_start_and_forgets_the_oldest(monkeypatch):
    async def scenario(hub: Hub) -> None:
        hub.start_at(10, {})
        hub.dispatch([event(number, "a") for number in range(11, 11 + hubs.REMEMBERED)], revoked={})
        assert hub.remembers(10)
        assert not hub.remembers(9)
        hub.dispatch([event(11 + hubs.REMEMBERED, "a")], revoked={})
        assert (hub.remembers(10), hub.remembers(11)) == (False, True)
        assert not hub.remembers(hub.last + 1)

    in_a_loop(scenario)


topics = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True).map(" ".join)


@given(st.lists(topics, max_size=12), st.lists(topics, min_size=1, max_size=4), st.integers(0, 12))
def test_page_that_comes_back_gets_exactly_what_it_missed(events: list[str], pages: list[str], since: int):
    async def scenario(hub: Hub) -> None:
        hub.start_at(0, {})
        hub.dispatch([event(number, names) for number, names in enumerate(events, 1)], revoked={})
        for wanted in pages:
            expected = [
                line("changed", "{}", n) for n, names in enumerate(events, 1) if n > since and set(names.split()) & set(wanted.split())
            ]
            assert hub.since(since, wanted.split()) == expected

    in_a_loop(scenario)
